/**
 * Where the bytes of a file come from: memory, or a file that is read by the parts that are asked for. Answers are
 * never written to: those from memory are views of it.
 */
export interface ByteSource {
  /** Bytes of the file. */
  readonly length: number;
  /**
   * The bytes from `start` (inclusive) to `end` (exclusive), 0 <= start <= end <= length.
   * @throws FitsError where the file cannot be read any more, or is shorter than it was
   */
  read(start: number, end: number): Uint8Array;
}

/** Bytes in memory as a source. */
export function inMemory(bytes: Uint8Array): ByteSource {
  return { length: bytes.length, read: (start, end) => bytes.subarray(start, end) };
}
