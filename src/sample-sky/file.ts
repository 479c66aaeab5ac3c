import { gzipSync } from 'node:zlib';
import { writeFits, type WritableCard, type WritableHdu } from '../fits';
import type { Plane } from './raster';

/** How a cutout is stored; surveys differ in it, and so do the files of the sample. */
export const ENCODINGS = ['float32', 'int16', 'extension', 'gzip'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Units of the picture for each electron, near those of a real survey's nanomaggies. */
const CALIBRATION = 0.002;

/** The FITS file of a cutout: an image of one band, or a cube of several. */
export function encode(planes: Plane[], cards: WritableCard[], encoding: Encoding): Uint8Array {
  const { size } = planes[0];
  const shape = planes.length === 1 ? [size, size] : [planes.length, size, size];
  const data = new Float32Array(planes.length * size * size);
  planes.forEach((plane, i) =>
    data.set(
      plane.pixels.map((value) => value * CALIBRATION),
      i * size * size,
    ),
  );
  switch (encoding) {
    case 'float32':
      return writeFits([{ header: cards, data, shape }]);
    case 'gzip':
      return gzipSync(writeFits([{ header: cards, data, shape }]));
    case 'extension':
      return writeFits([
        { header: [['OBJECT', String(cards[0][1])]] },
        { header: [['EXTNAME', 'SCI'], ...cards], data, shape },
      ]);
    case 'int16':
      return writeFits([scaledIntegers(data, cards, shape)]);
  }
}

/** 16-bit integers over the range of the values, with the two cards that turn them back. */
function scaledIntegers(data: Float32Array, cards: WritableCard[], shape: number[]): WritableHdu {
  const low = data.reduce((a, b) => Math.min(a, b));
  const high = data.reduce((a, b) => Math.max(a, b));
  const scale = (high - low) / 65000;
  const zero = (high + low) / 2;
  const scaling: WritableCard[] = [
    ['BSCALE', scale, 'physical = BZERO + BSCALE * stored'],
    ['BZERO', zero],
  ];
  return {
    header: [...cards, ...scaling],
    data: Int16Array.from(data, (value) => Math.round((value - zero) / scale)),
    shape,
  };
}
