import type { GraphBuilder, Model } from '../src/onnx';
import { NetworkBuilder } from '../src/training';
import { EquivariantLayers } from './equivariant';
import { weightsWithin } from './efficientnet-lite';
import { DARKEST_WHITE, LOWEST, RANGE, type Resolution } from './frame';
import { CLASSES, coarse, trunk } from './network';
import { colours, photometry } from './photometry';
import { photographsTrunk } from './photographs-network';
import { ODD, QUESTIONS, type Question } from './synthetic/questions';

/** The parts that a representation is made of, by the names of their outputs. */
export const PARTS = ['learned', 'detailed', 'told', 'oddness', 'pooled', 'shape', 'colour'] as const;
export type Part = (typeof PARTS)[number];
/**
 * Questions whose answers are told at several levels beside the log odds: what people search for and label. One dimension among
 * 256 is found by no classifier of a few dozen labels.
 */
const LEVELLED: readonly Question[] = [...ODD, 'odd', 'overlap', 'clumps', 'bar-strong', 'arms', 'edge-on', 'featured'];
/** In log odds: 2, 5, 12, 27, 50 and 73 in a hundred say yes. */
const LEVELS = [-4, -3, -2, -1, 0, 1];
/** In log odds: axis ratios of .2, .35, .5, .65, .8 and .9. */
const AXIS_RATIOS = [-1.4, -0.6, 0, 0.6, 1.4, 2.2];
/** Answers that are a part of their own, so that odd galaxies are near each other whatever else they are. */
const ODDNESS: readonly Question[] = ['odd', 'ring', 'merger', 'disturbed', 'tail'];
/** By how much what is told of a level rises per unit of log odds. */
const SLOPE = 0.375;

/** By part; `detailed` is there where a network that photographs taught is. */
export type OfParts<T> = Readonly<Partial<Record<Part, T>>>;

/** An affine map of a part into its place of the representation: `axes` (rows, outputs x inputs) of clip((x - mean) / deviation). */
export interface Readout {
  mean: Float32Array;
  deviation: Float32Array;
  /** In standard deviations; Infinity for none. */
  clip: number;
  axes: Float32Array;
}

/**
 * The whole encoder as one graph of standard operators: the white of the cutout, the networks, their answers, every stage
 * pooled, the photometry, and, given the readouts, the `embedding` of all of them. Input `image`: N x 3 x input x input, the sky at 0,
 * photographs in [0, 1].
 * @param trained the trained networks' weights, by their names: of the equivariant network, which sees coarse pictures, and, where it
 * is among them, of the one that photographs taught, beside it; undefined for the untrained equivariant one of `seed`.
 */
export function encoderGraph(
  trained: Model | undefined,
  seed: number,
  resolution: Resolution,
  readouts?: OfParts<Readout>,
): Model {
  const net = new NetworkBuilder({ seed });
  const { graph } = net;
  const image = net.input('image', [3, resolution.input, resolution.input]);
  const white = whiteOf(net, image, resolution);
  const bright = graph.op('Clip', [graph.div(image, white), graph.constant(LOWEST), graph.constant(LOWEST + RANGE)]);
  const measured = coarse(graph, bright);
  const layers = new EquivariantLayers(net);
  const taught = trained && weightsWithin(trained);
  const beside = taught && photographsTrunk(net, taught, bright);
  const { learned, stages } = trunk(net, beside ? measured : bright);
  const told = (from: string, head: string) => {
    const normal = net.layerNorm(from, { name: `${head}.norm` });
    return {
      answers: net.linear(normal, QUESTIONS.length, { name: `${head}.answers` }),
      classes: net.linear(normal, CLASSES.length, { name: `${head}.classes` }),
    };
  };
  let { answers, classes } = told(learned, 'head');
  if (beside) {
    // In log odds: what is surely so and what is nearly surely so are far apart as probabilities are not.
    const other = told(beside.learned, 'galaxy.head');
    answers = graph.mul(graph.add2(answers, other.answers), 0.5);
    classes = graph.mul(graph.add2(classes, other.classes), 0.5);
  }
  const pooled = net.concat(
    stages.flatMap((stage) => [net.globalAverage(stage), net.globalMax(stage)]).map((map) => layers.invariants(map)),
  );
  const parts: OfParts<string> = {
    learned,
    ...(beside ? { detailed: beside.learned } : {}),
    told: graph.concat(
      [
        answers,
        classes,
        levelled(graph, answersTo(graph, answers, LEVELLED), LEVELS),
        levelled(graph, answersTo(graph, answers, ['axis-ratio']), AXIS_RATIOS),
      ],
      1,
    ),
    oddness: answersTo(graph, answers, ODDNESS),
    pooled: beside ? net.concat([pooled, beside.pooled]) : pooled,
    shape: graph.concat([photometry(graph, measured), graph.unary('Log', graph.reshape(white, [-1, 1]))], 1),
    colour: colours(graph, measured),
  };
  const there = PARTS.filter((part) => parts[part] !== undefined);
  if (readouts)
    net.output(
      'embedding',
      graph.concat(
        there.map((part) => read(net, parts[part]!, readouts[part]!)),
        1,
      ),
    );
  else for (const part of there) net.output(part, parts[part]!);
  net.output('feature_map', stages[stages.length - 1]);
  net.output('answers', graph.unary('Sigmoid', answers));
  net.output('classes', graph.op('Softmax', [classes], { axis: -1 }));
  const model = net.model();
  return trained ? withWeights(model, trained) : model;
}

