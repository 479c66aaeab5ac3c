import type { Hdu } from '../fits';

/** Role of an image that accompanies a picture and shows no galaxy itself. */
export type PlaneRole = 'error' | 'quality' | 'weight' | 'exposure' | 'PSF' | 'sky' | 'segmentation' | 'lookup table';

/** A role, and what said so. */
export interface PlaneFinding {
  readonly role: PlaneRole;
  readonly by: string;
}

/**
 * Words that writers of the field give to planes: STScI (HST, JWST, Roman), LSST and HSC, Euclid, DECam and Legacy Surveys, SDSS,
 * Pan-STARRS, ESO (MUSE), Spitzer, SExtractor and SWarp.
 */
const WORDS: readonly (readonly [PlaneRole, string])[] = [
  ['error', 'ERR ERROR ERRORS ERRDATA SIGMA STDDEV STD UNC UNCERT UNCERTAINTY RMS VAR VARIANCE VARIANCES STAT IVAR INVVAR NOISEMAP'],
  ['quality', 'DQ QUAL QUALITY QUALDATA MASK MASKS MASKBITS MSK FLAG FLAGS BPM BADPIX BADPIXELS DQMASK DQMAP'],
  ['weight', 'WHT WGT WEIGHT WEIGHTS WTMAP'],
  ['exposure', 'EXPMAP EXPOSURE EXPTIMEMAP NEXP NUMEXP COV COVERAGE CON CTX CONTEXT AREA NCONTRIB'],
  ['PSF', 'PSF PSFIMAGE PSFEX PRF'],
  ['sky', 'SKY BKG BACKGROUND BKGMAP'],
  ['segmentation', 'SEG SEGM SEGMAP SEGMENTATION SEGIMAGE'],
  ['lookup table', 'D2IMARR WCSDVARR NPOLFILE'],
]; // prettier-ignore
const ROLES: ReadonlyMap<string, PlaneRole> = new Map(
  WORDS.flatMap(([role, words]) => words.split(' ').map((word) => [word, role] as const)),
);

/** Words that say this at the end of a file's name as well; others stand at the end of names of galaxies. */
const IN_NAMES = new Set(
  'ERR ERROR RMS UNC VAR VARIANCE IVAR INVVAR SIGMA DQ DQMASK MASK MASKS MASKBITS MSK FLAG FLAGS BPM WHT WGT WEIGHT WEIGHTS WTMAP EXPMAP NEXP SEG SEGM SEGMAP SEGMENTATION BKG'.split(
    ' ',
  ),
);
/** Words that begin names of planes, as in VAR_POISSON. */
const BEGINS = new Set(['VAR', 'ERR', 'DQ', 'MASK']);

/** Values of HDUCLAS2 and HDUCLAS3 (OGIP; ESO's data products standard) that give an image such a role. */
const CLASSES: ReadonlyMap<string, PlaneRole> = new Map([
  ['ERROR', 'error'],
  ['QUALITY', 'quality'],
  ['WEIGHT', 'weight'],
  ['EXPOSURE', 'exposure'],
  ['BKG', 'sky'],
]);

/** PRODTYPE of the NOIRLab archive's products of DECam. */
const PRODUCTS: ReadonlyMap<string, PlaneRole> = new Map([
  ['WTMAP', 'weight'],
  ['DQMASK', 'quality'],
  ['EXPMAP', 'exposure'],
]);

/**
 * Finds the role of an image that shows no galaxy: from HDUCLAS2, PRODTYPE, EXTNAME or IMAGETYP or, where the file has no
 * other image, from the end of the file's name. Undefined where none of these names a role; the image then counts as a
 * picture.
 * @param file path or name
 * @param alone whether the file has no other image
 */
export function planeRole({ header, name }: Hdu, file: string, alone: boolean): PlaneFinding | undefined {
  for (const keyword of ['HDUCLAS2', 'HDUCLAS3']) {
    const role = CLASSES.get(valueOf(header.string(keyword)));
    if (role) return { role, by: keyword };
  }
  const product = PRODUCTS.get(valueOf(header.string('PRODTYPE')));
  if (product) return { role: product, by: 'PRODTYPE' };
  const named = roleOfName(name);
  if (named) return { role: named, by: 'EXTNAME' };
  const typed = ROLES.get(valueOf(header.string('IMAGETYP')));
  if (typed) return { role: typed, by: 'IMAGETYP' };
  return alone ? roleByName(file) : undefined;
}

function valueOf(text: string | undefined): string {
  return (text ?? '').trim().toUpperCase();
}

/** Finds a role in an EXTNAME: by its last word that is not a number, or by a known word at its beginning. */
function roleOfName(name: string): PlaneRole | undefined {
  const words = wordsOf(name);
  const last = ROLES.get(words.at(-1) ?? '');
  // A name that only ends in AREA may be of anything, and `minus_sky` is no sky.
  const isAnything = words.at(-1) === 'AREA' || words.some((word) => ['MINUS', 'NO', 'SUB'].includes(word));
  if (last && (words.length === 1 || !isAnything)) return last;
  return words.length > 1 && BEGINS.has(words[0]) ? ROLES.get(words[0]) : undefined;
}

/** `planeRole` of a file that has one image, by the end of its name: `field_r.weight.fits`, `g12-mask.png`. */
export function roleByName(file: string): PlaneFinding | undefined {
  const stem = (file.split(/[/\\]/).at(-1) ?? '').replace(/(?:\.(?:fits|fit|fts|fz|gz|bz2|Z|png|jpe?g))+$/i, '');
  const words = wordsOf(stem);
  const last = words.at(-1) ?? '';
  return words.length > 1 && IN_NAMES.has(last) ? { role: ROLES.get(last)!, by: 'file name' } : undefined;
}

/** In upper case, parted by what is neither letter nor digit, numbers at the end left out: `image_ERR_2`, `MASK1`. */
function wordsOf(text: string): string[] {
  const words = text.toUpperCase().split(/[^A-Z0-9]+/).filter((word) => word !== ''); // prettier-ignore
  while (words.length > 1 && /^\d+$/.test(words.at(-1)!)) words.pop();
  return words.map((word) => (ROLES.has(word) ? word : word.replace(/\d+$/, '')));
}
