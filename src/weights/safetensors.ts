import * as v from 'valibot';
import { ELEMENT_SIZES, type ElementType, toFloat32 } from './element-type';
import { WeightsError } from './weights-error';
import { FileParts, type StoredTensor, type WeightsFile } from './weights-file';

/** The format's own limit of the header, 100 MB. */
const MAX_HEADER = 100_000_000;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const EntrySchema = v.strictObject({
  dtype: v.string(),
  shape: v.array(count),
  data_offsets: v.tuple([count, count]),
});

interface Entry extends StoredTensor {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Opens a safetensors file: 8 bytes of header length (little-endian), a JSON header, then the tensors' bytes
 * (https://github.com/huggingface/safetensors#format). As the format demands, tensors lie within the file, as long as their
 * shapes say, without overlap or gap.
 * @throws WeightsError that names what is wrong, and the tensor.
 */
export async function openSafetensors(file: string): Promise<WeightsFile> {
  const parts = await FileParts.open(file);
  try {
    const { entries, dataStart } = await readHeader(parts);
    return {
      file,
      tensors: entries,
      read: async (name) => {
        const entry = entries.get(name);
        if (!entry) throw new WeightsError(file, `there is no tensor "${name}"`);
        if (!Object.hasOwn(ELEMENT_SIZES, entry.type)) {
          throw new WeightsError(file, `the tensor "${name}" has elements of type ${entry.type}, which are not read`);
        }
        const bytes = await parts.read(dataStart + entry.start, entry.end - entry.start);
        return toFloat32(bytes, entry.type as ElementType);
      },
      close: () => parts.close(),
    };
  } catch (error) {
    await parts.close();
    throw error;
  }
}

async function readHeader(parts: FileParts): Promise<{ entries: Map<string, Entry>; dataStart: number }> {
  const { file } = parts;
  if (parts.length < 8) throw new WeightsError(file, 'it is too short to be a safetensors file');
  const length = Number(new DataView((await parts.read(0, 8)).buffer).getBigUint64(0, true));
  if (length > MAX_HEADER || length > parts.length - 8) {
    throw new WeightsError(file, `it is no safetensors file, or cut short: its header would have ${length} bytes`);
  }
  const text = new TextDecoder('utf-8', { fatal: true });
  let json: unknown;
  try {
    json = JSON.parse(text.decode(await parts.read(8, length)));
  } catch (cause) {
    throw new WeightsError(file, `its header is not JSON (${(cause as Error).message})`, { cause });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new WeightsError(file, 'its header is not a JSON object');
  }
  const entries = new Map<string, Entry>();
  for (const [name, value] of Object.entries(json)) {
    if (name !== '__metadata__') entries.set(name, entryOf(file, name, value));
  }
  checkLayout(file, entries, parts.length - 8 - length);
  return { entries, dataStart: 8 + length };
}

function entryOf(file: string, name: string, value: unknown): Entry {
  const result = v.safeParse(EntrySchema, value);
  if (!result.success) {
    const [issue] = result.issues;
    throw new WeightsError(file, `the entry "${name}" of its header is wrong: ${issue.message}`);
  }
  const { dtype, shape, data_offsets } = result.output;
  const [start, end] = data_offsets;
  const elements = shape.reduce((product, dim) => product * dim, 1);
  const size = Object.hasOwn(ELEMENT_SIZES, dtype) ? ELEMENT_SIZES[dtype as ElementType] : undefined;
  if (end < start || (size !== undefined && end - start !== elements * size)) {
    const said = `${end - start} bytes for ${shape.join(' x ') || 'one'} ${dtype}`;
    throw new WeightsError(file, `the tensor "${name}" has ${said}`);
  }
  return { type: dtype, shape, start, end };
}

/** Bytes that two tensors share, or none has, hide something or are damage. */
function checkLayout(file: string, entries: ReadonlyMap<string, Entry>, available: number): void {
  let at = 0;
  for (const [name, { start, end }] of [...entries].sort((a, b) => a[1].start - b[1].start || a[1].end - b[1].end)) {
    if (start < at) throw new WeightsError(file, `the tensor "${name}" overlaps another`);
    if (start > at) throw new WeightsError(file, `there is a gap before the tensor "${name}"`);
    at = end;
  }
  if (at > available) throw new WeightsError(file, `the file is cut short: ${at - available} bytes are missing`);
  if (at < available) throw new WeightsError(file, `${available - at} bytes at its end belong to no tensor`);
}
