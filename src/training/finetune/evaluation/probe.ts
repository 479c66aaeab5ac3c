import { type Model, varyingTensors } from '../../../onnx';
import type { ModelCard } from '../../../encoder';
import { type Estimate, groupBootstrap, Matrix } from '../../../statistics';
import type { Scaling } from '../../heads/feature-space';
import { encoderParts } from '../learners/blocks';
import type { Control } from '../control';
import { crossValidate } from './cross-validate';
import { runNetwork } from '../data/feeds';
import type { Labelled } from '../data/labelled';
import { LinearLearner } from '../learners/linear-learner';
import { firstMeasure, measuresOf } from './measures';
import { outerParts } from '../data/splits';
import { defaultOptions } from '../options';
import { pixelFeatures } from '../data/pixels';

export interface Probed {
  readonly block: string;
  readonly features: number;
  readonly score: Estimate;
}

const RESAMPLES = 1000;
const INNER_FOLDS = 3;

/**
 * Linear heads on each block's output, pooled over the image (mean and maximum of each channel), on the same parts: which depth
 * holds the answer (Alain and Bengio 2016, arXiv:1610.01644). Before them the pixels, after them the representation.
 * @param inputs galaxies x channels x size x size
 * @param onBlock how many of all are done
 */
export async function probeBlocks(
  labelled: Labelled,
  inputs: Float32Array,
  representations: Matrix,
  { encoder, card, folds, seed, threads }: { readonly encoder: Model; readonly card: ModelCard; readonly folds: number; readonly seed: number; readonly threads: number }, // prettier-ignore
  control: Control,
  onBlock: (done: number, total: number) => void,
): Promise<Probed[]> {
  const { channels, size, name } = card.input;
  const outputs = blockOutputs(encoder, card.outputs.embedding);
  const pooled = await pooledFeatures(encoder, outputs, { name, channels, size, inputs }, threads, control);
  const layers: { block: string; features: Matrix; scaling?: Scaling }[] = [
    { block: 'pixels', features: pixelFeatures(inputs, channels, size), scaling: 'together' },
    ...pooled,
    { block: 'representation', features: representations },
  ];
  const parts = outerParts(labelled, { ...defaultOptions(labelled.galaxies.length), folds, seed });
  const probed: Probed[] = [];
  for (const { block, features, scaling } of layers) {
    const learner = new LinearLearner(labelled, features, {
      balanced: true,
      seed,
      control,
      scaling,
      innerFolds: INNER_FOLDS,
    });
    const tested = await crossValidate(labelled, parts, learner, (p) => `${block}, part ${p + 1}`);
    const groups = tested.rows.map((i) => labelled.groups[i]);
    const measure = measuresOf(labelled.task, tested.outputs, tested.values, labelled.targets.pick(tested.rows));
    const first = firstMeasure(labelled.task);
    const { [first]: score } = groupBootstrap(
      groups,
      (weights) => ({ [first]: measure(weights)[first] }),
      RESAMPLES,
      seed,
    );
    probed.push({ block, features: features.columns, score });
    onBlock(probed.length, layers.length);
  }
  return probed;
}

/** Of each block the tensor that weights of a later block are applied to, the last one where there are several. The last block's is the representation. */
function blockOutputs(encoder: Model, embedding: string): { block: string; tensor: string }[] {
  const { graph } = encoder;
  const blocks = encoderParts(encoder, embedding);
  const blockOf = new Map(blocks.flatMap(({ weights }, b) => weights.map((weight) => [weight, b] as const)));
  const varying = varyingTensors(graph);
  /** The last block whose weights have made a tensor. */
  const depth = new Map<string, number>();
  const read = new Map<number, string>();
  for (const { inputs, outputs } of graph.nodes) {
    const of = (input: string) => blockOf.get(input) ?? depth.get(input) ?? -1;
    const to = Math.max(-1, ...inputs.map(of));
    // What a weight is applied to: not what a block's output is pooled and joined with for the embedding.
    const weighs = Math.max(-1, ...inputs.filter((input) => !varying.has(input)).map(of));
    for (const output of outputs) depth.set(output, to);
    for (const input of inputs) {
      const from = depth.get(input);
      if (from !== undefined && from >= 0 && from < weighs && varying.has(input)) read.set(from, input);
    }
  }
  const end = blocks.length - 1;
  return blocks.flatMap(({ name }, b) => {
    const tensor = b === end ? undefined : read.get(b);
    return tensor === undefined ? [] : [{ block: name, tensor }];
  });
}

async function pooledFeatures(
  encoder: Model,
  wanted: readonly { block: string; tensor: string }[],
  { name, channels, size, inputs }: { name: string; channels: number; size: number; inputs: Float32Array },
  threads: number,
  control: Control,
): Promise<{ block: string; features: Matrix }[]> {
  const { graph } = encoder;
  const model: Model = {
    ...encoder,
    graph: {
      ...graph,
      outputs: [...new Set(wanted.map(({ tensor }) => tensor))].map((tensor) => ({
        name: tensor,
        type: 1,
        dims: null,
      })),
    },
  };
  const images = { shapes: new Map([[name, [-1, channels, size, size]]]), values: new Map([[name, inputs]]) };
  const { shapes, values } = await runNetwork(model, images, threads, control, pool);
  return wanted.map(({ block, tensor }) => {
    const all = values.get(tensor)!;
    const [, columns] = shapes.get(tensor)!;
    return { block, features: new Matrix(all.length / columns, columns, Float64Array.from(all)) };
  });
}

/** Mean and maximum over the pixels of N x channels x height x width; other shapes as they are. */
function pool(values: Float32Array, dims: readonly number[]): { values: Float32Array; dims: readonly number[] } {
  if (dims.length !== 4) return { values, dims: [dims[0], values.length / dims[0]] };
  const [rows, channels, height, width] = dims;
  const plane = height * width;
  const out = new Float32Array(rows * channels * 2);
  for (let i = 0; i < rows * channels; i++) {
    let [sum, most] = [0, -Infinity];
    for (let p = i * plane; p < (i + 1) * plane; p++) {
      sum += values[p];
      if (values[p] > most) most = values[p];
    }
    const [row, c] = [Math.floor(i / channels), i % channels];
    out[row * 2 * channels + c] = sum / plane;
    out[row * 2 * channels + channels + c] = most;
  }
  return { values: out, dims: [rows, 2 * channels] };
}
