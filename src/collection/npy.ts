/**
 * NumPy's .npy format, version 1.0 (NEP 1, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html),
 * for the matrices Morphoscope writes: float16 segments, float32 exports and maps, C order, little-endian.
 */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

export type NpyType = '<f2' | '<f4';
const BYTES: Record<NpyType, number> = { '<f2': 2, '<f4': 4 };

/** The header of a rows x columns matrix; the values follow it directly. */
export function npyHeader(type: NpyType, rows: number, columns: number): Uint8Array {
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  // The header ends with a newline at a multiple of 64 bytes, so that the values can be mapped into memory.
  const length = Math.ceil((MAGIC.length + 4 + dictionary.length + 1) / 64) * 64;
  const header = new Uint8Array(length).fill(0x20);
  header.set(MAGIC);
  header[6] = 1;
  header[7] = 0;
  header[8] = (length - 10) & 0xff;
  header[9] = (length - 10) >> 8;
  for (let i = 0; i < dictionary.length; i++) header[10 + i] = dictionary.charCodeAt(i);
  header[length - 1] = 0x0a;
  return header;
}

/**
 * Reads a float16 matrix. The values share `bytes`' memory where their offset allows.
 * @throws Error with the reason when `bytes` is no such matrix, or is longer or shorter than its header says.
 */
export function readFloat16Npy(bytes: Uint8Array): { rows: number; columns: number; values: Uint16Array } {
  const { rows, columns, body } = readNpy(bytes, '<f2');
  return { rows, columns, values: new Uint16Array(body.buffer, body.byteOffset, rows * columns) };
}

/** Reads a float32 matrix. @throws Error as `readFloat16Npy`. */
export function readFloat32Npy(bytes: Uint8Array): { rows: number; columns: number; values: Float32Array } {
  const { rows, columns, body } = readNpy(bytes, '<f4');
  return { rows, columns, values: new Float32Array(body.buffer, body.byteOffset, rows * columns) };
}

/**
 * What a matrix's header says, where it is one that `npyHeader` has written; undefined otherwise.
 * @param bytes the file's first ones: 128 are enough
 */
export function readNpyHeader(
  bytes: Uint8Array,
): { type: NpyType; rows: number; columns: number; start: number } | undefined {
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) return undefined;
  const start = 10 + bytes[8] + (bytes[9] << 8);
  const header = String.fromCharCode(...bytes.subarray(10, Math.min(start, bytes.length)));
  const match = /^\{'descr': '(<f[24])', 'fortran_order': False, 'shape': \((\d+), (\d+)\), \}\s*$/.exec(header);
  return match ? { type: match[1] as NpyType, rows: Number(match[2]), columns: Number(match[3]), start } : undefined;
}

function readNpy(bytes: Uint8Array, type: NpyType): { rows: number; columns: number; body: Uint8Array } {
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) throw new Error('not a .npy file');
  const header = readNpyHeader(bytes);
  const size = BYTES[type];
  if (header?.type !== type) throw new Error(`not a float${8 * size} matrix in C order`);
  const { rows, columns, start } = header;
  if (bytes.length - start !== rows * columns * size) {
    throw new Error(`${rows} x ${columns} values announced, ${(bytes.length - start) / size} there`);
  }
  return { rows, columns, body: (bytes.byteOffset + start) % size ? bytes.slice(start) : bytes.subarray(start) };
}
