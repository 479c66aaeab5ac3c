/** A line of a text: its number, 1-based, and what it holds without its line end. */
export interface TextLine {
  readonly number: number;
  readonly text: string;
}

/** The lines of a text, by LF, CRLF or CR, without a byte order mark; one after another, since mostly the first few tell enough. */
export function* linesOf(text: string): Generator<TextLine> {
  const ends = /\r\n?|\n/g;
  let from = text.startsWith('\uFEFF') ? 1 : 0;
  for (let number = 1; from < text.length; number++) {
    ends.lastIndex = from;
    const end = ends.exec(text);
    yield { number, text: text.slice(from, end?.index ?? text.length) };
    if (!end) return;
    from = end.index + end[0].length;
  }
}

export function isBlank({ text }: TextLine): boolean {
  return text.trim() === '';
}

/** Whether the line is a comment, blanks before its `#` or not, as astropy reads it. */
export function isComment({ text }: TextLine): boolean {
  return /^\s*#/.test(text);
}
