import { floatsOf, floatTensor, type Model } from '../src/onnx';
import { isWeight } from './encoder-graph';

/**
 * The network whose weights are the means of networks that went on from one another: as they have not gone far, it is as good as
 * either or better (Wortsman et al. 2022, arXiv:2203.05482). What is no weight, or
 * what another lacks, is the first one's.
 * @param networks at least one, of one architecture.
 */
export function meanOf(networks: readonly Model[]): Model {
  const [first, ...others] = networks;
  const initializers = new Map(first.graph.initializers);
  for (const [name, tensor] of first.graph.initializers) {
    const same = others.map(({ graph }) => graph.initializers.get(name));
    if (!isWeight(name) || !same.every((one) => one?.dims.join() === tensor.dims.join())) continue;
    const sum = floatsOf(tensor).slice();
    for (const one of same) floatsOf(one!).forEach((value, i) => (sum[i] += value));
    initializers.set(
      name,
      floatTensor(
        name,
        sum.map((value) => value / networks.length),
        tensor.dims,
      ),
    );
  }
  return { ...first, graph: { ...first.graph, initializers } };
}
