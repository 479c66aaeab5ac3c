import fs from 'node:fs/promises';
import path from 'node:path';
import type { Place } from '../../collection';
import { writeAtomically } from '../../files';
import type { Encoder } from '../../encoder';
import { cutoutTable, type ExportTable, tableFormatOf, writeTable } from '../../exports';
import { decodeModel } from '../../onnx';
import { Matrix } from '../../statistics';
import {
  applyLayers,
  type FinetunedModel,
  FinetuneError,
  firstMeasure,
  layersOf,
  type Predictions,
  predictionsOf,
  readModel,
  readModelBytes,
  readReport,
  RunMemory,
  sweepModels,
} from '../../training/finetune';
import type { ModelSummary, PredictParams, PredictProgress, PredictResult } from '../protocol/fine-tuning';
import { representationsOf, type TrainedCollection } from './finetuning';
import type { CutoutInfo, Failure } from '../protocol';
import { Rate } from '../process/rate';
import { readInputs } from '../indexing/read-inputs';
import { refOf } from './training-set';

/** Representations that are predicted from between two looks at whether somebody has cancelled. */
const CHUNK = 4096;

/**
 * What a model says of all cutouts of the collection, in the order of their paths. From stored representations where it has the
 * encoder's weights; else the files are read again and go through the model's own.
 * @throws FinetuneError where the model cannot be read, is of another encoder, or the table cannot be written; AbortError
 */
export async function predictCollection(
  collection: TrainedCollection,
  { model: folder, out, rawCells }: PredictParams,
  signal: AbortSignal,
  onProgress: (progress: PredictProgress) => void,
): Promise<PredictResult> {
  const format = out === undefined ? undefined : tableFormatOf(out);
  if (out !== undefined && format === undefined)
    throw new FinetuneError(out, 'its extension names no format of tables: .csv, .parquet or .vot');
  const model = await readModel(folder);
  const layers = layersOf(decodeModel(await readModelBytes(model), 'named'), model.card);
  const places = [...collection.store.places()]
    .filter(({ block, row }) => block.inverseNorms[row] > 0)
    .sort((a, b) => compare(a, b));
  const { features, failures } = model.card.head.encoderUnchanged
    ? { features: stored(collection.encoder, model, places), failures: [] }
    : await encoded(collection, model, places, signal, onProgress);
  const outputs = new Matrix(places.length, layers.at(-1)!.weights.rows);
  for (let from = 0; from < places.length; from += CHUNK) {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    const to = Math.min(places.length, from + CHUNK);
    const chunk = Matrix.fromRows(Array.from({ length: to - from }, (_, i) => features(from + i)));
    outputs.values.set(applyLayers(layers, chunk).values, from * outputs.columns);
    onProgress({ done: to, total: places.length });
  }
  const all = predictionsOf(model.card, outputs);
  const failed = new Set(failures.map(({ path: file, hdu }) => `${file}[${hdu}]`));
  const predictions = places.map((place, i) => {
    const { path: file, hdu } = refOf(place);
    return failed.has(`${file}[${hdu}]`) ? '' : all.predictions[i];
  });
  const predicted = { ...all, predictions };
  if (out !== undefined && format !== undefined) {
    try {
      await writeAtomically(out, [writeTable(predictionTable(places, predicted, model), format, { rawCells }).bytes]);
    } catch (error) {
      throw FinetuneError.from(out, error);
    }
  }
  return {
    task: model.task,
    cutouts: places.map(refOf),
    predictions,
    columns: all.columns,
    values: Float32Array.from(all.values.values),
    failures,
  };
}

