import type { HduReport, JsonCell, JsonNumber } from '../../src/fits';

/** What `expected.json` says of an HDU: what astropy read, in the words of `inspectFits`. */
export type ExpectedHdu = Partial<Omit<HduReport, 'wcs'>> & {
  /** The error of a WCS that astropy gave up on. */
  readonly wcs_error?: string;
  readonly wcs?: Coordinates;
};

export interface Coordinates {
  readonly ctype: readonly string[];
  readonly pixel1: readonly (readonly [number, number])[];
  /** In the order of the axes; null, or no number, where the image shows no sky. */
  readonly world: readonly (readonly [JsonNumber | null, JsonNumber | null])[];
}

export interface ExpectedFile {
  readonly hdus?: readonly ExpectedHdu[];
  readonly unreadable?: string;
}

/** Floating-point values may differ so much, relatively. */
const TOLERANCE = 1e-6;
const MAS_PER_DEGREE = 3.6e6;

/**
 * Where this reader is right, and astropy 5.2 (whose answers are expected) is not: the end of a file's name, the HDU, what
 * is not compared, why.
 */
const DEPARTURES: readonly { file: string; hdu: number; keys: readonly string[]; why: string }[] = [
  {
    file: 'compressed_with_nan.fits',
    hdu: 1,
    keys: ['finite', 'min', 'max', 'mean', 'samples'],
    why: 'its pixel of ZBLANK is undefined (FITS 4.0, section 10.2.1); astropy 5.2 scales it',
  },
  {
    file: 'group_invalid.fits',
    hdu: 0,
    keys: ['cards'],
    why: 'astropy repairs the header, and counts the card it adds',
  },
];

/** Every way in which a report is not what was expected, in words; none where it is right. */
export function differences(file: string, index: number, ours: HduReport, wanted: ExpectedHdu): string[] {
  const left = DEPARTURES.filter((departure) => departure.hdu === index && file.endsWith(departure.file));
  const skipped = new Set(left.flatMap(({ keys }) => keys));
  // Of a compressed image astropy counts the cards of the image's header, which it makes.
  if (wanted.kind === 'CompImageHDU') skipped.add('cards');
  const found: string[] = [];
  const check = (key: string, what: string | undefined) => {
    if (what !== undefined && !skipped.has(key)) found.push(`${key}: ${what}`);
  };
  for (const key of ['name', 'kind', 'cards', 'shape', 'bitpix', 'rows', 'columns'] as const) {
    const [our, their] = [JSON.stringify(ours[key]), JSON.stringify(wanted[key])];
    check(key, our === their ? undefined : `${our}, not ${their}`);
  }
  // Scaled integers are floating-point too; where BSCALE is 1, samples are whole numbers and must be exact.
  const whole = (wanted.bitpix ?? 0) > 0 && (wanted.samples ?? []).every(([, value]) => Number.isInteger(value));
  for (const key of ['finite', 'min', 'max', 'mean'] as const) {
    check(key, numberDifference(ours[key], wanted[key], whole && key !== 'mean' ? 0 : TOLERANCE));
  }
  check('samples', cellDifference(asCell(ours.samples), asCell(wanted.samples), whole ? 0 : TOLERANCE));
  check('row0', rowDifference(ours.row0, wanted.row0));
  if (!wanted.wcs_error) check('wcs', coordinateDifference(ours.wcs, wanted.wcs));
  return found;
}

/** How coordinates differ by 1 mas or more; undefined where they do not. */
export function coordinateDifference(
  ours: Coordinates | undefined,
  wanted: Coordinates | undefined,
): string | undefined {
  if (!wanted) return ours ? 'coordinates that astropy does not see' : undefined;
  if (!ours) return 'no coordinates';
  if (ours.ctype.join() !== wanted.ctype.join()) return `of ${ours.ctype.join()}, not ${wanted.ctype.join()}`;
  for (const [i, [lon, lat]] of wanted.world.entries()) {
    const [ourLon, ourLat] = ours.world[i] ?? [];
    if (!isNumber(lon) && !isNumber(ourLon)) continue;
    if (!isNumber(lon) || !isNumber(lat) || !isNumber(ourLon) || !isNumber(ourLat)) {
      return `${ourLon}, ${ourLat} at ${wanted.pixel1[i].join()}, not ${lon}, ${lat}`;
    }
    const apart = separation(ourLon, ourLat, lon, lat);
    if (!(apart < 1)) return `${apart.toPrecision(3)} mas off at ${wanted.pixel1[i].join()}`;
  }
  return undefined;
}

function isNumber(value: JsonNumber | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Milliarcseconds between two places in degrees, near each other (or whichever of the two axes is the latitude). */
function separation(aLon: number, aLat: number, bLon: number, bLat: number): number {
  const turn = ((((aLon - bLon + 180) % 360) + 360) % 360) - 180;
  const squeeze = Math.abs(bLat) <= 90 ? Math.cos((bLat * Math.PI) / 180) : 1;
  return Math.hypot(turn * squeeze, aLat - bLat) * MAS_PER_DEGREE;
}

function rowDifference(ours: HduReport['row0'], wanted: HduReport['row0']): string | undefined {
  if (!wanted) return ours ? 'a row where there is none' : undefined;
  if (!ours) return 'no row';
  if (Object.keys(ours).join() !== Object.keys(wanted).join()) return `the columns ${Object.keys(ours).join()}`;
  for (const [name, value] of Object.entries(wanted)) {
    const what = cellDifference(ours[name], value, TOLERANCE);
    if (what) return `${name}: ${what}`;
  }
  return undefined;
}

function cellDifference(
  ours: JsonCell | undefined,
  wanted: JsonCell | undefined,
  tolerance: number,
): string | undefined {
  if (Array.isArray(wanted) && Array.isArray(ours)) {
    if (ours.length !== wanted.length) return `${ours.length} elements, not ${wanted.length}`;
    for (const [i, value] of (wanted as readonly JsonCell[]).entries()) {
      const what = cellDifference((ours as readonly JsonCell[])[i], value, tolerance);
      if (what) return `[${i}] ${what}`;
    }
    return undefined;
  }
  // What astropy's numbers became when its JSON was read here, beyond 2^53.
  if (typeof ours === 'string' && typeof wanted === 'number' && !Number.isSafeInteger(wanted)) ours = Number(ours);
  if (typeof ours === 'number' && typeof wanted === 'number') return numberDifference(ours, wanted, tolerance);
  return ours === wanted ? undefined : `${JSON.stringify(ours)}, not ${JSON.stringify(wanted)}`;
}

function numberDifference(ours: number | undefined, wanted: number | undefined, tolerance: number): string | undefined {
  if (ours === wanted) return undefined;
  if (ours === undefined || wanted === undefined) return `${ours}, not ${wanted}`;
  return Math.abs(ours - wanted) <= tolerance * Math.abs(wanted) ? undefined : `${ours}, not ${wanted}`;
}

function asCell(samples: HduReport['samples']): JsonCell | undefined {
  return samples;
}
