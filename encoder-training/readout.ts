import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { readGalaxies } from '../bench/quality/galaxies';
import { Matrix, principalAxes, products, project, transposed } from '../src/statistics';
import { EncoderSession, preprocess, type ModelCard } from '../src/encoder';
import type { Picture, PictureKind } from '../src/imaging';
import { encodeModel, type Model } from '../src/onnx';
import { Random } from '../src/random';
import { augment } from './augment';
import { encoderGraph, type OfParts, PARTS, type Readout } from './encoder-graph';
import { frameOf, preprocessing, type Resolution, viewLength } from './frame';
import { moments } from './moments';
import { predictionOfOther } from './reliable';
import { synthetic } from './synthetic/generate';

const DIMENSIONS = 256;
/** How a part enters the representation. */
interface Entry {
  /** Of the squared length of a representation, the learned part's being 1. */
  readonly share: number;
  /** Principal components kept; the pooled stages fill what the others leave. */
  readonly components?: number;
  /** Components are divided by their deviation to this power: 0 leaves them as they are, 1 whitens them. */
  readonly whitening: number;
  /** In standard deviations; measures have long tails. */
  readonly clip: number;
}
/** Of one network. Chosen by galaxies that a variant was not trained on (README.md says how). */
const ENTRIES: OfParts<Entry> = {
  learned: { share: 1, components: 51, whitening: 0, clip: Infinity },
  told: { share: 1, whitening: 0, clip: Infinity },
  oddness: { share: 1, whitening: 0, clip: Infinity },
  pooled: { share: 0.05, whitening: 0.5, clip: Infinity },
  shape: { share: 0.1, components: 30, whitening: 0, clip: 4 },
  colour: { share: 0.1, whitening: 0, clip: 4 },
};
/** Of two: what both have learned has the share of what the one had. */
const ENTRIES_OF_TWO: OfParts<Entry> = {
  ...ENTRIES,
  learned: { ...ENTRIES.learned!, share: 0.5, components: 26 },
  detailed: { ...ENTRIES.learned!, share: 0.5, components: 25 },
  shape: { ...ENTRIES.shape!, share: 0.05 },
};
/** Every so many of the training galaxies, and so many synthetic ones, are what means and axes are taken from. */
const STEP = 2;
const SYNTHETIC = 1500;
const BATCH = 64;
const PLAIN = { grey: 0, stepped: 0 };

/** Of the galaxies that means and axes are taken from. */
interface Reference {
  /** The galaxies trained on, as the pipeline prepares them. */
  real: Float32Array[];
  drawn: Float32Array[];
  /** Two changed views of each of both, as training sees them. */
  one: Float32Array[];
  other: Float32Array[];
}

/** Inputs of the encoder for the galaxies that it was trained on, as the pipeline prepares them. */
async function referenceInputs(seed: number, resolution: Resolution): Promise<Reference> {
  const length = viewLength(resolution);
  const card = { ...cardOf(resolution), model: '', sha256: '', dimensions: DIMENSIONS };
  const reference: Reference = { real: [], drawn: [], one: [], other: [] };
  const frame = (picture: Picture, kind: PictureKind) => frameOf(picture, kind, resolution);
  const input = (picture: Picture, kind: PictureKind) => {
    const out = new Float32Array(length);
    preprocess(picture, kind, card, out);
    return out;
  };
  const random = new Random(seed, 9);
  const views = (frames: readonly [Uint8Array, Uint8Array]) => {
    for (const list of [reference.one, reference.other]) {
      const out = new Float32Array(length);
      augment(random, frames[random.integer(0, 1)], out, PLAIN, resolution);
      list.push(out);
    }
  };
  for (const set of ['gz1', 'euclid']) {
    for await (const { picture, kind } of readGalaxies(set, STEP)) {
      reference.real.push(input(picture, kind));
      views([frame(picture, kind), frame(picture, 'fits')]);
    }
  }
  for (let i = 0; i < SYNTHETIC; i++) {
    // Numbers that no run has trained on.
    const { pictures } = synthetic(seed, 1e9 + i);
    reference.drawn.push(input(pictures[i % 2].picture, pictures[i % 2].kind));
    views([frame(pictures[0].picture, pictures[0].kind), frame(pictures[1].picture, pictures[1].kind)]);
  }
  return reference;
}

const cardOf = (resolution: Resolution) => ({
  id: '',
  name: 'Morphoscope encoder',
  licence: 'Apache-2.0',
  source: '',
  input: { name: 'image', channels: 3 as const, size: resolution.input },
  preprocessing: preprocessing(resolution),
  // The equivariant network is blind to the symmetries of the square, and the one beside it nearly so.
  views: 1 as const,
  outputs: { embedding: 'embedding', featureMap: 'feature_map' },
});

type Parts = OfParts<Matrix>;

