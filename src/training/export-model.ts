import { floatTensor, type Model } from '../onnx';
import { TrainingError } from './errors';
import { untied } from './forward';

/**
 * The forward model with other weights. Initializers that the exporter merged because they were equal are apart again, since
 * training moves each on its own. The weights are views of what is given, not copies.
 */
export function exportModel(model: Model, weights: ReadonlyMap<string, Float32Array>): Model {
  const { nodes, initializers } = untied(model);
  for (const [name, values] of weights) {
    const tensor = initializers.get(name);
    if (!tensor) throw new TrainingError(`the model has no weight ${name}`);
    initializers.set(name, floatTensor(name, values, tensor.dims));
  }
  return { ...model, graph: { ...model.graph, nodes, initializers } };
}
