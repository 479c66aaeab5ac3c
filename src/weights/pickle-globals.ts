import { Global, PickleDict, PickledTensor, PickleTuple, type PickleValue, Storage } from './pickle-values';

/** Storages of PyTorch and the element types of their files, by safetensors' names. */
export const STORAGE_TYPES: Readonly<Record<string, string>> = {
  'torch.DoubleStorage': 'F64',
  'torch.FloatStorage': 'F32',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.LongStorage': 'I64',
  'torch.IntStorage': 'I32',
  'torch.ShortStorage': 'I16',
  'torch.CharStorage': 'I8',
  'torch.ByteStorage': 'U8',
  'torch.BoolStorage': 'BOOL',
};

type Maker = (args: readonly PickleValue[]) => PickleValue;

/** The functions that a state dict may call. They throw a RangeError with the reason, and the reader adds the file. */
const MAKERS: Readonly<Record<string, Maker>> = {
  'collections.OrderedDict': (args) => {
    if (args.length > 0) throw new RangeError('an OrderedDict made of something');
    return new PickleDict();
  },
  /** (storage, offset, size, stride, requires_grad, backward_hooks, metadata): torch/_utils.py. */
  'torch._utils._rebuild_tensor_v2': ([storage, offset, shape, strides]) => {
    if (!(storage instanceof Storage)) throw new RangeError('a tensor without a storage');
    const [dims, steps] = [counts(shape), counts(strides)];
    if (dims.length !== steps.length) throw new RangeError('a tensor whose shape and strides differ in length');
    return new PickledTensor(storage, counts(new PickleTuple([offset]))[0], dims, steps);
  },
  /** (data, requires_grad, backward_hooks) */
  'torch._utils._rebuild_parameter': ([data]) => {
    if (!(data instanceof PickledTensor)) throw new RangeError('a parameter that is no tensor');
    return data;
  },
};

/** @throws RangeError naming what is not in the closed list. */
export function findGlobal(name: string): Global {
  if (Object.hasOwn(MAKERS, name) || Object.hasOwn(STORAGE_TYPES, name)) return new Global(name);
  throw new RangeError(`it asks for "${name}", which no state dict needs: refused, and nothing of it was run`);
}

/** What a global makes of its arguments. @throws RangeError when it makes nothing, or they do not fit. */
export function call(global: PickleValue, args: PickleValue): PickleValue {
  if (!(global instanceof Global) || !Object.hasOwn(MAKERS, global.name)) throw new RangeError('a call of no function');
  if (!(args instanceof PickleTuple)) throw new RangeError(`a call of ${global.name} without arguments`);
  return MAKERS[global.name](args.items);
}

/** The storage of a persistent id: ('storage', class, key, device, elements). @throws RangeError for another. */
export function storageOf(id: PickleValue): Storage {
  if (!(id instanceof PickleTuple)) throw new RangeError('a persistent id of another form');
  const [kind, type, key, , length] = id.items;
  if (kind !== 'storage' || !(type instanceof Global) || typeof key !== 'string' || !isCount(length)) {
    throw new RangeError('a persistent id of another form');
  }
  const element = STORAGE_TYPES[type.name] as string | undefined;
  if (element === undefined) throw new RangeError(`a storage of the class ${type.name}`);
  return new Storage(element, key, length);
}

const isCount = (value: PickleValue): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function counts(value: PickleValue): number[] {
  if (!(value instanceof PickleTuple) || !value.items.every(isCount)) throw new RangeError('a shape that is none');
  return [...value.items];
}
