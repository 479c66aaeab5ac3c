import { STEP } from './field-index';
import { JsonLine, LineNames } from './json-line';
import { isBlank, jsonSpans } from './json-row';
import { MemberIndex, type Members, membersOf } from './member-index';
import type { Block, Fail, Scan, Scanner } from './row-text';
import { codesOf } from './text-codes';

/**
 * Finds the rows of JSON Lines (jsonlines.org): one object a line, UTF-8, lines ended by LF or CRLF. Lines of nothing but
 * blanks are no rows. A line that is no object is an error, since there would be no cell to change in it.
 */
export const jsonScanner: Scanner = {
  unclosed: 'a string is never closed',
  scan: (text, from, size, last, fail) => {
    const lines: number[] = [];
    let end = from;
    let whole = true;
    while (end < text.length && end - from < size) {
      const feed = text.indexOf('\n', end);
      whole = last || feed >= 0;
      if (!whole) break;
      end = feed < 0 ? text.length : feed + 1;
      lines.push(end);
    }
    const block = blockOf(text.slice(from, end), from, lines, (offset, reason) => fail(from + offset, reason));
    const scan: Scan = { block, end: whole ? end : text.length, whole, open: -1 };
    return scan;
  },
};

const line = new JsonLine();
/** Names of the line scanned last, in whatever file: the next line mostly has the same ones. */
let lastLine: { readonly written: LineNames; readonly names: readonly string[]; readonly members: Members } | undefined;

/** @param lines behind each of them; with `from` taken away, offsets of the text */
function blockOf(text: string, from: number, lines: readonly number[], fail: Fail): Block {
  const codes = codesOf(text);
  const starts: number[] = [];
  const ends: number[] = [];
  const keys = new Set<string>();
  let added: typeof lastLine;
  let index: MemberIndex | undefined;
  let next = 0;
  for (const behind of lines) {
    let start = next;
    let stop = next = behind - from; // prettier-ignore
    while (start < stop && isBlank(codes[start])) start++;
    while (stop > start && isBlank(codes[stop - 1])) stop--;
    if (stop === start) continue;
    // Names of lines that are alike are looked at once; what is no object is told by the long way, with the reason.
    const isSure = line.read(codes, start, stop);
    if (starts.length === 0 && isSure && line.count > STEP) index = new MemberIndex();
    if (!isSure || !lastLine?.written.areOf(line, codes)) {
      const names = namesOf(text.slice(start, stop), start, fail);
      for (const name of names) keys.add(name);
      if (isSure) {
        const members = membersOf(jsonSpans(text, start, stop));
        added = lastLine = { written: new LineNames(line, codes), names, members };
      }
    } else if (added !== lastLine) {
      added = lastLine;
      for (const name of lastLine.names) keys.add(name);
    }
    // The places of members are known at this moment; finding them again takes as long as this did.
    if (isSure) index?.add(lastLine!.members, line);
    else index?.addSpans(jsonSpans(text, start, stop));
    starts.push(start);
    ends.push(stop);
  }
  const block: Block = { text, starts: Uint32Array.from(starts), ends: Uint32Array.from(ends), keys: [...keys] };
  index?.keepFor(block);
  return block;
}

/** The names of an object, those that are numbers first, as JavaScript has them. */
function namesOf(text: string, from: number, fail: Fail): string[] {
  let object: unknown;
  try {
    object = JSON.parse(text);
  } catch (error) {
    // As Python writes them; strings, which may hold these words, are left out.
    const [word] = /-?(?:NaN|Infinity)\b/.exec(text.replace(/"(?:[^"\\]|\\.)*"/g, '""')) ?? [];
    if (word !== undefined) {
      return fail(from, `${word} is no JSON; write null for a missing value`);
    }
    const reason = error instanceof Error ? error.message : String(error);
    return fail(from, `this line is not JSON (${reason}); each line must be one object, as in {"path": "a.fits"}`);
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    return fail(from, 'this line is no JSON object; each line must be one, as in {"path": "a.fits"}');
  }
  return Object.keys(object);
}
