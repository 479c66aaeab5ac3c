import { axisOf, DataType, intOf, intsOf, isDynamic, sliceAxes } from '../../onnx';
import { TrainingError } from '../errors';
import { unary } from './elementwise';
import type { Backward, Rule, Rules } from './rule';

/** Elements in another order or place: the gradient takes the way back. */

const reshape: Rule = unary(({ graph, dy, shape, x }) =>
  shape(0).filter(isDynamic).length > 1
    ? graph.op('Reshape', [dy, graph.op('Shape', [x(0)])])
    : graph.reshape(dy, shape(0)),
);

const transpose: Rule = unary(({ graph, step, shape, dy }) => {
  const perm = intsOf(step, 'perm') ?? shape(0).map((_, axis, all) => all.length - 1 - axis);
  return graph.transpose(dy, perm.map((_, axis) => perm.indexOf(axis))); // prettier-ignore
});

const concat: Rule = ({ graph, step, shape, give, dy }) => {
  const axis = axisOf(intOf(step, 'axis', 0), shape(0).length);
  if (isDynamic(shape(0)[axis])) {
    const lengths = step.inputs.map((_, index) => shape(index)[axis]);
    if (lengths.some((length) => length !== lengths[0]))
      throw new TrainingError('Concat of unequal parts of the batch');
    const attributes = graph.opset >= 18 ? { axis, num_outputs: lengths.length } : { axis };
    const parts = graph.node('Split', [dy], attributes, lengths.length);
    lengths.forEach((_, index) => give(index, () => parts[index]));
    return;
  }
  let start = 0;
  step.inputs.forEach((_, index) => {
    const [from, to] = [start, start + shape(index)[axis]];
    start = to;
    give(index, () => graph.slice(dy, [axis], [from], [to]));
  });
};

const split: Rule = ({ graph, step, shape, give, dys }) => {
  const axis = axisOf(intOf(step, 'axis', 0), shape(0).length);
  const zeros = (output: string) => graph.mul(output, 0);
  give(0, () => graph.concat(step.outputs.map((output, i) => dys[i] ?? zeros(output)), axis)); // prettier-ignore
};

function constantInput({ graph, step }: Backward, index: number): readonly number[] | undefined {
  if (!step.inputs[index]) return undefined;
  const values = graph.values(step.inputs[index]);
  if (!values) throw new TrainingError(`${step.op} ${step.name}: its input ${index} is not constant`);
  return values;
}

/** Up to this length of an axis elements are put into their places by a product; it costs its square for a row. */
const SHORT = 512;

/**
 * Zeros where the slice took nothing: by padding, after setting elements apart (step > 1) or turning them (step < 0). The
 * last axis comes first, when there is least to move, and where it is not whole runs that are moved there, a product with a
 * matrix of zeros and ones takes the place of all three: Pad and Gather go element by element then.
 */
const slice: Rule = unary((b) => {
  const { graph, shape } = b;
  const x = shape(0);
  const axes = constantInput(b, 3);
  const steps = constantInput(b, 4);
  const slices = sliceAxes(x, constantInput(b, 1)!, constantInput(b, 2)!, axes && [...axes], steps && [...steps]);
  let gradient = b.dy;
  for (const { axis, start, step, length } of slices.toSorted((one, other) => other.axis - one.axis)) {
    if (length === x[axis] && step === 1) continue;
    if (length === 0) return graph.mul(b.x(0), 0);
    if (axis === x.length - 1 && step !== 1 && x[axis] <= SHORT) {
      const places = new Float32Array(length * x[axis]);
      for (let i = 0; i < length; i++) places[i * x[axis] + start + i * step] = 1;
      gradient = graph.matmul(gradient, graph.constant(places, [length, x[axis]]));
      continue;
    }
    let first = start;
    if (step < 0) {
      first = start + (length - 1) * step;
      gradient = graph.gather(gradient, Array.from({ length }, (_, i) => length - 1 - i), axis); // prettier-ignore
    }
    const apart = Math.abs(step);
    if (apart > 1) gradient = setApart(b, gradient, axis, length, apart);
    const taken = (length - 1) * apart + 1;
    gradient = graph.pad(gradient, around(x.length, axis, first, x[axis] - first - taken));
  }
  return gradient;
});

