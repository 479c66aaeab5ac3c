import { ELEMENT_SIZES, type ElementType, toFloat32 } from './element-type';
import { PickleDict, PickledTensor, type PickleValue } from './pickle-values';
import { unpickle } from './unpickle';
import { WeightsError } from './weights-error';
import type { FileParts } from './weights-file';
import type { StoredEntry } from './weights-file';

/** Keys under which training frameworks keep the state dict, beside optimisers and epochs. */
const NESTED = ['state_dict', 'model', 'state_dict_ema'];

/** `unpickle` of a file's bytes. @throws WeightsError that says what is refused, or where the pickle ends. */
export function unpickleFile(file: string, bytes: Uint8Array, from = 0): { value: PickleValue; end: number } {
  try {
    return unpickle(bytes, from);
  } catch (cause) {
    if (cause instanceof RangeError) throw new WeightsError(file, cause.message, { cause });
    throw cause;
  }
}

/** The tensors by name, of the dict itself or of the one that it holds. */
export function stateDict(file: string, value: PickleValue): Map<string, PickledTensor> {
  const inner = NESTED.map((key) => value instanceof PickleDict && value.entries.get(key));
  const dict = inner.find((nested) => nested instanceof PickleDict) ?? value;
  if (!(dict instanceof PickleDict)) throw new WeightsError(file, 'it holds no state dict');
  const tensors = new Map<string, PickledTensor>();
  for (const [name, tensor] of dict.entries) {
    if (typeof name !== 'string') throw new WeightsError(file, 'its state dict has a key that is no name');
    if (!(tensor instanceof PickledTensor)) throw new WeightsError(file, `its entry "${name}" is no tensor`);
    tensors.set(name, tensor);
  }
  return tensors;
}

export function checkTensor(file: string, name: string, tensor: PickledTensor, entry: StoredEntry | undefined): void {
  const { storage, offset, shape, strides } = tensor;
  const size = ELEMENT_SIZES[storage.type as ElementType];
  if (!entry) throw new WeightsError(file, `the storage of the tensor "${name}" is not in the file`);
  if (entry.length < storage.length * size) {
    throw new WeightsError(
      file,
      `the storage of the tensor "${name}" has ${entry.length} bytes, not ${storage.length * size}`,
    );
  }
  const last = shape.reduce((at, dim, axis) => at + (dim - 1) * strides[axis], offset);
  const count = shape.reduce((product, dim) => product * dim, 1);
  if (count > 0 && last >= storage.length) {
    throw new WeightsError(file, `the tensor "${name}" ends behind its storage`);
  }
  // Strides of 0 would make any shape of one number.
  if (count > storage.length) throw new WeightsError(file, `the tensor "${name}" is larger than its storage`);
}

export async function readTensor(
  parts: FileParts,
  { start }: StoredEntry,
  { storage, offset, shape, strides }: PickledTensor,
): Promise<Float32Array<ArrayBuffer>> {
  const type = storage.type as ElementType;
  const size = ELEMENT_SIZES[type];
  const count = shape.reduce((product, dim) => product * dim, 1);
  const span = count === 0 ? 0 : 1 + shape.reduce((at, dim, axis) => at + (dim - 1) * strides[axis], 0);
  const values = toFloat32(await parts.read(start + offset * size, span * size), type);
  return isContiguous(shape, strides) ? values : gather(values, count, shape, strides);
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

/** A strided view in row-major order. */
function gather(
  values: Float32Array,
  count: number,
  shape: readonly number[],
  strides: readonly number[],
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(count);
  const index = shape.map(() => 0);
  let at = 0;
  for (let i = 0; i < count; i++) {
    out[i] = values[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= index[axis] * strides[axis];
      index[axis] = 0;
    }
  }
  return out;
}
