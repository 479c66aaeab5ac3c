import fs from 'node:fs';

const BLOCK = 2880;

/**
 * Writes a FITS image of `side` x `side` float32 row by row, so that no more than a row is in memory.
 * @param value of the pixel in column `x` of row `y`, both from 0
 */
export function writeLargeImage(file: string, side: number, value: (x: number, y: number) => number): void {
  const cards = ['SIMPLE  =                    T', 'BITPIX  =                  -32', 'NAXIS   =                    2'];
  for (const axis of [1, 2]) cards.push(`NAXIS${axis}  = ${String(side).padStart(20)}`);
  const header = [...cards, 'END'].map((card) => card.padEnd(80)).join('');
  const descriptor = fs.openSync(file, 'w');
  fs.writeSync(descriptor, header.padEnd(BLOCK));
  const row = new DataView(new ArrayBuffer(4 * side));
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) row.setFloat32(4 * x, value(x, y));
    fs.writeSync(descriptor, row);
  }
  fs.writeSync(descriptor, new Uint8Array((BLOCK - ((4 * side * side) % BLOCK)) % BLOCK));
  fs.closeSync(descriptor);
}
