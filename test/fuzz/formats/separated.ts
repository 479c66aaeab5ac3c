import { newTable } from '../../../src/labels';
import { damagedBy, type Way } from '../damage/ways';
import { IN_BYTES } from '../damage/bytes';
import { IN_TEXTS } from '../damage/texts';
import type { Format, Seed } from '../format';
import { headOf, made, realFiles } from '../inputs';
import { readerOf } from './text-table';

const COUNT = 100_000;

/** Bytes that are no text are refused as a whole, which needs few mutants. */
const WAYS: readonly Way[] = [...IN_TEXTS, ...IN_TEXTS, ...IN_TEXTS, ...IN_BYTES];

/** Every way of writing that the reader knows. */
const STYLES: readonly (readonly [string, string])[] = [
  ['quoted', '"path","class","tags"\r\n"a.fits","spiral","ring;bar"\r\n"b.fits","say ""hi""",""\r\n'],
  ['breaks in values', 'path,note\na.fits,"one\ntwo"\n# a comment\n\nb.fits,"x, y"\n'],
  ['padded', 'path, class, "a, b"\na.fits, spiral, "1, 2"\nb.fits, , \n'],
  ['trailing delimiters', 'path,class,\na.fits,round,\nb.fits,,\n'],
  ['short and long rows', 'path,ra,dec\na.fits\nb.fits,1,2,3\n,,\n'],
  ['names behind a #', '# from numpy\n# path,z\na.fits,0.5\n\nb.fits,nan\n'],
  ['one column', 'path\na.fits\n""\nb.fits'],
  ['old Mac', '\uFEFFpath,x\ra.fits,1\rb.fits,2'],
  ['votes', 'id,smooth-or-featured_smooth,smooth-or-featured_featured\n1,10,2\n2,0,12\n'],
  ['sky', 'RA;DEC;tags\n12:34:56.7;-89 59 60;a|b\n188.7;12.5;b | c\n'],
];

export const csv: Format = {
  name: 'csv',
  count: COUNT,
  seeds: () => [...tables(), ...STYLES.map(([name, text]) => made(name, text)), ...templates()],
  damage: (bytes, random, another) => damagedBy(WAYS, bytes, random, another),
  read: readerOf('labels/fuzz.csv'),
};

export const tsv: Format = {
  name: 'tsv',
  count: COUNT,
  seeds: () => [
    ...realFiles('data/reported', /\.tsv$/),
    ...[...tables(), ...STYLES.map(([name, text]) => made(name, text))].map(withTabs),
  ],
  damage: (bytes, random, another) => damagedBy(WAYS, bytes, random, another),
  read: readerOf('labels/fuzz.tsv'),
};

function tables(): Seed[] {
  return realFiles('data', /\.csv$/).map(headOf);
}

function templates(): Seed[] {
  const cutouts = ['a.fits', 'b, c.fits', '"d".png'];
  const kinds = ['binary', 'classes', 'tags', 'ratings'] as const;
  return kinds.map((kind) => made(`template of ${kind}`, newTable({ kind, column: `a;b ${kind}` }, cutouts)));
}

function withTabs(seed: Seed): Seed {
  const text = Buffer.from(seed.read()).toString('utf8');
  return made(seed.name, text.replace(/,/g, '\t'));
}
