import { OnnxError } from './error';
import { numberOfInt64 } from './int64';
import { DataType, type Tensor, elements } from './model';

/** A float32 tensor over `values` themselves, not a copy. */
export function floatTensor(name: string, values: Float32Array, dims: readonly number[]): Tensor {
  return tensor(name, DataType.float32, values, dims);
}

export function integerTensor(name: string, values: readonly number[], dims: readonly number[]): Tensor {
  return tensor(name, DataType.int64, BigInt64Array.from(values, BigInt), dims);
}

function tensor(name: string, type: number, values: ArrayBufferView, dims: readonly number[]): Tensor {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const size = type === DataType.int64 ? 8 : 4;
  if (elements(dims) * size !== bytes.length)
    throw new OnnxError(`tensor ${name} has ${bytes.length / size} values for dimensions ${dims.join(' x ')}`);
  return { name, dims: [...dims], type, bytes };
}

/** The values of a float32 tensor: a view where the bytes lie on a multiple of four, else a copy. */
export function floatsOf({ name, type, bytes, elsewhere }: Tensor): Float32Array {
  requireHere(name, elsewhere);
  if (type !== DataType.float32) throw new OnnxError(`tensor ${name} is not of type float32`);
  const { buffer, byteOffset } = byteOffsetOf(bytes, 4);
  return new Float32Array(buffer, byteOffset, bytes.length / 4);
}

function requireHere(name: string, elsewhere: unknown): void {
  if (elsewhere) throw new OnnxError(`the weights of ${name} are in another file`);
}

/** The values of a tensor of numbers, whatever its type. @throws OnnxError for strings and half precision. */
export function numbersOf({ name, type, bytes, elsewhere }: Tensor): number[] {
  requireHere(name, elsewhere);
  const at = (size: number) => byteOffsetOf(bytes, size);
  const view = <T>(make: new (buffer: ArrayBufferLike, offset: number, length: number) => T, size: number) => {
    const { buffer, byteOffset } = at(size);
    return new make(buffer, byteOffset, bytes.length / size);
  };
  switch (type) {
    case DataType.float32:
      return Array.from(view(Float32Array, 4));
    case DataType.float64:
      return Array.from(view(Float64Array, 8));
    case DataType.int64:
      return Array.from(view(BigInt64Array, 8), numberOfInt64);
    case DataType.int32:
      return Array.from(view(Int32Array, 4));
    case DataType.bool:
    case DataType.uint8:
      return Array.from(bytes);
    case DataType.int8:
      return Array.from(view(Int8Array, 1));
    default:
      throw new OnnxError(`tensor ${name} is of type ${type}, whose values cannot be read`);
  }
}

function byteOffsetOf(bytes: Uint8Array, size: number): { buffer: ArrayBufferLike; byteOffset: number } {
  const aligned = bytes.byteOffset % size === 0 ? bytes : Uint8Array.from(bytes);
  return { buffer: aligned.buffer, byteOffset: aligned.byteOffset };
}
