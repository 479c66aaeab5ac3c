/** A file that is not an ONNX model this room can read, or a graph that is not well formed. */
export class OnnxError extends Error {
  override readonly name = 'OnnxError';
}
