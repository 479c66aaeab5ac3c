import assert from 'node:assert';
import { meanOf } from '../../../encoder-training/mean-of-networks';
import { floatsOf, floatTensor, GraphBuilder, type Model } from '../../../src/onnx';

function network(weights: Readonly<Record<string, readonly number[]>>): Model {
  const graph = new GraphBuilder(17);
  graph.output('sum', graph.input('image', [-1, 2]));
  for (const [name, values] of Object.entries(weights))
    graph.initializer(floatTensor(name, Float32Array.from(values), [values.length]));
  return graph.model();
}

const weightsOf = ({ graph }: Model) =>
  Object.fromEntries([...graph.initializers].map(([name, tensor]) => [name, Array.from(floatsOf(tensor))]));

describe('the mean of networks', () => {
  it('has the mean of each weight, and what is no weight or is not everywhere from the first', () => {
    const first = network({ 'a.weight': [1, 2], 'a.bias': [4], 'head.weight': [7], axes: [3] });
    const second = network({ 'a.weight': [3, 0], 'a.bias': [5], axes: [9] });
    const third = network({ 'a.weight': [5, 7], 'a.bias': [6], 'head.weight': [1, 1], axes: [9] });

    assert.deepStrictEqual(weightsOf(meanOf([first, second, third])), {
      'a.weight': [3, 3],
      'a.bias': [5],
      'head.weight': [7],
      axes: [3],
    });
    assert.deepStrictEqual(weightsOf(first)['a.weight'], [1, 2]);
  });

  it('is the network itself where there is but one', () => {
    const one = network({ 'a.weight': [1, 2] });
    assert.deepStrictEqual(weightsOf(meanOf([one])), weightsOf(one));
  });
});
