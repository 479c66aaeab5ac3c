import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BUNDLED_ENCODER } from '../src/encoder/bundled';
import { decodeModel, type Model } from '../src/onnx';
import { curvesSvg } from './curves';
import { readLog } from './log';
import { writeEncoder } from './readout';
import { LOSSES, type Recipe } from './batch';
import { resolutionOf } from './frame';
import { photographsWeights } from './photographs';
import {
  type Begin,
  equivariant,
  FINER,
  PHOTOGRAPHS,
  RECIPE,
  SECOND_STAGE,
  taughtByGalaxies,
  taughtByPhotographs,
  train,
} from './train';

// What is added has answers of its own: without them it would be a galaxy of the wrong class.
const UNCHANGED = { overlaid: 0, added: 0, seen: 0 };

/**
 * Trains an encoder and writes it with its card:
 *
 *     npm run train-encoder -- [--variant bundled|all|supervised|self-supervised|untrained|finer|photographs] [--steps N] [--seed N] [--pool N]
 *                              [--held-out N] [--threads N] [--run FOLDER] [--out FOLDER] [--id ID] [--network FILE]
 *                              [--start FILE] [--after FILE] [--seen SHARE] [--peak-rate RATE]
 *
 * `--held-out N` keeps every N-th real galaxy from the training, for judging choices by.
 * `bundled` goes on from the ONNX file `--after`, a network of an earlier run, with what was seen on contact sheets; `all` begins anew.
 * `finer` goes on from the ONNX file `--start`, the bundled encoder's unless told, with finer pictures.
 * `photographs` trains another network, which begins as photographs taught it (downloaded into `--run`), and writes both into
 * one encoder: it, and beside it the equivariant one of `--start`. With `--after` a run goes on from an earlier one's ONNX file instead.
 * `--seen` is the share of real galaxies that are drawn for what was seen in them on contact sheets; 0 trains without those answers.
 * `--network` trains nothing: it takes the weights of encoders' ONNX files (or runs') and writes a readout for them.
 * `--run` keeps the checkpoint and the log: started again with the same one, a run goes on where it was.
 */
const VARIANTS = {
  bundled: {
    recipe: { losses: LOSSES, ...SECOND_STAGE },
    description:
      'Every question at once: real and rendered galaxies, labels, what was seen of them, measures and self-supervision.',
  },
  all: {
    recipe: { losses: LOSSES },
    description: 'Every question at once: real and rendered galaxies, labels, measures and self-supervision.',
  },
  supervised: {
    recipe: { losses: ['classes'], gz1: 92, euclid: 0, synthetic: 0, pool: 0, replaced: 0, ...UNCHANGED },
    description: 'Galaxy Zoo 1 classes alone.',
  },
  'self-supervised': {
    recipe: { losses: ['views'], ...UNCHANGED },
    description: 'Two views of each picture alone, without labels.',
  },
  untrained: { recipe: { losses: [] }, description: 'The architecture with the weights it begins with.' },
  finer: {
    recipe: FINER,
    description: 'Every question at once, pictures of 96 pixels, from a network trained on 64.',
  },
  photographs: {
    recipe: PHOTOGRAPHS,
    description: 'Every question at once, pictures of 96 pixels, from a network that photographs taught.',
  },
} satisfies Record<string, { recipe: Partial<Recipe>; description: string }>;

const SOURCE =
  'Trained for Morphoscope on SDSS colour cutouts with Galaxy Zoo 1 classes (Lintott et al. 2011), Euclid Q1 VIS cutouts, answers of a vision-language model (Claude) that looked at both, and synthetic galaxies. It never saw Galaxy Zoo 2 labels, ring-galaxy tags or MiraBest.';

const SOURCES: Readonly<Record<string, string>> = {
  bundled: SOURCE,
  all: SOURCE,
  finer: SOURCE,
  photographs: `${SOURCE} One of its two networks began as EfficientNet-Lite0 (Tan and Le 2019; Google, Apache-2.0), which photographs of ImageNet had taught.`,
};

