import { elements, floatTensor, type Model } from '../../../onnx';
import { Random } from '../../../random';
import type { EncoderBlock } from './blocks';

/** An encoder with weights drawn anew: matrices after He et al. 2015, gains 1, biases 0. */
export function reinitialised(encoder: Model, allBlocks: readonly EncoderBlock[], seed: number): Model {
  const random = new Random(seed, 23);
  const { initializers } = encoder.graph;
  const weights = new Map<string, Float32Array>();
  for (const name of allBlocks.flatMap((block) => block.weights)) {
    const { dims } = initializers.get(name)!;
    const matrix = dims.filter((dim) => dim > 1).length > 1;
    const deviation = Math.sqrt(2 / elements(dims.slice(1)));
    const constant = /(gain|norm.*weight|gamma|weight)$/i.test(name) && !/bias$/i.test(name) ? 1 : 0;
    weights.set(
      name,
      Float32Array.from({ length: elements(dims) }, () => (matrix ? deviation * random.gaussian() : constant)),
    );
  }
  return {
    ...encoder,
    graph: {
      ...encoder.graph,
      initializers: new Map(
        [...initializers].map(([name, tensor]) => [name, weights.has(name) ? floatTensor(name, weights.get(name)!, tensor.dims) : tensor]), // prettier-ignore
      ),
    },
  };
}
