/** A FITS file of an empty primary HDU and one extension: its cards as given, its data padded to whole blocks. */
export function extensionFile(cards: readonly string[], data: Uint8Array, fill = 0): Uint8Array {
  const primary = headerBytes(['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 0']);
  const header = headerBytes(cards);
  const padded = new Uint8Array(Math.ceil(data.length / 2880) * 2880).fill(fill);
  padded.set(data);
  return Uint8Array.from(Buffer.concat([primary, header, padded]));
}

function headerBytes(cards: readonly string[]): Uint8Array {
  const text = [...cards, 'END'].map((card) => card.padEnd(80)).join('');
  return Buffer.from(text.padEnd(Math.ceil(text.length / 2880) * 2880), 'latin1');
}

/** A binary table of rows, each as its bytes, and a heap. */
export function binaryTable(
  forms: readonly string[],
  rows: readonly Uint8Array[],
  heap = new Uint8Array(0),
  more: readonly string[] = [],
) {
  const cards = [
    "XTENSION= 'BINTABLE'",
    'BITPIX  = 8',
    'NAXIS   = 2',
    `NAXIS1  = ${rows[0]?.length ?? 0}`,
    `NAXIS2  = ${rows.length}`,
    `PCOUNT  = ${heap.length}`,
    'GCOUNT  = 1',
    `TFIELDS = ${forms.length}`,
    ...forms.map((form, i) => `${`TFORM${i + 1}`.padEnd(8)}= '${form}'`),
    ...more,
  ];
  return extensionFile(cards, Buffer.concat([...rows, heap]));
}

/** An ASCII table of lines of one length; a column is its form and where it begins, from 1. */
export function asciiTable(
  columns: readonly (readonly [form: string, start: number])[],
  lines: readonly string[],
  more: readonly string[] = [],
) {
  const cards = [
    "XTENSION= 'TABLE'",
    'BITPIX  = 8',
    'NAXIS   = 2',
    `NAXIS1  = ${lines[0]?.length ?? 0}`,
    `NAXIS2  = ${lines.length}`,
    'PCOUNT  = 0',
    'GCOUNT  = 1',
    `TFIELDS = ${columns.length}`,
    ...columns.flatMap(([form, start], i) => [
      `${`TFORM${i + 1}`.padEnd(8)}= '${form}'`,
      `${`TBCOL${i + 1}`.padEnd(8)}= ${start}`,
    ]),
    ...more,
  ];
  return extensionFile(cards, Buffer.from(lines.join(''), 'latin1'), 32);
}
