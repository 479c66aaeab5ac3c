import { ELEMENT_SIZES, type ElementType } from './element-type';
import { checkTensor, stateDict, unpickleFile } from './pickled-tensors';
import { PickleDict, PickleList, type PickledTensor, type PickleValue, type Storage } from './pickle-values';
import { WeightsError } from './weights-error';
import type { FileParts } from './weights-file';
import type { StoredEntry } from './weights-file';

/** PROTO 2, then LONG1 of ten bytes: the magic number 0x1950a86a20f9469cfc6c (torch/serialization.py). */
const MAGIC = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
/** Pickles before the storages: the magic number, the protocol, the machine, the state dict, the storages' keys. */
const PROTOCOL = 1001;
/** A state dict names tensors and little else. */
const MAX_PICKLES = 2 ** 24;
const COUNT = 8;

/** Where the tensors of a file lie. */
export interface TorchContents {
  readonly tensors: ReadonlyMap<string, PickledTensor>;
  readonly entryOf: (storage: Storage) => StoredEntry | undefined;
}

/** Whether a file begins as those of `torch.save` before PyTorch 1.6 do. */
export async function isLegacyTorchFile(parts: FileParts): Promise<boolean> {
  const first = await parts.read(0, Math.min(parts.length, MAGIC.length));
  return MAGIC.every((byte, i) => first[i] === byte);
}

/**
 * A file of `torch.save` before PyTorch 1.6: five pickles one behind the other, then each storage as its number of elements
 * (64 bits) and its bytes, in the order of the keys (torch/serialization.py, `_legacy_save`).
 * @throws WeightsError that says what is refused or damaged.
 */
export async function readLegacyTorchFile(parts: FileParts): Promise<TorchContents> {
  const { file } = parts;
  const bytes = await parts.read(0, Math.min(parts.length, MAX_PICKLES));
  let at = 0;
  const next = (): PickleValue => {
    const { value, end } = unpickleFile(file, bytes, at);
    at = end;
    return value;
  };
  next();
  const protocol = next();
  if (protocol !== PROTOCOL)
    throw new WeightsError(
      file,
      `its protocol is ${typeof protocol === 'number' ? protocol : 'no number'}, not ${PROTOCOL}`,
    );
  const machine = next();
  const little =
    machine instanceof PickleDict && [...machine.entries].some(([key, value]) => key === 'little_endian' && value);
  if (!little) throw new WeightsError(file, 'its byte order is big, which is not read');
  const tensors = stateDict(file, next());
  const keys = next();
  if (!(keys instanceof PickleList)) throw new WeightsError(file, 'it has no list of its storages');
  const entries = await storageEntries(parts, at, keys.items, sizesOf(tensors));
  const entryOf = ({ key }: Storage) => entries.get(key);
  for (const [name, tensor] of tensors) checkTensor(file, name, tensor, entryOf(tensor.storage));
  return { tensors, entryOf };
}

/** Bytes of an element by the storage's key. */
function sizesOf(tensors: ReadonlyMap<string, PickledTensor>): Map<PickleValue, number> {
  return new Map([...tensors.values()].map(({ storage }) => [storage.key, ELEMENT_SIZES[storage.type as ElementType]]));
}

async function storageEntries(
  parts: FileParts,
  from: number,
  keys: readonly PickleValue[],
  sizes: ReadonlyMap<PickleValue, number>,
): Promise<Map<string, StoredEntry>> {
  const entries = new Map<string, StoredEntry>();
  let at = from;
  for (const key of keys) {
    const size = sizes.get(key);
    // The length in bytes of a storage that no tensor names cannot be known, nor where the next one begins.
    if (size === undefined || typeof key !== 'string')
      throw new WeightsError(
        parts.file,
        `it has a storage ${typeof key === 'string' ? `"${key}"` : 'without a name'} that no tensor of its state dict has`,
      );
    const head = await parts.read(at, COUNT);
    const length = size * Number(new DataView(head.buffer).getBigUint64(0, true));
    at += COUNT;
    if (at + length > parts.length)
      throw new WeightsError(parts.file, `the file ends at ${parts.length} bytes, ${at + length} are needed`);
    entries.set(key, { start: at, length });
    at += length;
  }
  return entries;
}
