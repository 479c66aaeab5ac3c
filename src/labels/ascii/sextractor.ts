import { LabelError } from '../error';
import { linesOf } from './lines';
import { type AsciiTable, HOW_TO_EDIT } from './made';
import { rowsFrom } from './parted';
import { wordsOf } from './words';

/** `#   1 NUMBER   Running object number   [unit]` */
const COLUMN = /^#\s*(\d+)\s+(\S+)/;
/** More columns than a catalogue has: a number beyond is no column's. */
const MOST_COLUMNS = 100_000;

/**
 * An ASCII_HEAD catalogue of SExtractor (its manual, "The output catalog"): a comment a column, with its number and name; numbers that are
 * left out belong to the vector before them, whose further elements are called NAME_1, NAME_2 ..., as astropy calls them.
 * @returns undefined where the text is none
 * @throws LabelError where the rows have other values than the header columns
 */
export function openSextractor(name: string, text: string): AsciiTable | undefined {
  const starts = new Map<number, string>();
  let firstLine = 0;
  let count = 0;
  for (const line of linesOf(text)) {
    if (line.text.trim() === '') continue;
    if (!line.text.startsWith('#')) {
      firstLine = line.number;
      count = wordsOf(line.text, [], MOST_COLUMNS).length;
      break;
    }
    const [, number, column] = COLUMN.exec(line.text) ?? [];
    // The numbers ascend from 1: a comment that begins with some number is none of them.
    if (number === undefined || Number(number) > MOST_COLUMNS) continue;
    const last = [...starts.keys()].at(-1) ?? 0;
    if (starts.size === 0 ? Number(number) === 1 : Number(number) > last) starts.set(Number(number), column);
  }
  if (starts.size < 2) return undefined;
  const last = [...starts.keys()].at(-1)!;
  // An empty catalogue has a header alone.
  const total = firstLine === 0 ? last : count;
  if (total < last) {
    const reason = `the header says that there are ${last} columns, the row has ${count} values; write the catalogue again`;
    throw new LabelError(name, reason, { line: firstLine });
  }
  const taken = new Set(starts.values());
  const columns: string[] = [];
  let [vector, element] = ['', 0];
  for (let number = 1; number <= total; number++) {
    const own = starts.get(number);
    [vector, element] = own === undefined ? [vector, element + 1] : [own, 0];
    let called = own ?? `${vector}_${element}`;
    while (own === undefined && taken.has(called)) called += '_';
    taken.add(called);
    columns.push(called);
  }
  const found = firstLine === 0 ? { cells: columns.map(() => []) } : rowsFrom(name, text, firstLine, total);
  if (found === undefined) {
    throw new LabelError(name, `a row has other than ${total} values; write the catalogue again`, { line: firstLine });
  }
  return { columns, cells: found.cells, notes: [{ reason: `it is a catalogue of SExtractor: ${HOW_TO_EDIT}` }] };
}