async function runParts(model: Uint8Array, side: number, inputs: readonly Float32Array[]): Promise<Parts> {
  const length = 3 * side * side;
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 2 });
  const there = PARTS.filter((part) => session.outputNames.includes(part));
  const rows = there.map((): number[][] => []);
  for (let from = 0; from < inputs.length; from += BATCH) {
    const some = inputs.slice(from, from + BATCH);
    const images = new Float32Array(some.length * length);
    some.forEach((input, i) => images.set(input, i * length));
    const answer = await session.run({ image: new ort.Tensor('float32', images, [some.length, 3, side, side]) }, [
      ...there,
    ]);
    there.forEach((part, p) => {
      const [count, n] = answer[part].dims;
      const values = answer[part].data as Float32Array;
      for (let i = 0; i < count; i++) rows[p].push(Array.from(values.subarray(i * n, (i + 1) * n)));
    });
  }
  await session.release();
  return Object.fromEntries(there.map((part, p) => [part, Matrix.fromRows(rows[p])]));
}

/** What of a part goes into the representation: standardised, what does not come again in another picture shrunk, scaled to its share. */
function readoutOf(entry: Entry, plain: Matrix, one: Matrix, other: Matrix, outputs: number): Readout {
  const { mean, deviation } = moments(plain);
  const { share, whitening, clip } = entry;
  const standard = (matrix: Matrix) => standardised(matrix, mean, deviation, clip);
  const predicted = predictionOfOther(standard(one), standard(other));
  const kept = products(standard(plain), predicted);
  const map = outputs < plain.columns ? principalMap(kept, predicted, outputs, whitening) : predicted;
  const values = products(standard(plain), map);
  let square = 0;
  for (const value of values.centred().values) square += value ** 2 / values.rows;
  const scale = Math.sqrt(share / square);
  return { mean, deviation, clip, axes: Float32Array.from(map.values, (value) => value * scale) };
}

/** The map onto principal components of what is kept, brought nearer to each other in size. */
function principalMap(kept: Matrix, map: Matrix, outputs: number, whitening: number): Matrix {
  const principal = principalAxes(kept, outputs);
  const along = project(kept, principal);
  const axes = products(principal.axes, transposed(map));
  for (let k = 0; k < axes.rows; k++) {
    let variance = 0;
    for (let i = 0; i < along.rows; i++) variance += along.values[i * along.columns + k] ** 2 / along.rows;
    axes.row(k).forEach((value, d, row) => (row[d] = value * variance ** (-whitening / 2)));
  }
  return axes;
}

function standardised(matrix: Matrix, mean: Float32Array, deviation: Float32Array, clip: number): Matrix {
  const out = new Matrix(matrix.rows, matrix.columns);
  for (let i = 0, k = 0; i < matrix.rows; i++)
    for (let d = 0; d < matrix.columns; d++, k++)
      out.values[k] = Math.min(clip, Math.max(-clip, (matrix.values[k] - mean[d]) / deviation[d]));
  return out;
}

function readoutsOf(plain: Parts, one: Parts, other: Parts): OfParts<Readout> {
  const there = PARTS.filter((part) => plain[part]);
  const entries = there.includes('detailed') ? ENTRIES_OF_TWO : ENTRIES;
  const outputs = new Map(there.map((part) => [part, entries[part]!.components ?? plain[part]!.columns]));
  const taken = [...outputs.values()].reduce((a, b) => a + b, 0);
  outputs.set('pooled', outputs.get('pooled')! + DIMENSIONS - taken);
  return Object.fromEntries(
    there.map((part) => [part, readoutOf(entries[part]!, plain[part]!, one[part]!, other[part]!, outputs.get(part)!)]),
  );
}

/** Writes `encoder.onnx` and `card.json` into a folder, from trained networks (or from none: the untrained one). */
export async function writeEncoder(
  network: Model | undefined,
  seed: number,
  resolution: Resolution,
  folder: string,
  words: { id: string; name: string; description: string; source: string },
): Promise<void> {
  const { real, drawn, one, other } = await referenceInputs(seed, resolution);
  const parts = encodeModel(encoderGraph(network, seed, resolution));
  const run = (inputs: readonly Float32Array[]) => runParts(parts, resolution.input, inputs);
  const readouts = readoutsOf(await run([...real, ...drawn]), await run(one), await run(other));
  const bytes = encodeModel(encoderGraph(network, seed, resolution, readouts));
  fs.mkdirSync(folder, { recursive: true });
  const modelFile = path.join(folder, 'encoder.onnx');
  fs.writeFileSync(modelFile, bytes);
  const card: ModelCard = {
    ...cardOf(resolution),
    ...words,
    model: 'encoder.onnx',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    dimensions: DIMENSIONS,
  };
  const session = await EncoderSession.load({ card, modelFile }, 2);
  const length = viewLength(resolution);
  const inputs = new Float32Array(real.length * length);
  real.forEach((input, i) => inputs.set(input, i * length));
  const centre = new Float64Array(DIMENSIONS);
  (await session.embed(inputs)).forEach((value, i) => (centre[i % DIMENSIONS] += value / real.length));
  const written = { ...card, centre: Array.from(centre, (value) => Number(value.toPrecision(4))) };
  fs.writeFileSync(path.join(folder, 'card.json'), `${JSON.stringify(written, null, 2)}\n`);
}
