import { IN_BYTES } from '../damage/bytes';
import { IN_TEXTS, NUMBERS, utf8 } from '../damage/texts';
import { damagedBy, type Way } from '../damage/ways';
import type { Format } from '../format';
import { made, realFiles } from '../inputs';
import { readerOf } from './text-table';

const WORDS = [
  'datatype', 'name', 'unit', 'subtype', 'delimiter', 'string', 'bool', 'int64', 'uint8', 'float32', 'float16', 'complex64', 'json', '[2,null]',
  'object', '{', '}', '- ', '"', "'", '\\x', '\\u12', '\\', '!!omap', '|', '>', '&a', '*a', ',', ' ',
]; // prettier-ignore

/** A word of the header in the place of another. */
const otherWord: Way = (bytes, random) => {
  const text = Buffer.from(bytes).toString('utf8');
  const found = [...text.matchAll(/[\w.[\],]+|["'{}]/g)];
  if (found.length === 0) return bytes;
  const { index, 0: word } = random.of(found.slice(0, 1 + random.below(found.length)));
  return utf8(text.slice(0, index) + random.of([...WORDS, ...NUMBERS]) + text.slice(index + word.length));
};

const WAYS: readonly Way[] = [...IN_TEXTS, ...IN_BYTES, ...Array<Way>(8).fill(otherWord)];

const OWN: readonly (readonly [string, string])[] = [
  [
    'flow',
    '# %ECSV 1.0\n# ---\n# datatype:\n# - {name: id, datatype: int64}\n# - {name: "a b", unit: deg, datatype: float64, description: "x: {y}"}\n# - {name: ok, datatype: bool}\n# - {name: list, datatype: string, subtype: \'float64[2]\'}\n# schema: astropy-2.0\nid "a b" ok list\n1 2.5 True [1,2]\n1237648720693755900 nan False "[null, ""x""]"\n',
  ],
  [
    'block',
    "# %ECSV 0.9\n# ---\n# delimiter: ','\n# datatype:\n# -\n#   name: it''s\n#   datatype: string\n# -\n#   name: n\n#   datatype: uint8\n#   meta:\n#     name: other\nit''s,n\na,1\n\"\",\n",
  ],
  [
    'folded',
    '# %ECSV 1.0\n# ---\n# datatype:\n# - {name: "long\n#     name", datatype: float32}\n"long name"\n1e3\n\n',
  ],
];

export const ecsv: Format = {
  name: 'ecsv',
  count: 100_000,
  seeds: () => [...realFiles('data', /\.ecsv$/), ...OWN.map(([name, text]) => made(name, text))],
  damage: (bytes, random, another) => damagedBy(WAYS, bytes, random, another),
  read: readerOf('labels/fuzz.ecsv'),
};
