import { LabelError, openTextTable, type TextTable } from '../../../src/labels';
import { IN_BYTES } from '../damage/bytes';
import { IN_TEXTS, utf8 } from '../damage/texts';
import { damagedTree, jsonOf, treeOf } from '../damage/trees';
import { damagedBy, type Way } from '../damage/ways';
import type { Format, Seed } from '../format';
import { headOf, made, realFiles } from '../inputs';
import { readerOf } from './text-table';

const STYLES: readonly (readonly [string, string])[] = [
  ['as Python writes', '{"path": "a.fits", "tags": ["ring", "bar"]}\n{"path": "b.fits", "tags": [], "z": 0.1}\n'],
  ['compact', '{"path":"a.fits","class":"spiral"}\r\n{"path":"b.fits","class":null}\r\n'],
  ['escaped', '{"path": "\\u00e9.fits", "note": "a\\"b\\\\c\\n"}\n{"path":"\\ud83c\\udf0c"}\n'],
  ['spaced', ' { "path" : "a.fits" , "n" : { "b" : [ 1 , 2 ] } } \n\n{}\n'],
  ['large numbers', '{"id": 1237648720693755900, "x": -0.0, "y": 1e400, "id": 9007199254740993}\n'],
  ['separated tags', '\uFEFF{"path": "a", "tags": "ring; bar"}\n{"path": "b", "tags": "bar"}'],
  ['empty', ''],
];

/** One line that is JSON still, with other values. */
const otherValues: Way = (bytes, random, another) => {
  const lines = linesOf(bytes);
  const at = random.below(lines.length);
  lines[at] = jsonOf(damagedTree(treeOf(lines[at]), random, () => treeOf(random.of(linesOf(another())))));
  return utf8(lines.join('\n'));
};

function linesOf(bytes: Uint8Array): string[] {
  return Buffer.from(bytes).toString('utf8').split('\n');
}

const WAYS: readonly Way[] = [...IN_TEXTS, ...IN_BYTES, ...Array<Way>(12).fill(otherValues)];

export const jsonl: Format = {
  name: 'jsonl',
  count: 100_000,
  seeds: () => [
    ...realFiles('data/reported', /\.jsonl$/),
    ...realFiles('data', /^labels\.csv$/).flatMap(asJsonLines),
    ...STYLES.map(([name, text]) => made(name, text)),
  ],
  damage: (bytes, random, another) => damagedBy(WAYS, bytes, random, another),
  read: readerOf('labels/fuzz.jsonl'),
};

/** A table of separated values, its rows as objects; none of one that is refused. */
function asJsonLines(seed: Seed): Seed[] {
  const head = headOf(seed);
  const table = opened(head.name, Buffer.from(head.read()).toString('utf8'));
  if (!table) return [];
  const lines = Array.from({ length: table.rows }, (_, row) =>
    JSON.stringify(Object.fromEntries(table.columns.map((name, column) => [name, table.cell(row, column)]))),
  );
  return [made(head.name, `${lines.join('\n')}\n`)];
}

/** Undefined of tables that are refused. */
function opened(name: string, text: string): TextTable | undefined {
  try {
    return openTextTable(name, text);
  } catch (error) {
    if (error instanceof LabelError) return undefined;
    throw error;
  }
}
