/** A part of a line that may be the name of something. */
export interface NameAt {
  readonly text: string;
  /** Columns of its first character and of what follows its last. */
  readonly start: number;
  readonly end: number;
}

/** Longer texts are no names: PATH_MAX of Linux. */
const LONGEST = 4096;

/** What may be around a name, the widest first: each with what is inside of it as its only group. */
const SHAPES = [
  // Quoted, as in Python, JSON and CSV; in Markdown between backticks, or in a link's parentheses.
  /"((?:[^"\\]|\\.)*)"/gu,
  /'((?:[^'\\]|\\.)*)'/gu,
  /`([^`]*)`/gu,
  /\(([^()]*)\)/gu,
  // A cell.
  /(?:^|[,;\t])([^,;\t]*)(?=[,;\t]|$)/gu,
  // A path without blanks.
  /([^\s"'`,;|()[\]{}<>=]+)/gu,
  // A file's name, with or without the HDU that follows in brackets.
  /([^\s"'`,;|()[\]{}<>=/\\:]+)/gu,
  /([\p{L}\p{N}_]+)/gu,
] as const;

/**
 * What the character at a column may be part of the name of, the widest first: what quotes, cells, paths and words end
 * at. Blanks around it, and an HDU in brackets after it, are left out.
 * @param column 0-based, in UTF-16 units
 */
export function namesAt(line: string, column: number): NameAt[] {
  const names: NameAt[] = [];
  for (const shape of SHAPES) {
    for (const match of around(line, shape, column)) {
      const inside = match[1];
      const from = match.index + match[0].indexOf(inside);
      const text = inside.trim().replace(/\[\d+\]$/, '');
      const start = from + inside.indexOf(text);
      const end = start + text.length;
      if (text.length === 0 || text.length > LONGEST || column < start || column > end) continue;
      if (!names.some((one) => one.text === text)) names.push({ text, start, end });
    }
  }
  return names;
}

function* around(line: string, shape: RegExp, column: number): Generator<RegExpMatchArray & { index: number }> {
  for (const match of line.matchAll(shape)) {
    if (match.index > column) return;
    if (match.index + match[0].length >= column) yield match;
  }
}