/** The network that the bundled one goes on from. */
const FIRST_STAGE = path.resolve(__dirname, '../../encoder-training/bundled/first/encoder.onnx');

const COMPARED = 'Made to be compared with the bundled encoder, of the same architecture and readout.';

const { values: options } = parseArgs({
  options: {
    variant: { type: 'string', default: 'bundled' },
    steps: { type: 'string' },
    seed: { type: 'string' },
    pool: { type: 'string' },
    'held-out': { type: 'string', default: String(RECIPE.heldOut) },
    threads: { type: 'string', default: '2' },
    run: { type: 'string', default: 'encoder-training/run' },
    out: { type: 'string' },
    id: { type: 'string', default: BUNDLED_ENCODER },
    network: { type: 'string', multiple: true },
    after: { type: 'string' },
    seen: { type: 'string' },
    'peak-rate': { type: 'string' },
    start: {
      type: 'string',
      default: path.resolve(__dirname, '../../media/encoders', BUNDLED_ENCODER, 'encoder.onnx'),
    },
  },
});

async function main(): Promise<void> {
  const variant: { recipe: Partial<Recipe>; description: string } | undefined =
    VARIANTS[options.variant as keyof typeof VARIANTS];
  if (!variant) throw new Error(`there is no variant "${options.variant}", only ${Object.keys(VARIANTS).join(', ')}`);
  const heldOut = Number(options['held-out']);
  if (!Number.isInteger(heldOut) || heldOut < 0 || heldOut === 1)
    throw new Error(`--held-out takes 0 (train on all) or a whole number from 2, not "${options['held-out']}"`);
  const recipe = {
    ...RECIPE,
    ...variant.recipe,
    ...(options.steps === undefined ? {} : { steps: Number(options.steps) }),
    ...(options.pool === undefined ? {} : { pool: Number(options.pool) }),
    ...(options['peak-rate'] === undefined ? {} : { peakRate: Number(options['peak-rate']) }),
    ...(options.seen === undefined ? {} : { seen: Number(options.seen) }),
    ...(options.seed === undefined ? {} : { seed: Number(options.seed) }),
    heldOut,
  };
  const trained = recipe.losses.length > 0;
  const photographs = options.variant === 'photographs';
  const start = photographs || options.variant === 'finer' ? options.start : undefined;
  if (trained && options.network === undefined) {
    await train(recipe, options.run, Number(options.threads), await beginning(photographs, start));
  }
  const networks = options.network ?? [path.join(options.run, 'network.onnx'), ...(photographs ? [options.start] : [])];
  await writeEncoder(
    trained ? weightsOf(networks) : undefined,
    recipe.seed,
    resolutionOf(recipe.input),
    options.out ?? path.join(options.run, 'encoder'),
    {
      id: options.id,
      name: 'Morphoscope encoder',
      description: variant.description,
      source: SOURCES[options.variant] ?? COMPARED,
    },
  );
  const log = path.join(options.run, 'log.csv');
  if (options.network === undefined && fs.existsSync(log))
    fs.writeFileSync(path.join(options.run, 'curves.svg'), curvesSvg(readLog(fs.readFileSync(log, 'utf8'))));
}

async function beginning(photographs: boolean, start: string | undefined): Promise<Begin> {
  const after = options.after ?? (options.variant === 'bundled' ? FIRST_STAGE : undefined);
  if (!photographs) return equivariant(after ?? start);
  return after === undefined ? taughtByPhotographs(await photographsWeights(options.run)) : taughtByGalaxies(after);
}

/** The weights of ONNX files together; of one name those of the first that has it. */
function weightsOf(files: readonly string[]): Model {
  const models = files.map((file) => decodeModel(fs.readFileSync(file)));
  const initializers = new Map(models.toReversed().flatMap(({ graph }) => [...graph.initializers]));
  return { ...models[0], graph: { ...models[0].graph, initializers } };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
