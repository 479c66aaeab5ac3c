/** Compressed bytes that cannot be undone, with the reason; the tile's reader says which tile of which file. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
}
