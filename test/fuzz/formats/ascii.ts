import { IN_BYTES } from '../damage/bytes';
import { IN_TEXTS } from '../damage/texts';
import { damagedBy, type Way } from '../damage/ways';
import { utf8 } from '../damage/texts';
import type { Format } from '../format';
import { made, realFiles } from '../inputs';
import { readerOf } from './text-table';

const PIECES = [' ', '  ', '\t', '|', '||', '\\', '-', '--', '---- ----', '====', '+--+', '#', '# 1 A', '# 3 B', '"', "'", '""', '\n', 'int', 'null', 'a', '1', 'NaN', ',']; // prettier-ignore

/** What says where columns are, put somewhere or taken away. */
const otherPiece: Way = (bytes, random) => {
  const text = Buffer.from(bytes).toString('utf8');
  const at = random.below(text.length + 1);
  return utf8(text.slice(0, at) + random.of(PIECES) + text.slice(at + random.below(4)));
};

const WAYS: readonly Way[] = [...IN_TEXTS, ...IN_BYTES, ...Array<Way>(8).fill(otherPiece)];

/** Every way of writing that the reader knows. */
const OWN: readonly (readonly [string, string])[] = [
  ['basic', 'objid name z\n1237648720693755900 "NGC 1" 0.5\n2 "" nan\n3 \'a b\' 1e-3\n4 x 2\n'],
  ['commented header', '# made by\n# objid  name   z\n  1  a.fits 0.5\n  2  "say ""x""" -1\n'],
  ['headerless', '1.0e+00 2.0e+00\n3 nan\n'],
  ['SExtractor', '#   1 NUMBER   Running number\n#   2 FLUX_APER  Fluxes [count]\n#   4 X_IMAGE\n 1 2.5 3.5 4\n 2 2.5 3.5 4\n'],
  ['two lines', 'objid   name  \n------- ------\n1       a b   \n2             \n'],
  ['reStructuredText', '===== ===\nname  z\n===== ===\na b   1\nc     2\n===== ===\n'],
  ['bars', '| objid |  name |\n|     1 | NGC 1 |\n|     2 |       |\n'],
  ['Markdown', '| a | b |\n|:--|--:|\n| 1 | x\\|y |\n'],
  ['IPAC', '\\catalog = x\n\\ comment\n|  objid |  ra    |name |\n|  long  | double |char |\n|        | deg    |     |\n|  null  |  -99   |null |\n   1        10.5    M 31 \n   null     -99     null\n'],
]; // prettier-ignore

export const ascii: Format = {
  name: 'ascii',
  count: 100_000,
  seeds: () => [
    ...realFiles('data', /(?:sextractor\.cat|image\.cat|labels\.txt)$/),
    ...OWN.map(([name, text]) => made(name, text)),
  ],
  damage: (bytes, random, another) => damagedBy(WAYS, bytes, random, another),
  read: readerOf('labels/fuzz.txt', false),
};
