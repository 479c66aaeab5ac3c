import path from 'node:path';
import { EncoderSession, preprocess, readEncoder, type ModelCard } from '../../src/encoder';
import { readNetwork } from '../../encoder-training/narrow';
import type { Model } from '../../src/onnx';
import { type Estimate, Matrix, spread } from '../../src/statistics';
import { Random } from '../../src/random';
import { Control, defaultOptions, encoderBlocks, type FinetuneOptions, type Labelled, type Learner, LinearLearner, pixelFeatures, strata, type Task } from '../../src/training/finetune'; // prettier-ignore
import { measuresOf } from '../../src/training/finetune/evaluation/measures';
import { NetworkLearner } from '../../src/training/finetune/learners/network-learner';
import { valuesOf } from '../../src/training/finetune/learners/outputs';
import { readGalaxies } from './galaxies';
import { readLabels, type SetName } from './labels';
import type { Column } from './table';

const SIZES: Readonly<Record<SetName, readonly number[]>> = {
  rings: [16, 33, 80, 160],
  mirabest: [16, 33, 80, 160],
  gz2: [16, 33, 80, 160],
};
const THREADS = 2;
const SEED = 1;
/** Blocks that count as the last ones: what makes the embedding of the pooled features, and the head on it. */
const LAST_BLOCKS = 2;
/** Neurons that share a gradient, where they do. */
const NEURONS_PER_GROUP = 4;

/** Ways to learn, the quick ones first. */
export const WAYS = [
  'head',
  'raw pixels',
  'untrained encoder',
  'last blocks',
  'grouped gradients',
  'all blocks',
  'from scratch',
] as const;
export type Way = (typeof WAYS)[number];

interface Set {
  readonly labelled: Labelled;
  readonly inputs: Float32Array;
  readonly representations: Matrix;
  readonly untrained: Matrix;
  readonly pixels: Matrix;
}

/**
 * Balanced accuracy and ROC AUC of each way on a few training galaxies, on all others of the set: the mean over `splits` seeded,
 * stratified splits and between which 95 % of them lie. Nothing of these sets has been used to choose anything.
 */
export async function measureFinetuning(folder: string, ways: readonly Way[], splits: number): Promise<Column[]> {
  const { card, modelFile } = await readEncoder(folder);
  const encoder = readNetwork(modelFile);
  const columns = new Map<Way, Record<string, Estimate>>(ways.map((way) => [way, {}]));
  for (const name of ['rings', 'mirabest', 'gz2'] as const) {
    const set = await readSet(name, card, encoder, folder);
    for (const size of SIZES[name]) {
      for (const way of ways) {
        const [accuracy, area]: [number[], number[]] = [[], []];
        for (let split = 0; split < splits; split++) {
          const { train, test } = draw(set.labelled, size, split);
          const learned = await learnerOf(way, set, card, encoder).fit(train, `${name} ${size} ${split}`);
          const outputs = await learned.outputs(test);
          const values = valuesOf(set.labelled.task, outputs, learned.scaling);
          const measures = measuresOf(set.labelled.task, outputs, values, set.labelled.targets.pick(test));
          const found = measures(new Float64Array(test.length).fill(1));
          accuracy.push(found['balanced accuracy']);
          area.push(found['ROC AUC']);
        }
        columns.get(way)![`${name}, ${size}: balanced accuracy`] = spread(accuracy);
        columns.get(way)![`${name}, ${size}: ROC AUC`] = spread(area);
        console.error(`${name}, ${size}, ${way}: ${spread(accuracy).mean.toFixed(3)}`);
      }
    }
  }
  return [...columns].map(([way, values]) => ({ name: way, values }));
}

/** So many galaxies of all classes in their shares, two of each at least, and all others. */
function draw({ task, targets }: Labelled, size: number, split: number): { train: number[]; test: number[] } {
  const random = new Random(SEED, size, split);
  const stratum = strata({ task, targets });
  const train: number[] = [];
  const places = [...new Set(stratum)].sort().map((s) => random.shuffle([...stratum.keys()].filter((i) => stratum[i] === s))); // prettier-ignore
  for (const own of places) train.push(...own.splice(0, Math.max(2, Math.round((size * own.length) / stratum.length))));
  return { train: train.sort((a, b) => a - b), test: places.flat() };
}

