import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readEncoder } from '../../src/encoder';
import { classicalMethod } from './classical';
import { chances, evaluate, type Representations } from './evaluate';
import { readGalaxies, type Galaxy } from './galaxies';
import { invariance, invarianceCases } from './invariance';
import { DATA, SETS } from './labels';
import { readMatrices, writeMatrices } from './matrices';
import { encoderMethods, pixelMethods, type Method } from './methods';
import { markdownTable, type Column } from './table';

/**
 * Measures how good representations are on real galaxies that nothing was trained on, and what leaves them unchanged:
 *
 *     npm run quality -- [--encoder FOLDER]... [--only NAME] [--keep FOLDER]
 *     node --import tsx bench/quality/main.ts --matrix FOLDER
 *
 * Without `--matrix`: the bundled encoder, those of `encoder-training/variants/` and of `--encoder` (folders with a
 * card.json), and the principal components of raw pixels, each with one view and with eight; classical measures of shape. `--only` takes the methods
 * whose name begins so; `--keep` writes each method's matrices into a folder, where `--matrix` finds them.
 */
const ROOT = path.resolve(__dirname, '../..');
const RESULTS = path.join(ROOT, 'bench/results');
const BATCH = 64;

const { values: options } = parseArgs({
  options: {
    matrix: { type: 'string', multiple: true },
    encoder: { type: 'string', multiple: true },
    only: { type: 'string' },
    keep: { type: 'string' },
  },
});

async function main(): Promise<void> {
  if (!fs.existsSync(DATA)) {
    console.log(`The labelled galaxies are not in ${DATA}: nothing to measure.`);
    return;
  }
  const chance = { name: 'chance', values: chances() };
  if (options.matrix) {
    const columns = options.matrix.map((folder) => ({
      name: path.basename(folder),
      values: evaluate(readMatrices(folder)),
    }));
    console.log(markdownTable([chance, ...columns]));
    return;
  }
  const methods = (await allMethods()).filter(({ name }) => name.startsWith(options.only ?? ''));
  const representations = await represent(methods);
  const cases = await invarianceCases();
  const quality: Column[] = [chance];
  const invariances: Column[] = [];
  for (const [i, method] of methods.entries()) {
    if (options.keep) writeMatrices(path.join(options.keep, method.name.replace(/\W+/g, '-')), representations[i]);
    quality.push({ name: method.name, values: evaluate(representations[i]) });
    invariances.push({ name: method.name, values: await invariance(method, cases, representations[i].gz2!) });
    console.error(`measured ${method.name}`);
  }
  console.log(`${markdownTable(quality)}\n\n${markdownTable(invariances)}`);
  fs.mkdirSync(RESULTS, { recursive: true });
  fs.writeFileSync(path.join(RESULTS, 'quality.json'), JSON.stringify({ quality, invariance: invariances }, null, 2));
}

async function allMethods(): Promise<Method[]> {
  const bundled = path.join(ROOT, 'media/encoders');
  const variants = path.join(ROOT, 'encoder-training/variants');
  const inside = (folder: string) =>
    fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
  const folders = [...inside(bundled), ...inside(variants), ...(options.encoder ?? [])].filter((folder) =>
    fs.existsSync(path.join(folder, 'card.json')),
  );
  const encoders = await Promise.all(folders.map((folder) => encoderMethods(path.basename(folder), folder)));
  const { card } = await readEncoder(folders[0]);
  // Both look at training galaxies first: not for nothing.
  const wanted = (name: string) => !options.only || name.startsWith(options.only) || options.only.startsWith(name);
  const pixels = wanted('raw-pixel PCA') ? await pixelMethods(card) : [];
  const classical = wanted('classical morphology') ? [await classicalMethod()] : [];
  return [...encoders.flat(), ...pixels, ...classical];
}

/** Every file is decoded once, for all methods. */
async function represent(methods: readonly Method[]): Promise<Representations[]> {
  const found = methods.map((): Record<(typeof SETS)[number], Float32Array[]> => ({
    gz2: [],
    rings: [],
    mirabest: [],
  }));
  for (const set of SETS) {
    let batch: Galaxy[] = [];
    const flush = async () => {
      for (const [i, method] of methods.entries()) found[i][set].push(...(await method.represent(batch)));
      batch = [];
    };
    for await (const galaxy of readGalaxies(set)) {
      batch.push(galaxy);
      if (batch.length === BATCH) await flush();
    }
    if (batch.length > 0) await flush();
  }
  return found;
}

void main();
