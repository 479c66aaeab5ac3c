import { zipSync } from 'fflate';

/** Pickles, opcode by opcode (Python's Lib/pickletools.py), of protocol 2. */
export const global = (module: string, name: string) => `c${module}\n${name}\n`;
export const text = (value: string) => `X${le(value.length, 4)}${value}`;
export const int = (value: number) => `J${le(value, 4)}`;
export const tuple = (...items: string[]) => `(${items.join('')}t`;
export const dict = (entries: Record<string, string>) =>
  `}(${Object.entries(entries)
    .map(([key, value]) => text(key) + value)
    .join('')}u`;
export const pickle = (value: string) => Buffer.from(`\x80\x02${value}.`, 'latin1');

function le(value: number, bytes: number): string {
  return Array.from({ length: bytes }, (_, i) => String.fromCharCode((value >>> (8 * i)) & 255)).join('');
}

export interface TensorOptions {
  readonly storage?: string;
  readonly length?: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** `torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, False, OrderedDict())`. */
export function tensor(
  key: string,
  { storage = 'FloatStorage', length = 6, offset = 0, shape, strides }: TensorOptions,
) {
  const id = tuple(text('storage'), global('torch', storage), text(key), text('cpu'), int(length));
  const hooks = `${global('collections', 'OrderedDict')})R`;
  const args = tuple(`${id}Q`, int(offset), tuple(...shape.map(int)), tuple(...strides.map(int)), '\x89', hooks);
  return `${global('torch._utils', '_rebuild_tensor_v2')}${args}R`;
}

/** The archive that `torch.save` makes of a pickle and its storages. */
export function torchFile(bytes: Uint8Array, storages: Record<string, Uint8Array>, level: 0 | 6 = 0): Uint8Array {
  const data = Object.entries(storages).map(([key, storage]) => [`archive/data/${key}`, storage] as const);
  const files = { 'archive/data.pkl': bytes, ...Object.fromEntries(data), 'archive/version': Buffer.from('3\n') };
  return zipSync(files, { level });
}

/** What `torch.save` made before PyTorch 1.6: pickles one behind the other, then the storages with their numbers of elements. */
export function legacyTorchFile(
  value: string,
  storages: Record<string, Uint8Array>,
  { protocol = 1001, little = '\x88', elementSize = 4, keys = `](${Object.keys(storages).map(text).join('')}e` } = {},
): Uint8Array {
  const magic = '\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.';
  const machine = dict({ protocol_version: int(protocol), little_endian: little });
  const head = [int(protocol), machine, value, keys].map(pickle);
  const data = Object.values(storages).map((bytes) => {
    const count = Buffer.alloc(8);
    count.writeBigUInt64LE(BigInt(bytes.length / elementSize));
    return Buffer.concat([count, bytes]);
  });
  return Buffer.concat([Buffer.from(magic, 'latin1'), ...head, ...data]);
}