/** Of [N, QUESTIONS] those to some questions. */
const answersTo = (graph: GraphBuilder, answers: string, questions: readonly Question[]) =>
  graph.gather(
    answers,
    questions.map((question) => QUESTIONS.indexOf(question)),
    1,
  );

/**
 * [N, Q] log odds -> [N, levels x Q], 1 where an answer is well above a level and 0 where it is well below. A ramp, not a sigmoid,
 * whose last bits depend on what is encoded beside a galaxy.
 */
function levelled(graph: GraphBuilder, answers: string, levels: readonly number[]): string {
  const above = levels.map((level) => {
    const ramp = graph.add2(graph.mul(graph.sub(answers, level), SLOPE), 0.5);
    return graph.op('Clip', [ramp, graph.constant(0), graph.constant(1)]);
  });
  return graph.concat(above, 1);
}

/** [N, 1, 1, 1], the brightness that counts as 1: a high percentile of the bands' mean in the middle. */
function whiteOf(net: NetworkBuilder, image: string, { input, whiteSide, whiteRank }: Resolution): string {
  const { graph } = net;
  const from = (input - whiteSide) >> 1;
  const middle = graph.slice(graph.mean(image, [1]), [2, 3], [from, from], [from + whiteSide, from + whiteSide]);
  const flat = graph.reshape(middle, [-1, whiteSide * whiteSide]);
  const [brightest] = graph.node('TopK', [flat, graph.integers([whiteRank + 1])], { axis: -1 }, 2);
  const white = graph.slice(brightest, [1], [whiteRank], [whiteRank + 1]);
  return graph.reshape(graph.op('Max', [white, graph.constant(DARKEST_WHITE)]), [-1, 1, 1, 1]);
}

function read(net: NetworkBuilder, part: string, { mean, deviation, clip, axes }: Readout): string {
  const { graph } = net;
  const inverse = deviation.map((value) => 1 / value);
  let standard = graph.mul(graph.sub(part, graph.constant(mean)), graph.constant(inverse));
  if (Number.isFinite(clip)) {
    standard = graph.op('Clip', [standard, graph.constant(-clip), graph.constant(clip)]);
  }
  return graph.gemm(standard, graph.constant(axes, [axes.length / mean.length, mean.length]), { transB: 1 });
}

/** By its name, of an initializer of a network. */
export const isWeight = (name: string) => /\.(weight|bias|gain)$/.test(name);

/**
 * The weights of a trained network of the same names. What is `fresh` (by its name) may be without, or of another shape.
 * @throws Error where any other is missing or of another shape.
 */
export function withWeights(model: Model, trained: Model, fresh?: RegExp): Model {
  const initializers = new Map(model.graph.initializers);
  for (const [name, tensor] of initializers) {
    if (!isWeight(name)) continue;
    const found = trained.graph.initializers.get(name);
    const fits = found?.dims.join() === tensor.dims.join();
    if (!fits && fresh?.test(name)) continue;
    if (!found || !fits) throw new Error(`the trained network has no weights ${name}`);
    initializers.set(name, found);
  }
  return { ...model, graph: { ...model.graph, initializers } };
}
