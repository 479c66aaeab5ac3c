import { openSafetensors } from '../../../src/weights';
import { bf16, f16, f32, safetensors as write } from '../../unit/weights/write-safetensors';
import { IN_BYTES, joined } from '../damage/bytes';
import { IN_TEXTS, NUMBERS, utf8 } from '../damage/texts';
import { damagedTree, jsonOf, treeOf } from '../damage/trees';
import { damagedBy, type Way } from '../damage/ways';
import type { Format, Mutant, Step } from '../format';
import { made, realFiles } from '../inputs';
import { written } from '../scratch';
import { readWeights } from './read-weights';

const LENGTH = 8;

/** A way that works on the header, whose length is put right afterwards; the tensors stay behind it. */
function onHeader(change: (header: string, random: Parameters<Way>[1], another: () => string) => string): Way {
  return (bytes, random, another) => {
    const { header, data } = partsOf(bytes);
    const other = utf8(change(header, random, () => partsOf(another()).header));
    const length = new Uint8Array(LENGTH);
    new DataView(length.buffer).setBigUint64(0, BigInt(other.length), true);
    return joined(length, other, data);
  };
}

function partsOf(bytes: Uint8Array): { header: string; data: Uint8Array } {
  if (bytes.length < LENGTH) return { header: '', data: bytes };
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true));
  const end = Math.min(bytes.length, LENGTH + length);
  return { header: Buffer.from(bytes.subarray(LENGTH, end)).toString('utf8'), data: bytes.subarray(end) };
}

const otherValues = onHeader((header, random, another) =>
  jsonOf(damagedTree(treeOf(header), random, () => treeOf(another()))),
);

const otherNumber = onHeader((header, random) => {
  const found = [...header.matchAll(/\d+/g)];
  if (found.length === 0) return header;
  const { index, 0: digits } = random.of(found);
  return header.slice(0, index) + random.of(NUMBERS) + header.slice(index + digits.length);
});

const otherType = onHeader((header, random) =>
  header.replace(
    /"(?:F|BF|I|U)\d+"/,
    () => `"${random.of(['F64', 'F16', 'BF16', 'I64', 'U8', 'BOOL', 'F8_E4M3', ''])}"`,
  ),
);

const inText: Way = (bytes, random, another) => {
  const { header, data } = partsOf(bytes);
  const length = new Uint8Array(LENGTH);
  const other = random.of(IN_TEXTS)(utf8(header), random, another);
  new DataView(length.buffer).setBigUint64(0, BigInt(other.length), true);
  return joined(length, other, data);
};

const WAYS: readonly Way[] = [
  ...IN_BYTES,
  ...[otherValues, otherNumber, otherType, inText].flatMap((way) => [way, way, way]),
];

export const safetensors: Format = {
  name: 'safetensors',
  count: 100_000,
  seeds: () => [...realFiles('reference/timm-encoders', /\.safetensors$/, 3), ...own()],
  damage: (bytes, random, another) => damagedBy(WAYS, bytes, random, another),
  read: async ({ bytes }: Mutant, step: Step) => {
    const file = written('fuzz.safetensors', bytes);
    await readWeights(file, () => openSafetensors(file), step);
  },
};

function own() {
  const values = Array.from({ length: 24 }, (_, i) => i / 8);
  return [
    made('three types', write(new Map([['a.weight', f32(values, [2, 3, 4])], ['a.bias', f16(values, [24])], ['b', bf16(values, [4, 6])]]))),
    made('scalars and nothing', write(new Map([['one', f32([1], [])], ['none', f32([], [0, 3])]]))),
    made('no tensors', write(new Map())),
  ]; // prettier-ignore
}
