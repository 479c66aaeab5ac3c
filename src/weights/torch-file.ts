import { readZipEntries, STORED } from '../archives';
import { isLegacyTorchFile, readLegacyTorchFile, type TorchContents } from './legacy-torch-file';
import { checkTensor, readTensor, stateDict, unpickleFile } from './pickled-tensors';
import type { PickleValue, Storage } from './pickle-values';
import { WeightsError } from './weights-error';
import { FileParts, type StoredEntry, type StoredTensor, type WeightsFile } from './weights-file';

/** A state dict names tensors and little else. */
const MAX_PICKLE = 2 ** 24;

/**
 * Opens a file of `torch.save`: a zip archive of a pickle and the storages' bytes (PyTorch 1.6 and later), or what there was
 * before. The pickle is read by a closed list of opcodes and names, see `unpickle`; nothing of it is run.
 * @throws WeightsError that says what is refused or damaged.
 */
export async function openTorchFile(file: string): Promise<WeightsFile> {
  const parts = await FileParts.open(file);
  try {
    const legacy = await isLegacyTorchFile(parts);
    const { tensors, entryOf } = await (legacy ? readLegacyTorchFile(parts) : readArchive(parts));
    return {
      file,
      tensors: new Map(
        [...tensors].map(([key, { shape, storage }]): [string, StoredTensor] => [key, { shape, type: storage.type }]),
      ),
      read: async (key) => {
        const tensor = tensors.get(key);
        if (!tensor) throw new WeightsError(file, `there is no tensor "${key}"`);
        return readTensor(parts, entryOf(tensor.storage)!, tensor);
      },
      close: () => parts.close(),
    };
  } catch (error) {
    await parts.close();
    throw error;
  }
}

async function readArchive(parts: FileParts): Promise<TorchContents> {
  const { file } = parts;
  const entries = await readStoredEntries(parts);
  const name = [...entries.keys()].find((key) => /^[^/]*\/?data\.pkl$/.test(key));
  if (name === undefined) throw new WeightsError(file, 'it is no file of torch.save: it has no data.pkl');
  const folder = name.slice(0, -'data.pkl'.length);
  await checkByteOrder(parts, entries.get(`${folder}byteorder`));
  const tensors = stateDict(file, await readPickle(parts, entries.get(name)!));
  const entryOf = ({ key }: Storage) => entries.get(`${folder}data/${key}`);
  for (const [key, tensor] of tensors) checkTensor(file, key, tensor, entryOf(tensor.storage));
  return { tensors, entryOf };
}

/**
 * Reads the directory of the zip archive. PyTorch stores its files without compression, so that tensors are read in place.
 * @throws WeightsError where the archive is damaged, or a file in it is compressed or encrypted
 */
async function readStoredEntries(parts: FileParts): Promise<Map<string, StoredEntry>> {
  const entries = await readZipEntries(parts, (reason) => new WeightsError(parts.file, reason));
  for (const [name, { method, encrypted, length, stored }] of entries) {
    const refuse = (reason: string) => new WeightsError(parts.file, `"${name}" in it ${reason}`);
    if (method !== STORED || encrypted) throw refuse('is compressed or encrypted, which PyTorch never does');
    if (length !== stored) throw refuse('has two lengths');
  }
  return entries;
}

async function checkByteOrder(parts: FileParts, entry: StoredEntry | undefined): Promise<void> {
  if (!entry) return;
  const order = new TextDecoder().decode(await parts.read(entry.start, Math.min(entry.length, 16)));
  if (order.trim() !== 'little') throw new WeightsError(parts.file, `its byte order is ${order}, which is not read`);
}

async function readPickle(parts: FileParts, { start, length }: StoredEntry): Promise<PickleValue> {
  if (length > MAX_PICKLE) throw new WeightsError(parts.file, `its pickle of ${length} bytes is too large`);
  return unpickleFile(parts.file, await parts.read(start, length)).value;
}
