import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { curvesSvg } from './curves';
import { readLog } from './log';
import { writeEncoder } from './readout';
import { LOSSES } from './batch';
import { RECIPE, train } from './train';

/**
 * Trains an encoder and writes it with its card:
 *
 *     npm run train-encoder -- [--variant all|supervised|self-supervised|untrained] [--steps N] [--seed N] [--pool N]
 *                              [--threads N] [--run FOLDER] [--out FOLDER] [--id ID]
 *
 * `--run` keeps the checkpoint and the log: started again with the same one, a run goes on where it was.
 */
const VARIANTS = {
  all: {
    losses: LOSSES,
    description: 'Every question at once: real and rendered galaxies, labels, measures and self-supervision.',
  },
  supervised: { losses: ['classes'], description: 'Galaxy Zoo 1 classes alone.' },
  'self-supervised': { losses: ['views'], description: 'Two views of each picture alone, without labels.' },
  untrained: { losses: [], description: 'The architecture with the weights it begins with.' },
} as const;

const SOURCE =
  'Trained for Morphoscope on SDSS colour cutouts with Galaxy Zoo 1 classes (Lintott et al. 2011), Euclid Q1 VIS cutouts, and synthetic galaxies. It never saw Galaxy Zoo 2 labels, ring-galaxy tags or MiraBest.';

const { values: options } = parseArgs({
  options: {
    variant: { type: 'string', default: 'all' },
    steps: { type: 'string', default: String(RECIPE.steps) },
    seed: { type: 'string', default: String(RECIPE.seed) },
    pool: { type: 'string', default: String(RECIPE.pool) },
    threads: { type: 'string', default: '2' },
    run: { type: 'string', default: 'encoder-training/run' },
    out: { type: 'string' },
    id: { type: 'string', default: 'morphoscope-1' },
  },
});

async function main(): Promise<void> {
  const variant = VARIANTS[options.variant as keyof typeof VARIANTS] as (typeof VARIANTS)['all'] | undefined;
  if (!variant) throw new Error(`there is no variant "${options.variant}", only ${Object.keys(VARIANTS).join(', ')}`);
  const recipe = {
    ...RECIPE,
    steps: Number(options.steps),
    seed: Number(options.seed),
    pool: Number(options.pool),
    losses: variant.losses,
    // What is added has answers of its own: without them it would be a galaxy of the wrong class.
    ...(options.variant === 'all' ? {} : { overlaid: 0, added: 0 }),
  };
  if (variant.losses.length > 0) await train(recipe, options.run, Number(options.threads));
  const network = path.join(options.run, 'network.onnx');
  await writeEncoder(
    variant.losses.length > 0 ? fs.readFileSync(network) : undefined,
    recipe.seed,
    options.out ?? path.join(options.run, 'encoder'),
    { id: options.id, name: 'Morphoscope encoder', description: variant.description, source: SOURCE },
  );
  const log = path.join(options.run, 'log.csv');
  if (fs.existsSync(log))
    fs.writeFileSync(path.join(options.run, 'curves.svg'), curvesSvg(readLog(fs.readFileSync(log, 'utf8'))));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
