import assert from 'node:assert/strict';
import { npyHeader, readFloat32Npy } from '../../../src/collection';
import { readFloat16Npy } from '../../../src/collection/npy';
import { IN_BYTES } from '../damage/bytes';
import { NUMBERS, utf8 } from '../damage/texts';
import { damagedBy, type Way } from '../damage/ways';
import type { Format, Held, Mutant, Step } from '../format';
import { made, realFiles } from '../inputs';
import { requireRefusal } from '../refusals';

const HEADER = 10;

const WORDS = [
  "'<f2'", "'<f4'", "'>f4'", "'|u1'", "'<f8'", "'O'", 'True', 'False', '()', '(4,)', '(0, 0)', '(1, 2, 3)', '(-1, 4)', '(1e9, 4)',
  '(9007199254740993, 1)', '(999999999999999999999, 0)', '{', '}', '', '\n',
]; // prettier-ignore

/** A word of the header in the place of another, with the length of the header put right or not. */
const otherWord: Way = (bytes, random) => {
  const length = Math.min(bytes.length > HEADER ? bytes[8] + 256 * bytes[9] : 0, bytes.length - HEADER);
  const text = Buffer.from(bytes.subarray(HEADER, HEADER + length)).toString('latin1');
  const found = [...text.matchAll(/'[^']*'|\([^)]*\)|\w+/g)];
  if (found.length === 0) return bytes;
  const { index, 0: word } = random.of(found);
  const other = utf8(text.slice(0, index) + random.of([...WORDS, ...NUMBERS]) + text.slice(index + word.length));
  const out = new Uint8Array(HEADER + other.length + bytes.length - HEADER - length);
  out.set(bytes.subarray(0, HEADER));
  out.set(other, HEADER);
  out.set(bytes.subarray(HEADER + length), HEADER + other.length);
  if (random.below(4) > 0) new DataView(out.buffer).setUint16(8, other.length, true);
  return out;
};

const WAYS: readonly Way[] = [...IN_BYTES, ...Array<Way>(6).fill(otherWord)];

/** The store reads its own matrices and maps, whoever has been at them; an error there says why, and the store the rest. */
export const npy: Format = {
  name: 'npy',
  count: 100_000,
  seeds: () => [
    ...realFiles('data/containers', /\.npy$/),
    matrix('<f2', 5, 16),
    matrix('<f2', 1, 1),
    matrix('<f2', 0, 4),
    matrix('<f4', 7, 2),
    matrix('<f4', 3, 40),
  ],
  damage: (bytes, random, another) => damagedBy(WAYS, bytes, random, another),
  read: async ({ bytes }: Mutant, step: Step) => {
    for (const [type, size, read] of [
      ['<f2', 2, readFloat16Npy],
      ['<f4', 4, readFloat32Npy],
    ] as const)
      // prettier-ignore
      await step(type, () => matrixOf(bytes, size, read));
  },
};

function matrixOf(bytes: Uint8Array, size: number, read: typeof readFloat16Npy | typeof readFloat32Npy): Held {
  try {
    const { rows, columns, values } = read(bytes);
    assert.equal(values.length, rows * columns);
    assert.ok(values.length * size < bytes.length, 'more values than the file has bytes');
  } catch (error) {
    // The reader's own are plain errors, which are made those of the store where the file is known.
    if ((error as Error).name !== 'Error') throw error;
    requireRefusal(error, { errors: [Error] });
  }
}

function matrix(type: '<f2' | '<f4', rows: number, columns: number) {
  const values = Uint8Array.from({ length: rows * columns * (type === '<f2' ? 2 : 4) }, (_, i) => (i * 73) % 60);
  return made(`${rows} x ${columns} ${type}`, Buffer.concat([npyHeader(type, rows, columns), values]));
}
