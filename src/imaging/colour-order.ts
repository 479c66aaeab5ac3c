import { type Hdu, imageSize } from '../fits';

/** The side below which an array is a pixel's values rather than a row of a picture. */
const FEW = 8;

/**
 * On which axis an image has three colours: `last` for three planes, `first` where each pixel has its three values beside each
 * other, as numpy writes an array of height x width x 3; undefined for any other image.
 */
export function colourAxis(hdu: Hdu): 'first' | 'last' | undefined {
  const { axes } = hdu.image;
  if (axes.length === 3 && axes[0] === 3 && axes[1] >= FEW && axes[2] >= FEW) return 'first';
  return imageSize(hdu).planes === 3 ? 'last' : undefined;
}

type Order = readonly [number, number, number];
const [BLUE_FIRST, RED_FIRST]: readonly Order[] = [
  [2, 1, 0],
  [0, 1, 2],
];

/** Filters of the field from blue to red, by the letter or the name that headers have. */
const BY_WAVELENGTH = ['u', 'b', 'g', 'v', 'r', 'i', 'z', 'y', 'j', 'h', 'k', 'ks'];

/**
 * The planes of a cube of three, 0-based, red first: by what its header says of them, which is one of
 * - the bands by name: BANDS = 'grz', or one keyword a plane (BAND0 or BAND1 on, FILTERn, PLANEn, BANDn) with a filter of the field;
 * - the third axis as a wavelength or frequency (CTYPE3, CDELT3: FITS 4.0, section 8.4);
 * - colours (CTYPE3 or COLORSPC = 'RGB', as programs of amateur astronomy write).
 * Without a word the last plane is red: surveys run from blue to red (Legacy Surveys' g, r, z).
 */
export function redFirst(hdu: Hdu): Order {
  return orderSaid(hdu) ?? BLUE_FIRST;
}

/** Whether the header of a cube of three planes says which is red. */
export function colourOrderIsSaid(hdu: Hdu): boolean {
  return orderSaid(hdu) !== undefined;
}

function orderSaid(hdu: Hdu): Order | undefined {
  const { header } = hdu;
  const named = byNames(namesOf(hdu), header.string('TELESCOP')?.trim().toUpperCase() === 'JWST');
  if (named) return named;
  const axis = (header.string('CTYPE3') ?? '').trim().toUpperCase();
  if (axis === 'RGB' || header.string('COLORSPC')?.trim().toUpperCase() === 'RGB') return RED_FIRST;
  const step = header.number('CDELT3') ?? header.number('CD3_3') ?? 1;
  if (/^(FREQ|ENER|WAVN)/.test(axis)) return step < 0 ? BLUE_FIRST : RED_FIRST;
  if (/^(WAVE|AWAV|VRAD|VOPT|ZOPT|VELO|BETA)/.test(axis)) return step < 0 ? RED_FIRST : BLUE_FIRST;
  return undefined;
}

function namesOf({ header }: Hdu): readonly string[] {
  const bands = header.string('BANDS')?.trim();
  if (bands?.length === 3) return [...bands];
  if (bands) return bands.split(/[\s,;/]+/);
  for (const word of ['BAND', 'FILTER', 'FILT', 'PLANE', 'CHAN']) {
    for (const from of [0, 1]) {
      const names = [0, 1, 2].map((plane) => header.string(`${word}${plane + from}`)?.trim() ?? '');
      if (names.every((name) => name !== '')) return names;
    }
  }
  return [];
}

/** By wavelength, where the three are filters that are known and differ. */
function byNames(names: readonly string[], isJwst: boolean): Order | undefined {
  if (names.length !== 3) return undefined;
  const colours = names.map((name) => ['red', 'green', 'blue'].indexOf(name.toLowerCase()));
  const places = colours.every((place) => place >= 0)
    ? colours.map((place) => -place)
    : names.map((name) => wavelengthOf(name, isJwst));
  if (places.some(Number.isNaN) || new Set(places).size < 3) return undefined;
  const [red, green, blue] = [0, 1, 2].sort((a, b) => places[b] - places[a]);
  return [red, green, blue];
}

/**
 * A number that grows with a filter's wavelength; NaN of a name that is none. JWST names filters by hundredths of a micrometre
 * (F150W), Hubble by nanometres (F606W), and by hundredths of a micrometre beyond 980 nm (F160W).
 */
function wavelengthOf(name: string, isJwst: boolean): number {
  const space = /^f(\d{3,4})[a-z]+\d*$/i.exec(name);
  if (space) return Number(space[1]) * (!isJwst && Number(space[1]) < 200 ? 10 : 1);
  const letter =
    /^(?:(?:sdss|des|decam|hsc|lsst|ps1?|panstarrs|megacam|2mass|euclid|nisp)[\s_.-]*)?([a-z]{1,2})\d?['´]?$/i.exec(
      name,
    )?.[1];
  const place = BY_WAVELENGTH.indexOf(letter?.toLowerCase() ?? '');
  return place < 0 ? NaN : place;
}
