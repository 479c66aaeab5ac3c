import fs from 'node:fs';

export interface Written {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const bytesOf = (values: ArrayBufferView) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

export const f32 = (values: ArrayLike<number>, shape: readonly number[]): Written => ({
  dtype: 'F32',
  shape,
  bytes: bytesOf(Float32Array.from(values)),
});

/** float32 rounded to bfloat16, ties to even. */
export function bf16(values: ArrayLike<number>, shape: readonly number[]): Written {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  const halves = Uint16Array.from(bits, (b) => (b + 0x7fff + ((b >>> 16) & 1)) >>> 16);
  return { dtype: 'BF16', shape, bytes: bytesOf(halves) };
}

export const f16 = (values: ArrayLike<number>, shape: readonly number[]): Written => ({
  dtype: 'F16',
  shape,
  bytes: bytesOf(Uint16Array.from(values, halfOf)),
});

/** The nearest binary16, found among the values of its exponent. */
export function halfOf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const step = 2 ** (exponent - 10);
  const rounded = roundHalfToEven(size / step);
  // Fractions that round up to the next power of two carry into the exponent by themselves.
  return sign | (rounded + (exponent + 14) * 1024);
}

function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  return x - floor === 0.5 ? floor + (floor % 2) : Math.round(x);
}

/** The bytes of a safetensors file, its header as given or made from the tensors. */
export function safetensors(tensors: ReadonlyMap<string, Written>, header?: object): Uint8Array {
  let at = 0;
  const entries = [...tensors].map(([name, { dtype, shape, bytes }]) => {
    const data_offsets = [at, (at += bytes.length)];
    return [name, { dtype, shape, data_offsets }] as const;
  });
  const json = Buffer.from(
    JSON.stringify(header ?? { __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, ...[...tensors.values()].map(({ bytes }) => bytes)]);
}

export function writeSafetensors(file: string, tensors: ReadonlyMap<string, Written>, header?: object): string {
  fs.writeFileSync(file, safetensors(tensors, header));
  return file;
}
