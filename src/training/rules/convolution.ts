import { TrainingError } from '../errors';
import { inputGradient } from './conv-input';
import { convGeometry, pixelsFirstGeometry } from './conv-geometry';
import { weightGradient } from './conv-weight';
import { depthwiseInput, depthwiseWeight, isDepthwise } from './depthwise';
import type { Rule, Rules } from './rule';
import { filtersOf, winogradGradients } from './winograd';

/**
 * Y = W * X + b. db sums dY over images and pixels; dW and dX are correlations too, for which the files beside this one
 * choose operators that are fast on a processor.
 */
const conv: Rule = ({ graph, step, shape, x, give, dy }) => {
  const [image, weights] = [shape(0), shape(1)];
  if (image.length !== 4) throw new TrainingError(`Conv ${step.name} is not over two spatial axes`);
  const geometry = convGeometry(step, image, weights);
  if (step.inputs[2]) give(2, () => graph.sum(dy, [0, 2, 3]));
  if (isDepthwise(geometry)) {
    give(1, () => depthwiseWeight(graph, x(0), dy, geometry));
    give(0, () => depthwiseInput(graph, x(1), dy, geometry));
  } else {
    give(1, () => weightGradient(graph, x(0), dy, geometry));
    give(0, () => inputGradient(graph, x(1), dy, geometry));
  }
};

/** The same of images [H, W, N, C], pixels first, that has filters. */
const pixelsFirst: Rule = ({ graph, step, shape, x, give, dy }) => {
  const filters = filtersOf(pixelsFirstGeometry(step, shape(0), shape(1)))!;
  const gradients = winogradGradients(graph, x(0), x(1), dy, filters);
  if (step.inputs[2]) give(2, () => graph.sum(dy, [0, 1, 2]));
  give(1, gradients.kernel);
  give(0, gradients.input);
};

/** '@Conv' is a convolution that the forward pass computes in another way; its attributes are those of Conv. */
export const CONVOLUTION: Rules = { Conv: conv, '@Conv': conv, '@Winograd': pixelsFirst };
