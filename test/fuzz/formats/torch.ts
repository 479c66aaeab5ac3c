import { unzipSync, zipSync } from 'fflate';
import { openTorchFile } from '../../../src/weights';
import {
  dict,
  global,
  int,
  legacyTorchFile,
  pickle,
  tensor,
  text,
  torchFile,
  tuple,
} from '../../unit/weights/write-pickle';
import { ABSURD, flipBits, IN_BYTES, joined, putNumber, repeat, splice, takeOut } from '../damage/bytes';
import { damagedBy, type Way } from '../damage/ways';
import type { Format, Mutant, Seed, Step } from '../format';
import { made, realFiles } from '../inputs';
import { written } from '../scratch';
import { readWeights } from './read-weights';

/** Opcodes that a pickle may have, and some that it must not (Python's Lib/pickletools.py). */
const OPCODES = [
  '(', '.', '0', '1', '2', 'F', 'G', 'I', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'X', 'a', 'b', 'c', 'd', '}', 'e', 'g', 'h', 'i',
  'j', 'l', ']', 'o', 'p', 'q', 'r', 's', 't', ')', 'u', 'B', 'C', '\x80\x02', '\x81', '\x82', '\x85', '\x86', '\x87', '\x88', '\x89', '\x8a', '\x8b',
  '\x8c', '\x8d', '\x8e', '\x8f', '\x90', '\x93', '\x94', '\x95', '\x96',
  'J\xff\xff\xff\xff', 'M\xff\xff', '\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f', 'G\x7f\xf0\0\0\0\0\0\0', 'h\0R', 'cos\nsystem\n', 'cbuiltins\neval\n',
  'ctorch\nFloatStorage\n', 'ccollections\nOrderedDict\n', 'ctorch._utils\n_rebuild_tensor_v2\n', 'c__proto__\nx\n',
]; // prettier-ignore

const latin = (value: string) => Uint8Array.from(value, (char) => char.charCodeAt(0));

/** A way that works on the pickle of an archive, which is put together again; on other files as on one pickle. */
function onPickle(change: Way): Way {
  return (bytes, random, another) => {
    const files = filesOf(bytes);
    const name = Object.keys(files).find((one) => one.endsWith('data.pkl'));
    if (name === undefined) return change(bytes, random, another);
    return zipSync({ ...files, [name]: change(files[name], random, another) }, { level: 0 });
  };
}

/** Bytes that the files of an archive may take together. */
const MOST_UNZIPPED = 2 ** 24;

const [LOCATOR, END_64] = ['PK\x06\x07', 'PK\x06\x06'].map((word) => Buffer.from(word, 'latin1'));
/** Entries of an archive that is taken apart. */
const MOST_ENTRIES = 10_000;

/** How many entries the ZIP64 record of an archive claims (APPNOTE, 4.3.14): the library counts to that number, whatever there is. */
function claimedEntries(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!buffer.includes(LOCATOR)) return 0;
  let most = 0;
  for (let at = buffer.indexOf(END_64); at >= 0 && at + 36 <= bytes.length; at = buffer.indexOf(END_64, at + 1))
    most = Math.max(most, buffer.readUInt32LE(at + 32));
  return most;
}

function filesOf(bytes: Uint8Array): Record<string, Uint8Array> {
  if (claimedEntries(bytes) > MOST_ENTRIES) return {};
  let left = MOST_UNZIPPED;
  try {
    // One that has been damaged before may claim gigabytes, or many times some megabytes, which it would take seconds to make room for.
    return unzipSync(bytes, { filter: ({ originalSize }) => (left -= originalSize) >= 0 });
  } catch {
    return {}; // no archive, or damaged before
  }
}

const otherOpcode: Way = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  return joined(bytes.subarray(0, at), latin(random.of(OPCODES)), bytes.subarray(at + random.below(3)));
};

