/**
 * A replacement of a part of a text. Offsets are of UTF-16 code units, as JavaScript strings and VS Code's documents
 * count them; a byte order mark, where the text has one, is a unit like others. Of two insertions at one place the first
 * in the list comes first in the text.
 */
export interface TextEdit {
  /** Inclusive. */
  readonly from: number;
  /** Exclusive; equal to `from` for an insertion. */
  readonly to: number;
  readonly text: string;
}

/**
 * Edits in ascending order. All offsets are of the text before any of them.
 * @throws RangeError where one lies outside the text or two overlap: a defect of the caller
 */
export function inOrder(edits: readonly TextEdit[], length: number): TextEdit[] {
  const sorted = edits.toSorted((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { from, to } of sorted) {
    if (!(from >= end && to >= from && to <= length)) {
      throw new RangeError(`an edit of ${from} to ${to} overlaps another or lies outside a text of ${length}`);
    }
    end = to;
  }
  return sorted;
}

/**
 * The text after the edits.
 * @throws RangeError as `inOrder`
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of inOrder(edits, text.length)) {
    parts.push(text.slice(at, edit.from), edit.text);
    at = edit.to;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/**
 * The edits that undo `edits`: their offsets are of the text after these.
 * @param before gives the part of the text before the edits from `from` to `to`
 * @throws RangeError as `inOrder`
 */
export function inverseOf(
  edits: readonly TextEdit[],
  length: number,
  before: (from: number, to: number) => string,
): TextEdit[] {
  let shift = 0;
  return inOrder(edits, length).map(({ from, to, text }) => {
    const undone = { from: from + shift, to: from + shift + text.length, text: before(from, to) };
    shift += text.length - (to - from);
    return undone;
  });
}

/** The one edit, as small as can be, that makes one text the other; none where they are the same. */
export function differenceOf(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  let same = 0;
  while (same < shorter - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return [{ from, to: before.length - same, text: after.slice(from, after.length - same) }];
}
