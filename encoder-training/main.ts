import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BUNDLED_ENCODER } from '../src/encoder/bundled';
import { encodeModel, type Model } from '../src/onnx';
import { type Begin, equivariant, taughtByGalaxies, taughtByPhotographs } from './begin';
import { curvesSvg } from './curves';
import { resolutionOf } from './frame';
import { readLog } from './log';
import { narrowed, readNetwork } from './narrow';
import { photographsWeights } from './photographs';
import { writeEncoder } from './readout';
import type { Recipe } from './recipe';
import { ENDS, STAGES } from './stages';
import { train } from './train';
import { VARIANTS } from './variants';

/**
 * Trains the bundled encoder, one run after the other (`stages.ts`), and writes it with its card:
 *
 *     npm run train-encoder -- [--from STAGE] [--run FOLDER] [--out FOLDER] [--id ID] [--threads N]
 *
 * `--from` begins with a later run; the networks of those before it are then taken from `--run`, or as they were kept.
 * Every run keeps its checkpoint, log and curves in a folder of `--run`: started again with the same one, it goes on where it was.
 *
 *     npm run train-encoder -- --variant all|supervised|self-supervised|untrained|finer|photographs
 *                              [--steps N] [--seed N] [--pool N] [--held-out N] [--seen SHARE] [--peak-rate RATE]
 *                              [--start FILE] [--after FILE] [--network FILE]... [--run FOLDER] [--out FOLDER] [--id ID] [--threads N]
 *
 * trains an encoder to compare with (`variants.ts`) by a run of its own.
 *
 * `--held-out N` keeps every N-th real galaxy from the training, for judging choices by.
 * `--seen` is the share of real galaxies that are drawn for what was seen in them on contact sheets; 0 trains without those answers.
 * `--after` is the ONNX file of a network, or of an encoder, that the run goes on with; `finer` begins with that of `--start`.
 * `photographs` writes both networks into one encoder: its own, and beside it the equivariant one of `--start`.
 * `--network` trains nothing: it takes the weights of encoders' ONNX files (or runs') and writes a readout for them, with the galaxies that
 * `--seed` draws, also without `--variant`.
 *
 *     npm run train-encoder -- --narrow FOLDER --out FOLDER
 *
 * trains nothing either: it writes an encoder to keep, its large constants in float16, with the same card.
 */
const { values: options } = parseArgs({
  options: {
    variant: { type: 'string' },
    from: { type: 'string' },
    steps: { type: 'string' },
    seed: { type: 'string' },
    pool: { type: 'string' },
    'held-out': { type: 'string', default: '0' },
    threads: { type: 'string', default: '2' },
    run: { type: 'string', default: 'encoder-training/run' },
    out: { type: 'string' },
    id: { type: 'string', default: BUNDLED_ENCODER },
    network: { type: 'string', multiple: true },
    after: { type: 'string' },
    seen: { type: 'string' },
    'peak-rate': { type: 'string' },
    start: { type: 'string' },
    narrow: { type: 'string' },
  },
});

/** From the built script. */
const ROOT = path.resolve(__dirname, '../..');

const SOURCE =
  'Trained for Morphoscope on SDSS colour cutouts with Galaxy Zoo 1 classes (Lintott et al. 2011), Euclid Q1 VIS cutouts, answers of a vision-language model (Claude) that looked at both, and synthetic galaxies. It never saw Galaxy Zoo 2 labels, ring-galaxy tags or MiraBest. One of its two networks began as EfficientNet-Lite0 (Tan and Le 2019; Google, Apache-2.0), which photographs of ImageNet had taught.';
const COMPARED = 'Made to be compared with the bundled encoder.';

async function main(): Promise<void> {
  if (options.narrow !== undefined) keepNarrow(options.narrow);
  else if (options.variant === undefined) await bundled();
  else await variant(options.variant);
}

async function bundled(): Promise<void> {
  const first = options.from === undefined ? 0 : STAGES.findIndex(({ name }) => name === options.from);
  if (first < 0)
    throw new Error(`there is no stage "${options.from}", only ${STAGES.map(({ name }) => name).join(', ')}`);
  for (const { name, after, photographs, recipe } of options.network ? [] : STAGES.slice(first)) {
    console.log(`${name}:`);
    const folder = path.join(options.run, name);
    await train(recipe, folder, Number(options.threads), await beginning(photographs, after.map(networkOf)));
    drawCurves(folder);
  }
  const { recipe } = STAGES.find(({ name }) => name === ENDS[0])!;
  await write(
    options.network ?? ENDS.map(networkOf),
    { ...recipe, ...number(options.seed, 'seed') },
    {
      description:
        'Every question at once: real and rendered galaxies, labels, what was seen of them, measures and self-supervision.',
      source: SOURCE,
    },
  );
}