/** A number of the pickle, one byte, two or four, in the place of which another is put. */
const otherNumber: Way = (bytes, random) => {
  const places = [...bytes.keys()].filter((at) => 'JKM'.includes(String.fromCharCode(bytes[at])));
  if (places.length === 0) return bytes;
  const at = random.of(places);
  const length = { J: 4, K: 1, M: 2 }[String.fromCharCode(bytes[at]) as 'J' | 'K' | 'M'];
  const value = BigInt.asUintN(32, random.of(ABSURD));
  for (let i = 0; i < length && at + 1 + i < bytes.length; i++)
    bytes[at + 1 + i] = Number((value >> BigInt(8 * i)) & 255n);
  return bytes;
};

const inPickle = [otherOpcode, otherOpcode, otherNumber, otherNumber, flipBits, putNumber, repeat, splice, takeOut].map(
  onPickle,
);

/** Fields of the headers of an archive, which lie at its end mostly. */
const inDirectory: Way = (bytes, random, another) => {
  const from = Math.max(0, bytes.length - 700);
  const tail = random.of([flipBits, putNumber, putNumber, takeOut])(bytes.slice(from), random, another);
  return joined(bytes.subarray(0, from), tail);
};

/** Files of an archive under other names, twice, or not at all. */
const otherFiles: Way = (bytes, random) => {
  const entries = Object.entries(filesOf(bytes));
  if (entries.length === 0) return bytes;
  const at = random.below(entries.length);
  const [name, content] = entries[at];
  switch (random.below(4)) {
    case 0:
      entries.splice(at, 1);
      break;
    case 1:
      entries[at] = [random.of(['data.pkl', 'archive/data/0', 'byteorder', '../x', `x/${name}`]), content];
      break;
    case 2:
      entries.push(['archive/byteorder', latin(random.of(['little', 'big', '']))]);
      break;
    default:
      entries[at] = [name, content.slice(0, random.below(content.length + 1))];
  }
  return zipSync(Object.fromEntries(entries), { level: random.below(6) ? 0 : 6 });
};

const WAYS: readonly Way[] = [
  ...IN_BYTES,
  ...inPickle,
  ...inPickle,
  inDirectory,
  inDirectory,
  inDirectory,
  otherFiles,
  otherFiles,
];

export const torch: Format = {
  name: 'torch',
  count: 100_000,
  seeds: () => [...realFiles('reference/timm-encoders', /\.bin$/), ...own()],
  damage: (bytes, random, another) => damagedBy(WAYS, bytes, random, another),
  read: async ({ bytes }: Mutant, step: Step) => {
    const file = written('fuzz.bin', bytes);
    await readWeights(file, () => openTorchFile(file), step);
  },
};

/** Files of `torch.save`, now and before PyTorch 1.6. */
function own(): Seed[] {
  const storage = new Uint8Array(Float32Array.from({ length: 6 }, (_, i) => i).buffer);
  const whole = tensor('0', { shape: [2, 3], strides: [3, 1] });
  const turned = tensor('0', { shape: [3, 2], strides: [1, 3] });
  const part = tensor('1', { storage: 'HalfStorage', length: 12, offset: 4, shape: [2], strides: [2] });
  const state = dict({ 'a.weight': whole, 'a.turned': turned, b: part });
  const nested = dict({ epoch: int(3), state_dict: state, optimizer: dict({ lr: 'G?\xf0\0\0\0\0\0\0' }) });
  const parameter = `${global('torch._utils', '_rebuild_parameter')}${tuple(whole, '\x88', `${global('collections', 'OrderedDict')})R`)}R`;
  const storages = { '0': storage, '1': storage };
  return [
    made('state dict', torchFile(pickle(state), storages)),
    made('nested', torchFile(pickle(nested), storages)),
    made('compressed', torchFile(pickle(state), storages, 6)),
    made('parameter', torchFile(pickle(dict({ p: parameter, [text('x')]: '' })), storages)),
    made('legacy', legacyTorchFile(dict({ a: whole, b: turned }), { '0': storage })),
  ];
}
