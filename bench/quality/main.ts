import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readEncoder } from '../../src/encoder';
import { BUNDLED_ENCODER } from '../../src/encoder/bundled';
import { classicalMethod } from './classical';
import { measureFinetuning, type Way, WAYS } from './finetune';
import { chances, evaluate, type Representations } from './evaluate';
import { readGalaxies, type Galaxy } from './galaxies';
import { interest, searchForOdd } from './interest';
import { invariance, invarianceCases } from './invariance';
import { DATA, SETS } from './labels';
import { readMatrices, writeMatrices } from './matrices';
import { encoderMethods, pixelMethods, type Method } from './methods';
import { purity, purityChances } from './purity';
import { markdownTable, type Column } from './table';

/**
 * Measures how good representations are on real galaxies that nothing was trained on, and what leaves them unchanged:
 *
 *     npm run quality -- [--encoder FOLDER]... [--only NAME] [--keep FOLDER] [--interest]
 *     node --import tsx bench/quality/main.ts --matrix FOLDER
 *
 * `--finetune` measures heads and trained blocks on few labels instead (docs/fine-tuning.md), over `--splits` splits, all ways to
 * learn or those of `--ways`, separated by commas: head, raw pixels, untrained encoder, last blocks, grouped gradients (of the last blocks), all blocks, from scratch.
 *
 * Without `--matrix`: the bundled encoder, those of `encoder-training/variants/` and of `--encoder` (folders with a
 * card.json), and the principal components of raw pixels, each with one view and with eight; classical measures of shape. `--only` takes the methods
 * whose name begins so; `--keep` writes each method's matrices into a folder, where `--matrix` finds them. Searches
 * for what interests somebody, and by other methods, take the longest: `--interest` does nothing else.
 */
const ROOT = path.resolve(__dirname, '../..');
const RESULTS = path.join(ROOT, 'bench/results');
const BATCH = 64;
/** All searches take minutes: of what turns no galaxy, the bundled encoder and raw pixels. */
const SEARCHED = /^(morphoscope-|raw-pixel PCA).*, 1 view$/;

const { values: options } = parseArgs({
  options: {
    matrix: { type: 'string', multiple: true },
    encoder: { type: 'string', multiple: true },
    only: { type: 'string' },
    keep: { type: 'string' },
    interest: { type: 'boolean' },
    finetune: { type: 'boolean' },
    splits: { type: 'string', default: '20' },
    ways: { type: 'string' },
  },
});

async function main(): Promise<void> {
  if (!fs.existsSync(DATA)) {
    console.log(`The labelled galaxies are not in ${DATA}: nothing to measure.`);
    return;
  }
  if (options.finetune) {
    const ways = options.ways === undefined ? WAYS : WAYS.filter((way) => options.ways!.split(',').includes(way));
    const folder = options.encoder?.[0] ?? path.join(ROOT, 'media/encoders', BUNDLED_ENCODER);
    const columns = await measureFinetuning(folder, ways satisfies readonly Way[], Number(options.splits));
    console.log(markdownTable(columns));
    fs.mkdirSync(RESULTS, { recursive: true });
    fs.writeFileSync(path.join(RESULTS, 'quality-finetune.json'), JSON.stringify(columns, null, 2));
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
  const searched = [...methods.keys()].filter((i) => SEARCHED.test(methods[i].name));
  const searching = () => searches(searched.map((i) => methods[i]), searched.map((i) => representations[i])); // prettier-ignore
  if (options.interest) return searching();
  const cases = await invarianceCases();
  const quality: Column[] = [chance];
  const purities: Column[] = [{ name: 'chance', values: purityChances() }];
  const invariances: Column[] = [];
  for (const [i, method] of methods.entries()) {
    if (options.keep) writeMatrices(path.join(options.keep, method.name.replace(/\W+/g, '-')), representations[i]);
    const values = { ...evaluate(representations[i]), ...(await searchForOdd(representations[i].gz2!)) };
    quality.push({ name: method.name, values });
    purities.push({ name: method.name, values: purity(representations[i]) });
    invariances.push({ name: method.name, values: await invariance(method, cases, representations[i].gz2!) });
    console.error(`measured ${method.name}`);
  }
  console.log([quality, purities, invariances].map(markdownTable).join('\n\n'));
  fs.mkdirSync(RESULTS, { recursive: true });
  fs.writeFileSync(
    path.join(RESULTS, 'quality.json'),
    JSON.stringify({ quality, purity: purities, invariance: invariances }, null, 2),
  );
  await searching();
}

/** Searches for what interests somebody, on the representations of some methods. */
async function searches(methods: readonly Method[], representations: readonly Representations[]): Promise<void> {
  const columns: Column[] = [];
  for (const [i, method] of methods.entries()) {
    const found = await interest(method, representations[i] as Required<Representations>);
    // Random order is the same for all.
    columns.push(...found.filter(({ name }) => !columns.some((column) => column.name === name)));
  }
  console.log(markdownTable(columns));
  fs.mkdirSync(RESULTS, { recursive: true });
  fs.writeFileSync(path.join(RESULTS, 'interest.json'), JSON.stringify(columns, null, 2));
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
