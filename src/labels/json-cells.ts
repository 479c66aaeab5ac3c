import type { CellReader } from './cell-reader';
import { tellText, tellValue } from './tell-cells';
import { JsonLine, LineNames } from './json-line';
import { decodeJson, jsonSpans } from './json-row';
import { MemberIndex, type Members, membersOf } from './member-index';
import { NumberText } from './number-text';
import type { Block } from './row-text';
import { codesOf } from './text-codes';

const [QUOTE, MINUS, NINE, OPEN_LIST, NULL] = [34, 45, 57, 91, 110];

/** The reader of a column, by its name. */
type ReaderOf = (name: string) => CellReader | undefined;

const line = new JsonLine();
const numberText = new NumberText();

/**
 * Tells readers of the cells of blocks of JSON Lines, the rows in their order.
 * @param readerOf gives the reader of a column, undefined where nobody reads it
 */
export function readJsonLines(blocks: readonly Block[], readerOf: ReaderOf): void {
  const like: Like = { names: undefined, members: undefined, readers: [] };
  for (const block of blocks) {
    const index = MemberIndex.known(block);
    if (index) readIndexed(block, index, readerOf, like);
    else readBlock(block, readerOf, like);
  }
}

/** The structure of the lines before, which the next line mostly shares. */
interface Like {
  names: LineNames | undefined;
  members: Members | undefined;
  readers: readonly (CellReader | undefined)[];
}

function readIndexed({ text }: Block, { rows }: MemberIndex, readerOf: ReaderOf, like: Like) {
  const codes = codesOf(text);
  for (const { members, values, hasEscapes } of rows) {
    if (like.members !== members) {
      like.names = undefined;
      like.members = members;
      like.readers = readersOf(members, readerOf);
    }
    const { readers } = like;
    for (let i = 0; i < readers.length; i++) {
      const reader = readers[i];
      if (reader !== undefined) tellWritten(reader, codes, values[2 * i], values[2 * i + 1], text, hasEscapes);
    }
  }
}

function readBlock({ text, starts, ends }: Block, readerOf: ReaderOf, like: Like) {
  const codes = codesOf(text);
  for (let row = 0; row < starts.length; row++) {
    const [start, end] = [starts[row], ends[row]];
    // Lines that are nested too deeply for this reader take the slow path.
    if (!line.read(codes, start, end)) {
      const spans = jsonSpans(text, start, end);
      const found = readersOf(membersOf(spans), readerOf);
      spans.forEach(({ value, to }, i) => found[i] && tellValue(found[i], decodeJson(text.slice(value, to))));
      continue;
    }
    if (!like.names?.areOf(line, codes)) {
      like.names = new LineNames(line, codes);
      like.members = undefined;
      like.readers = readersOf(membersOf(jsonSpans(text, start, end)), readerOf);
    }
    const { count, places, hasEscapes } = line;
    const { readers } = like;
    for (let i = 0; i < count; i++) {
      const reader = readers[i];
      if (reader !== undefined) tellWritten(reader, codes, places[4 * i + 2], places[4 * i + 3], text, hasEscapes);
    }
  }
}

/** Where a name occurs twice in an object, the last value counts, as in JSON.parse. */
function readersOf({ names, places }: Members, readerOf: ReaderOf): readonly (CellReader | undefined)[] {
  return names.map((name, i) => (places.get(name) === i ? readerOf(name) : undefined));
}

function tellWritten(
  reader: CellReader,
  codes: Uint16Array,
  from: number,
  to: number,
  text: string,
  hasEscapes: boolean,
): void {
  const first = codes[from];
  if (first === QUOTE) {
    if (hasEscapes && text.slice(from, to).includes('\\')) tellValue(reader, decodeJson(text.slice(from, to)));
    else tellText(reader, codes, from + 1, to - 1, text);
  } else if (first === NULL) return;
  else if (first === OPEN_LIST) tellValue(reader, decodeJson(text.slice(from, to)));
  else if (first !== MINUS && first > NINE) tellText(reader, codes, from, to, text);
  else if (numberText.read(codes, from, to) === 'exact') reader.number(numberText.value);
  else tellNumber(reader, text.slice(from, to));
}

/** Integers that a double cannot hold are their digits. */
function tellNumber(reader: CellReader, raw: string): void {
  const value = Number(raw);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) tellValue(reader, decodeJson(raw));
  else reader.number(value);
}