/** @param start the files of networks to go on with, if any. */
async function beginning(photographs: boolean, start: readonly string[]): Promise<Begin> {
  if (!photographs) return equivariant(start);
  return start.length > 0 ? taughtByGalaxies(start) : taughtByPhotographs(await photographsWeights(options.run));
}

/** The file of a stage's network: of this run, or as it was kept, by itself or in the bundled encoder. */
function networkOf(stage: string): string {
  const kept = stage === ENDS[0] ? ['media/encoders', BUNDLED_ENCODER] : ['encoder-training/stages', stage];
  const files = [path.join(options.run, stage, 'network.onnx'), path.join(ROOT, ...kept, 'encoder.onnx')];
  const file = files.find((one) => fs.existsSync(one));
  if (!file)
    throw new Error(`the network of "${stage}" is neither in ${options.run} nor kept: begin with --from ${stage}`);
  return file;
}

const number = (text: string | undefined, key: keyof Recipe) => (text === undefined ? {} : { [key]: Number(text) });

async function variant(name: string): Promise<void> {
  if (!Object.hasOwn(VARIANTS, name))
    throw new Error(`there is no variant "${name}", only ${Object.keys(VARIANTS).join(', ')}`);
  const { recipe: own, photographs, description } = VARIANTS[name];
  const heldOut = Number(options['held-out']);
  if (!Number.isInteger(heldOut) || heldOut < 0 || heldOut === 1)
    throw new Error(`--held-out takes 0 (train on all) or a whole number from 2, not "${options['held-out']}"`);
  const recipe: Recipe = {
    ...own,
    ...number(options.steps, 'steps'),
    ...number(options.pool, 'pool'),
    ...number(options['peak-rate'], 'peakRate'),
    ...number(options.seen, 'seen'),
    ...number(options.seed, 'seed'),
    heldOut,
  };
  const trained = recipe.losses.length > 0;
  const other = () => options.start ?? networkOf(ENDS[1]);
  if (trained && options.network === undefined) {
    const start = options.after ?? (name === 'finer' ? other() : undefined);
    await train(
      recipe,
      options.run,
      Number(options.threads),
      await beginning(photographs === true, start ? [start] : []),
    );
    drawCurves(options.run);
  }
  const networks = options.network ?? [path.join(options.run, 'network.onnx'), ...(photographs ? [other()] : [])];
  await write(trained ? networks : [], recipe, { description, source: photographs ? SOURCE : COMPARED });
}

async function write(
  networks: readonly string[],
  { seed, input }: Recipe,
  words: { description: string; source: string },
): Promise<void> {
  const out = options.out ?? path.join(options.run, 'encoder');
  const network = networks.length > 0 ? weightsOf(networks) : undefined;
  await writeEncoder(network, seed, resolutionOf(input), out, {
    id: options.id,
    name: 'Morphoscope encoder',
    ...words,
  });
}

/** Writes the encoder of a folder with its card, its large constants in half the size. */
function keepNarrow(folder: string): void {
  if (options.out === undefined) throw new Error('--narrow needs --out, the folder to write into');
  const bytes = encodeModel(narrowed(readNetwork(path.join(folder, 'encoder.onnx'))));
  const card = fs.readFileSync(path.join(folder, 'card.json'), 'utf8');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  fs.mkdirSync(options.out, { recursive: true });
  fs.writeFileSync(path.join(options.out, 'encoder.onnx'), bytes);
  fs.writeFileSync(path.join(options.out, 'card.json'), card.replace(/"sha256": "[^"]*"/, `"sha256": "${sha256}"`));
}

function drawCurves(folder: string): void {
  const log = path.join(folder, 'log.csv');
  if (fs.existsSync(log))
    fs.writeFileSync(path.join(folder, 'curves.svg'), curvesSvg(readLog(fs.readFileSync(log, 'utf8'))));
}

/** The weights of ONNX files together; of one name those of the first that has it. */
function weightsOf(files: readonly string[]): Model {
  const models = files.map(readNetwork);
  const initializers = new Map(models.toReversed().flatMap(({ graph }) => [...graph.initializers]));
  return { ...models[0], graph: { ...models[0].graph, initializers } };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
