import { floatOf, intOf, type Node, stringOf } from '../../onnx';
import { depthwiseForward, isDepthwiseProduct } from '../rules/depthwise';
import { convGeometry } from '../rules/conv-geometry';
import type { Tape } from '../tape';

/**
 * Writes an operator as others that have rules already, or whose backward pass is faster. `node` has its inputs renamed.
 * @returns the output, or undefined where the operator is better left as it is.
 */
export type Lowering = (tape: Tape, node: Node) => string | undefined;

/** A convolution whose windows tile the image (stride = kernel) is a product of all windows as rows; a strided 1 x 1 is one of every s-th pixel. */
const conv: Lowering = (tape, node) => {
  const [x, w, bias] = node.inputs;
  const [image, weights] = [tape.shape(x), tape.shape(w)];
  if (image.length !== 4) return undefined;
  const geometry = convGeometry(node, image, weights);
  const { kernel, strides, dilations, before, after, groups } = geometry.window;
  if (isDepthwiseProduct(geometry)) {
    const build = () => ({ output: depthwiseForward(tape, x, w, bias, geometry) });
    return tape.composite('@Conv', node.inputs, build, node.attributes);
  }
  const [kh, kw] = kernel;
  const [N, C, H, W] = image;
  if (groups !== 1 || [...before, ...after].some((pad) => pad !== 0) || dilations.some((d) => d !== 1))
    return undefined;
  if (kh * kw === 1 && strides.some((s) => s !== 1)) {
    const end = Number.MAX_SAFE_INTEGER;
    const pixels = tape.slice(x, [2, 3], [0, 0], [end, end], strides);
    return tape.op('Conv', bias ? [pixels, w, bias] : [pixels, w]);
  }
  if (kh * kw === 1 || kh !== strides[0] || kw !== strides[1] || H % kh !== 0 || W % kw !== 0) return undefined;
  const [rows, columns] = [H / kh, W / kw];
  const tiles = tape.transpose(tape.reshape(x, [N, C, rows, kh, columns, kw]), [0, 2, 4, 1, 3, 5]);
  const flat = tape.reshape(tiles, [N * rows * columns, C * kh * kw]);
  const matrix = tape.reshape(w, [weights[0], C * kh * kw]);
  const y = tape.op('Gemm', bias ? [flat, matrix, bias] : [flat, matrix], { transB: 1 });
  return tape.transpose(tape.reshape(y, [N, rows, columns, weights[0]]), [0, 3, 1, 2]);
};

/** (x - mean) / sqrt(variance + epsilon) over groups of channels, scaled and shifted a group or a channel. */
const groupNorm =
  (groupsOf: (node: Node, channels: number) => number): Lowering =>
  (tape, node) => {
    const [x, scale, bias] = node.inputs;
    const shape = tape.shape(x);
    const [batch, channels] = shape;
    const groups = groupsOf(node, channels);
    const inside = shape.slice(2).reduce((product, dim) => product * dim, channels / groups);
    const flat = tape.reshape(x, [batch, groups, inside]);
    const centred = tape.sub(flat, tape.mean(flat, [2]));
    const variance = tape.mean(tape.mul(centred, centred), [2]);
    const deviation = tape.unary('Sqrt', tape.add2(variance, floatOf(node, 'epsilon', 1e-5)));
    const normal = tape.div(centred, deviation);
    const perGroup = tape.shape(scale)[0] === groups;
    const affine = (v: string, rest: number) => tape.reshape(v, [tape.shape(v)[0], ...Array<number>(rest).fill(1)]);
    if (perGroup) {
      const scaled = tape.add2(tape.mul(normal, affine(scale, 1)), affine(bias, 1));
      return tape.reshape(scaled, shape);
    }
    const back = tape.reshape(normal, shape);
    return tape.add2(tape.mul(back, affine(scale, shape.length - 2)), affine(bias, shape.length - 2));
  };

const spatialAxes = (tape: Tape, x: string) => tape.shape(x).map((_, axis) => axis).slice(2); // prettier-ignore

export const LOWERINGS: Readonly<Record<string, Lowering>> = {
  Conv: conv,
  InstanceNormalization: groupNorm((_, channels) => channels),
  GroupNormalization: groupNorm((node) => intOf(node, 'num_groups', 1)),
  LayerNormalization: (tape, { inputs, attributes }) =>
    // All three outputs: the way back reads the statistics.
    tape.node('LayerNormalization', inputs, Object.fromEntries(attributes), 3)[0],
  GlobalAveragePool: (tape, { inputs: [x] }) => tape.mean(x, spatialAxes(tape, x)),
  GlobalMaxPool: (tape, { inputs: [x] }) => tape.reduce('ReduceMax', x, spatialAxes(tape, x), true),
  DepthToSpace: (tape, node) => {
    const [x] = node.inputs;
    const block = intOf(node, 'blocksize', 1);
    const [N, C, H, W] = tape.shape(x);
    const depth = C / block ** 2;
    const columnFirst = stringOf(node, 'mode') === 'CRD';
    const apart = tape.reshape(x, columnFirst ? [N, depth, block, block, H, W] : [N, block, block, depth, H, W]);
    const placed = tape.transpose(apart, columnFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]);
    return tape.reshape(placed, [N, depth, H * block, W * block]);
  },
  SpaceToDepth: (tape, node) => {
    const [x] = node.inputs;
    const block = intOf(node, 'blocksize', 1);
    const [N, C, H, W] = tape.shape(x);
    const apart = tape.reshape(x, [N, C, H / block, block, W / block, block]);
    return tape.reshape(tape.transpose(apart, [0, 3, 5, 1, 2, 4]), [N, C * block ** 2, H / block, W / block]);
  },
};
