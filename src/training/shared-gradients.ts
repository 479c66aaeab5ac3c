import { elements } from '../onnx';
import type { WeightUse } from './forward';

/** Neurons of a weight that learn as one: of each place along `axis` its group. */
export interface SharedGradient {
  readonly axis: number;
  readonly groups: Int32Array;
}

/**
 * Gives all members of a group the mean of their gradients, in place, so that a step moves them alike and a layer has as many
 * degrees of freedom as groups ("a single gradient to all of the neuron parameters that belong to the same group": Yoo et
 * al. 2018, arXiv:1710.02277).
 * @param gradient of the weight, row-major
 * @throws RangeError where the groups are not as many as places along the axis
 */
export function shareGradient(
  gradient: Float32Array,
  { name, dims }: Pick<WeightUse, 'name' | 'dims'>,
  { axis, groups }: SharedGradient,
): void {
  const places = dims[axis];
  if (groups.length !== places) throw new RangeError(`${name} has ${places} neurons, not ${groups.length}`);
  const inner = elements(dims.slice(axis + 1));
  const outer = elements(dims.slice(0, axis));
  const count = Math.max(...groups) + 1;
  const sizes = new Int32Array(count);
  for (const group of groups) sizes[group]++;
  const sums = new Float64Array(count * inner);
  for (let o = 0; o < outer; o++) {
    const start = o * places * inner;
    sums.fill(0);
    for (let p = 0; p < places; p++)
      for (let i = 0; i < inner; i++) sums[groups[p] * inner + i] += gradient[start + p * inner + i];
    for (let p = 0; p < places; p++)
      for (let i = 0; i < inner; i++) gradient[start + p * inner + i] = sums[groups[p] * inner + i] / sizes[groups[p]];
  }
}