function learnerOf(way: Way, set: Set, card: ModelCard, encoder: Model): Learner {
  const control = new Control();
  const solved = { balanced: true, seed: SEED, control };
  const { labelled } = set;
  if (way === 'head') return new LinearLearner(labelled, set.representations, solved);
  if (way === 'untrained encoder') return new LinearLearner(labelled, set.untrained, solved);
  if (way === 'raw pixels') return new LinearLearner(labelled, set.pixels, { ...solved, scaling: 'together' });
  const allBlocks = encoderBlocks(encoder, card.outputs.embedding);
  const options: FinetuneOptions = {
    ...defaultOptions(labelled.galaxies.length, 'all'),
    neuronsPerGroup: way === 'grouped gradients' ? NEURONS_PER_GROUP : 1,
  };
  return new NetworkLearner(labelled, set.inputs, set.representations, {
    options,
    encoder,
    card,
    allBlocks,
    blocks: way === 'last blocks' || way === 'grouped gradients' ? allBlocks.slice(-LAST_BLOCKS) : allBlocks,
    scratch: way === 'from scratch',
    threads: THREADS,
    control,
    memory: undefined,
    onStep: () => undefined,
  });
}

async function readSet(name: SetName, card: ModelCard, encoder: Model, folder: string): Promise<Set> {
  const { task, classOf } = TARGETS[name];
  const labels = readLabels(name);
  const length = card.input.channels * card.input.size ** 2;
  const kept: { truth: number; input: Float32Array; file: string }[] = [];
  let i = 0;
  for await (const { picture, kind } of readGalaxies(name)) {
    const truth = classOf(labels[i]);
    const { file } = labels[i++];
    if (truth < 0) continue;
    const input = new Float32Array(length);
    preprocess(picture, kind, card, input);
    kept.push({ truth, input, file });
  }
  const inputs = new Float32Array(kept.length * length);
  kept.forEach(({ input }, g) => inputs.set(input, g * length));
  const session = await EncoderSession.load({ card, modelFile: path.join(folder, card.model) }, THREADS);
  const binary = task.kind === 'binary';
  const labelled: Labelled = {
    task,
    galaxies: kept.map(({ file }) => ({ path: file, hdu: 0 })),
    truths: kept.map(({ truth }) => String(truth)),
    targets: Matrix.fromRows(kept.map(({ truth }) => (binary ? [truth] : 'classes' in task ? task.classes.map((_, k) => Number(k === truth)) : []))), // prettier-ignore
    groups: Int32Array.from(kept.keys()),
  };
  const matrix = (values: Float32Array) => new Matrix(kept.length, values.length / kept.length, Float64Array.from(values)); // prettier-ignore
  const representations = matrix(await session.embed(inputs));
  const allBlocks = encoderBlocks(encoder, card.outputs.embedding);
  const random = new NetworkLearner(labelled, inputs, representations, {
    options: defaultOptions(kept.length, 'all'),
    encoder,
    card,
    allBlocks,
    blocks: allBlocks,
    scratch: true,
    threads: THREADS,
    control: new Control(),
    memory: undefined,
    onStep: () => undefined,
  });
  return {
    labelled,
    inputs,
    representations,
    untrained: await random.initialEmbeddings(),
    pixels: pixelFeatures(inputs, card.input.channels, card.input.size),
  };
}

const GZ2 = ['round', 'inbetw', 'cigar', 'edge', 'spiral'];
const TARGETS: Readonly<Record<SetName, { task: Task; classOf: (labels: Record<string, string>) => number }>> = {
  rings: { task: { kind: 'binary', classes: ['0', '1'] }, classOf: ({ ring }) => Number(ring) },
  mirabest: {
    task: { kind: 'binary', classes: ['FRI', 'FRII'] },
    classOf: ({ fr_class: name }) => ['FRI', 'FRII'].indexOf(name),
  },
  gz2: { task: { kind: 'classes', classes: GZ2 }, classOf: ({ class: name }) => GZ2.indexOf(name) },
};