/** The models in a folder and its interrupted runs, by name; those that cannot be read say why. */
export async function listModels(folder: string, untouched: boolean): Promise<ModelSummary[]> {
  if (!untouched) await sweepModels(folder);
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw FinetuneError.from(folder, error);
  });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const ready = names.filter((name) => !name.startsWith('.'));
  const interrupted = names.flatMap((name) => RunMemory.nameOf(name) ?? []);
  const summaries = [
    ...(await Promise.all(ready.map((name) => summaryOf(path.join(folder, name), name)))),
    ...interrupted.map((name) => ({ name, folder: path.join(folder, name), state: 'interrupted' as const })),
  ];
  return summaries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function summaryOf(folder: string, name: string): Promise<ModelSummary> {
  try {
    const { card } = await readModel(folder);
    const report = await readReport(folder);
    const measure = firstMeasure(report.task);
    return {
      name,
      folder,
      state: 'ready',
      task: report.task,
      column: card.head.column,
      created: report.created,
      score: { name: measure, ...report.overall[measure] },
    };
  } catch (error) {
    if (error instanceof FinetuneError) return { name, folder, state: 'ready', problem: error.reason };
    throw error;
  }
}

function stored(
  encoder: Encoder,
  { card, folder }: FinetunedModel,
  places: readonly Place[],
): (i: number) => Float32Array {
  const { base } = card.head;
  if (base.sha256 !== encoder.card.sha256)
    throw new FinetuneError(folder, `the model was made from the encoder ${base.id}; this collection is open with ${encoder.card.id}`); // prettier-ignore
  return (i) => representationsOf([places[i]]);
}

async function encoded(
  { workers, folder }: TrainedCollection,
  { card, folder: modelFolder }: FinetunedModel,
  places: readonly Place[],
  signal: AbortSignal,
  onProgress: (progress: PredictProgress) => void,
): Promise<{ features: (i: number) => Float32Array; failures: Failure[] }> {
  const all = new Float32Array(places.length * card.dimensions);
  const rate = new Rate();
  const own = await workers.beside({ card, modelFile: path.join(modelFolder, card.model) }, signal);
  let done = 0;
  try {
    const failures = await readInputs(
      workers,
      folder,
      card,
      places.map(refOf),
      async (read) => {
        const length = card.input.channels * card.input.size ** 2;
        const inputs = new Float32Array(read.length * length);
        read.forEach(({ input }, i) => inputs.set(input, i * length));
        const found = await own.embed(inputs);
        read.forEach(({ index }, i) =>
          all.set(found.subarray(i * card.dimensions, (i + 1) * card.dimensions), index * card.dimensions),
        );
        done += read.length;
        rate.mark(done);
        const perSecond = rate.perSecond;
        const secondsLeft = perSecond ? (places.length - done) / perSecond : undefined;
        onProgress({ done, total: places.length, rate: perSecond, secondsLeft });
      },
      signal,
    );
    return { features: (i) => all.subarray(i * card.dimensions, (i + 1) * card.dimensions), failures };
  } finally {
    await own.stop();
  }
}

function predictionTable(places: readonly Place[], all: Predictions, { card }: FinetunedModel): ExportTable {
  const { columns, predictions, values } = all;
  const cutouts = places.map(({ block, row }): CutoutInfo => {
    const { path: file, hdu, ra, dec } = block.rows[row];
    return Number.isFinite(ra) && Number.isFinite(dec) ? { path: file, hdu, ra, dec } : { path: file, hdu };
  });
  const known = (i: number) => predictions[i] !== '';
  return cutoutTable(
    cutouts,
    [
      { name: 'prediction', type: 'text', values: predictions.map((text) => (text === '' ? null : text)) },
      ...columns.map((name, k) => ({
        name,
        type: 'number' as const,
        values: predictions.map((_, i) => (known(i) ? values.row(i)[k] : null)),
      })),
    ],
    `Predictions of ${card.name} for ${card.head.column}`,
  );
}

function compare(a: Place, b: Place): number {
  const [one, other] = [a.block.rows[a.row], b.block.rows[b.row]];
  return one.path < other.path ? -1 : one.path > other.path ? 1 : one.hdu - other.hdu;
}
