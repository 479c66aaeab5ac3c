import { Matrix } from '../../../statistics';

/** Blocks of pixels along a side of the encoder's input, their means the features of the raw-pixel baseline. */
const SIDE = 16;

/**
 * The pixels of encoder inputs (N x channels x size x size), averaged in blocks to 16 x 16: N x (channels 256).
 */
export function pixelFeatures(inputs: Float32Array, channels: number, size: number): Matrix {
  const length = channels * size * size;
  const side = Math.min(SIDE, size);
  const out = new Matrix(inputs.length / length, channels * side * side);
  const counts = new Float64Array(side);
  for (let x = 0; x < size; x++) counts[Math.floor((x * side) / size)]++;
  for (let i = 0; i < out.rows; i++) {
    const row = out.row(i);
    for (let c = 0; c < channels; c++) {
      for (let y = 0; y < size; y++) {
        const by = Math.floor((y * side) / size);
        for (let x = 0; x < size; x++) {
          const bx = Math.floor((x * side) / size);
          row[(c * side + by) * side + bx] +=
            inputs[i * length + (c * size + y) * size + x] / (counts[by] * counts[bx]);
        }
      }
    }
  }
  return out;
}
