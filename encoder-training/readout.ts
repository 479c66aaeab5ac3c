import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { readGalaxies } from '../bench/quality/galaxies';
import { Matrix } from '../bench/quality/statistics/matrix';
import { principalAxes, project } from '../bench/quality/statistics/principal';
import { EncoderSession, preprocess, type ModelCard } from '../src/encoder';
import { encodeModel } from '../src/onnx';
import { encoderGraph, PARTS, type Part, type Readout } from './encoder-graph';
import { INPUT, PREPROCESSING } from './frame';
import { moments } from './moments';
import { LEARNED } from './network';
import { synthetic } from './synthetic/generate';

const DIMENSIONS = 256;
const LENGTH = 3 * INPUT * INPUT;
/** How much each part has of the squared length of a representation, the learned one being 1. */
const SHARES: Record<Part, number> = { learned: 1, pooled: 0.35, measured: 0.2 };
/** Principal components of the pooled stages are weighted by their deviation to this power: between as they are and whitened. */
const WHITENING = 0.5;
const CLIP = 4;
/** Every so many of the training galaxies, and so many synthetic ones, are what means and axes are taken from. */
const STEP = 2;
const SYNTHETIC = 1500;
const BATCH = 64;

/** Inputs of the encoder for the galaxies that it was trained on, as the pipeline prepares them. */
async function referenceInputs(seed: number): Promise<{ real: Float32Array[]; drawn: Float32Array[] }> {
  const card = { ...CARD, model: '', sha256: '', dimensions: DIMENSIONS };
  const input = (picture: Parameters<typeof preprocess>[0], kind: Parameters<typeof preprocess>[1]) => {
    const out = new Float32Array(LENGTH);
    preprocess(picture, kind, card, out);
    return out;
  };
  const real: Float32Array[] = [];
  for (const set of ['gz1', 'euclid'])
    for await (const { picture, kind } of readGalaxies(set, STEP)) real.push(input(picture, kind));
  const drawn = Array.from({ length: SYNTHETIC }, (_, i) => {
    // Numbers that no run has trained on.
    const { pictures } = synthetic(seed, 1e9 + i);
    return input(pictures[i % 2].picture, pictures[i % 2].kind);
  });
  return { real, drawn };
}

const CARD = {
  id: 'morphoscope-1',
  name: 'Morphoscope encoder',
  licence: 'Apache-2.0',
  source: '',
  input: { name: 'image', channels: 3 as const, size: INPUT },
  preprocessing: PREPROCESSING,
  views: 8 as const,
  outputs: { embedding: 'embedding', featureMap: 'feature_map' },
};

async function runParts(model: Uint8Array, inputs: readonly Float32Array[]): Promise<Record<Part, Matrix>> {
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 2 });
  const rows: Record<Part, number[][]> = { learned: [], pooled: [], measured: [] };
  for (let from = 0; from < inputs.length; from += BATCH) {
    const some = inputs.slice(from, from + BATCH);
    const images = new Float32Array(some.length * LENGTH);
    some.forEach((input, i) => images.set(input, i * LENGTH));
    const answer = await session.run({ image: new ort.Tensor('float32', images, [some.length, 3, INPUT, INPUT]) }, [
      ...PARTS,
    ]);
    for (const part of PARTS) {
      const [count, n] = answer[part].dims;
      const values = answer[part].data as Float32Array;
      for (let i = 0; i < count; i++) rows[part].push(Array.from(values.subarray(i * n, (i + 1) * n)));
    }
  }
  await session.release();
  return {
    learned: Matrix.fromRows(rows.learned),
    pooled: Matrix.fromRows(rows.pooled),
    measured: Matrix.fromRows(rows.measured),
  };
}

/** Root of the total variance. */
const spread = (deviation: Float32Array) => Math.sqrt(deviation.reduce((sum, value) => sum + value * value, 0));

export function readoutsOf(parts: Record<Part, Matrix>, real: number): Record<Part, Readout> {
  const reals = Array.from({ length: real }, (_, i) => i);
  const learned = moments(parts.learned.pick(reals));
  const scale = spread(learned.deviation);
  const measured = moments(parts.measured.pick(reals));
  const columns = measured.mean.length;
  const pooled = moments(parts.pooled);
  const outputs = DIMENSIONS - LEARNED - columns;
  const standard = new Matrix(parts.pooled.rows, parts.pooled.columns);
  for (let i = 0; i < standard.rows; i++) {
    const row = standard.row(i);
    parts.pooled.row(i).forEach((value, d) => (row[d] = (value - pooled.mean[d]) / pooled.deviation[d]));
  }
  const principal = principalAxes(standard, outputs);
  const { axes } = principal;
  const components = axes.rows;
  const along = project(standard, principal);
  const variance = new Float64Array(components);
  for (let i = 0; i < along.rows; i++) along.row(i).forEach((value, k) => (variance[k] += value ** 2 / along.rows));
  const weight = variance.map((value) => value ** (-WHITENING / 2));
  const total = Math.sqrt(variance.reduce((sum, value, k) => sum + value * weight[k] ** 2, 0));
  const values = new Float32Array(components * standard.columns);
  for (let k = 0; k < components; k++)
    axes
      .row(k)
      .forEach(
        (value, d) => (values[k * standard.columns + d] = (value * weight[k] * Math.sqrt(SHARES.pooled)) / total),
      );
  return {
    learned: {
      mean: learned.mean,
      deviation: learned.deviation.map(() => scale),
      clip: Infinity,
      axes: Math.sqrt(SHARES.learned),
    },
    pooled: { ...pooled, clip: Infinity, axes: { outputs: components, values } },
    measured: { ...measured, clip: CLIP, axes: Math.sqrt(SHARES.measured / columns) },
  };
}

/** Writes `encoder.onnx` and `card.json` into a folder, from a trained network (or from none: the untrained one). */
export async function writeEncoder(
  network: Uint8Array | undefined,
  seed: number,
  folder: string,
  words: { id: string; name: string; description: string; source: string },
): Promise<void> {
  const { real, drawn } = await referenceInputs(seed);
  const parts = await runParts(encodeModel(encoderGraph(network, seed)), [...real, ...drawn]);
  const readouts = readoutsOf(parts, real.length);
  const bytes = encodeModel(encoderGraph(network, seed, readouts));
  fs.mkdirSync(folder, { recursive: true });
  const modelFile = path.join(folder, 'encoder.onnx');
  fs.writeFileSync(modelFile, bytes);
  const card: ModelCard = {
    ...CARD,
    ...words,
    model: 'encoder.onnx',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    dimensions: DIMENSIONS,
  };
  const session = await EncoderSession.load({ card, modelFile }, 2);
  const inputs = new Float32Array(real.length * LENGTH);
  real.forEach((input, i) => inputs.set(input, i * LENGTH));
  const centre = new Float64Array(DIMENSIONS);
  (await session.embed(inputs)).forEach((value, i) => (centre[i % DIMENSIONS] += value / real.length));
  const written = { ...card, centre: Array.from(centre, (value) => Number(value.toPrecision(4))) };
  fs.writeFileSync(path.join(folder, 'card.json'), `${JSON.stringify(written, null, 2)}\n`);
}
