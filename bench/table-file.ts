const CARD = 80;
const BLOCK = 2880;
const ROW = 100;

/** A binary table of rows of 100 bytes: a double, a string of 8 characters, an integer, and a filler. */
export function tableFile(rows: number): Uint8Array {
  const primary = [
    'SIMPLE  =                    T',
    'BITPIX  =                    8',
    'NAXIS   =                    0',
  ];
  const table = [
    "XTENSION= 'BINTABLE'",
    'BITPIX  =                    8',
    'NAXIS   =                    2',
    `NAXIS1  = ${String(ROW).padStart(20)}`,
    `NAXIS2  = ${String(rows).padStart(20)}`,
    'PCOUNT  =                    0',
    'GCOUNT  =                    1',
    'TFIELDS =                    4',
    "TTYPE1  = 'FLUX    '",
    "TFORM1  = '1D      '",
    "TTYPE2  = 'NAME    '",
    "TFORM2  = '8A      '",
    "TTYPE3  = 'ID      '",
    "TFORM3  = '1J      '",
    "TTYPE4  = 'FILLER  '",
    "TFORM4  = '80A     '",
  ];
  const heads = [primary, table].map((cards) => {
    const text = [...cards, 'END'].map((card) => card.padEnd(CARD)).join('');
    return text.padEnd(Math.ceil(text.length / BLOCK) * BLOCK);
  });
  const start = heads[0].length + heads[1].length;
  const bytes = Buffer.alloc(start + Math.ceil((rows * ROW) / BLOCK) * BLOCK, ' ');
  bytes.write(heads.join(''), 'latin1');
  for (let row = 0, at = start; row < rows; row++, at += ROW) {
    bytes.writeDoubleBE(((row * 7919) % 1_000_003) / 7, at);
    bytes.write(`G${row}`.padEnd(8).slice(0, 8), at + 8, 'latin1');
    bytes.writeInt32BE(row, at + 16);
  }
  return bytes;
}
