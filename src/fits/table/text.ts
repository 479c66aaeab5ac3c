/** A string of a table: to the first NUL, without trailing blanks (FITS 4.0, section 7.3.3.1). */
export function readString(bytes: Uint8Array, at: number, length: number): string {
  let end = at;
  for (let i = at; i < at + length && bytes[i] !== 0; i++) if (bytes[i] !== 0x20) end = i + 1;
  let text = '';
  for (let i = at; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}