const around = (rank: number, axis: number, before: number, after: number) =>
  Array.from({ length: 2 * rank }, (_, i) => (i === axis ? before : i === axis + rank ? after : 0));

/** Puts `step - 1` zeros between the elements of an axis: a new axis, padded, folded in, its tail cut off. */
function setApart({ graph }: Backward, x: string, axis: number, length: number, step: number): string {
  const shape = graph.shape(x);
  const wide = graph.reshape(x, [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)]);
  const padded = graph.pad(wide, around(shape.length + 1, axis + 1, 0, step - 1));
  const folded = graph.reshape(padded, [...shape.slice(0, axis), length * step, ...shape.slice(axis + 1)]);
  return graph.slice(folded, [axis], [0], [(length - 1) * step + 1]);
}

/** With a constant: what was added is cut off, what was cut off is zero. */
const pad: Rule = unary((b) => {
  const { step, shape } = b;
  const mode = step.attributes.get('mode');
  if (mode?.kind === 'string' && mode.value !== 'constant')
    throw new TrainingError(`Pad ${step.name}: no gradient of mode ${mode.value}`);
  const x = shape(0);
  const pads = constantInput(b, 1) ?? intsOf(step, 'pads') ?? [];
  const axes = constantInput(b, 3)?.map((axis) => axisOf(axis, x.length)) ?? x.map((_, axis) => axis);
  const back = Array.from({ length: 2 * x.length }, () => 0);
  axes.forEach((axis, i) => {
    back[axis] = -pads[i];
    back[axis + x.length] = -pads[i + axes.length];
  });
  return b.graph.pad(b.dy, back);
});

/** Each copy gets its part: split every axis into copies and elements, and sum over the copies. */
const tile: Rule = unary((b) => {
  const { graph, shape } = b;
  const repeats = constantInput(b, 1)!;
  const split = shape(0).flatMap((dim, axis) => [repeats[axis], dim]);
  return graph.sum(graph.reshape(b.dy, split), shape(0).map((_, axis) => 2 * axis)); // prettier-ignore
});

/**
 * Constant indices: element i of dx is the sum of dy where the index was i. Each i's places are listed, the lists made
 * equally long with the place of a row of zeros, gathered, and summed.
 */
const gather: Rule = unary((b) => {
  const { graph, step, shape } = b;
  const x = shape(0);
  const axis = axisOf(intOf(step, 'axis', 0), x.length);
  const indices = constantInput(b, 1)!.map((index) => (index < 0 ? index + x[axis] : index));
  const places = Array.from({ length: x[axis] }, (): number[] => []);
  indices.forEach((index, place) => places[index].push(place));
  const longest = Math.max(1, ...places.map((list) => list.length));
  const even = places.every((list) => list.length === longest);
  const [outer, inner] = [x.slice(0, axis), x.slice(axis + 1)];
  const dy = graph.reshape(b.dy, [...outer, indices.length, ...inner]);
  const padded = graph.pad(dy, around(x.length, axis, 0, even ? 0 : 1));
  const lists = places.flatMap((list) => Array.from({ length: longest }, (_, i) => list[i] ?? indices.length));
  const gathered = graph.gather(padded, lists, axis);
  if (longest === 1) return gathered;
  return graph.sum(graph.reshape(gathered, [...outer, x[axis], longest, ...inner]), [axis + 1]);
});

export const LAYOUT: Rules = {
  Reshape: reshape,
  Flatten: reshape,
  Squeeze: reshape,
  Unsqueeze: reshape,
  Transpose: transpose,
  Concat: concat,
  Split: split,
  Slice: slice,
  Pad: pad,
  Tile: tile,
  Gather: gather,
  Expand: unary(({ dy }) => dy),
  Identity: unary(({ dy }) => dy),
  Cast: unary(({ graph, dy, x }) => {
    const { type } = graph.about(x(0));
    return type === DataType.float32 ? dy : graph.op('Cast', [dy], { to: type });
  }),
};
