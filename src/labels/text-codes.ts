/** Characters that most blocks have no more of; what a longer text is read into is not kept. */
const KEPT = 2 ** 18;

let kept = new Uint16Array(0);

/**
 * The UTF-16 units of a text, which are read faster than from the text itself, that may be a part of another. The array
 * holds them until the next text is asked for, and may have others behind them.
 */
export function codesOf(text: string): Uint16Array {
  if (text.length > KEPT) return copyOf(text);
  if (kept.length === 0) kept = new Uint16Array(KEPT);
  write(text, kept);
  return kept;
}

/** The same in an array of its own. */
export function copyOf(text: string): Uint16Array {
  const codes = new Uint16Array(text.length);
  write(text, codes);
  return codes;
}

function write(text: string, codes: Uint16Array): void {
  Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength).write(text, 'utf16le');
}
