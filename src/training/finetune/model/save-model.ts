import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { encodeModel, type Model } from '../../../onnx';
import type { ModelCard } from '../../../encoder';
import { linkOrCopy, makeFolders, temporaryName, writeAtomically } from '../../../files';
import { cutoutTable, writeTable } from '../../../exports';
import { FinetuneError } from '../errors';
import type { FinetunedCard } from './model-card';
import { valueNames, type Scaling } from '../learners/outputs';
import { pythonSnippet } from './python-snippet';
import type { FinetuneReport, TestPrediction } from '../report/report';
import { replaceModel, sweepModels } from './replace-model';
import { reportMarkdown } from '../report/markdown';
import { reportPictures } from '../report/pictures';

export interface ModelToSave {
  readonly model: Model;
  readonly base: ModelCard;
  readonly encoderUnchanged: boolean;
  readonly scaling: Scaling;
  readonly halfWidth?: number;
  readonly report: FinetuneReport;
  readonly predictions: readonly TestPrediction[];
  /** The file of the encoder's weights where its graph does not hold them: it comes along. */
  readonly weightsFile?: string;
}

/**
 * Writes a model's folder: `model.onnx`, `card.json`, `metrics.json`, `report.md` with its pictures, `test-predictions.csv` and
 * `predict.py`. It takes the place of an earlier one when it is whole; until then that stays.
 * @throws FinetuneError (disk full, folder read-only, a folder that is no model in the way); nothing is changed then
 */
export async function saveModel(folder: string, saved: ModelToSave): Promise<void> {
  const staged = path.join(path.dirname(folder), temporaryName());
  try {
    await refuseToReplace(folder);
    await sweepModels(path.dirname(folder));
    await makeFolders(staged);
    for (const [name, bytes] of filesOf(path.basename(folder), saved))
      await writeAtomically(path.join(staged, name), [bytes]);
    // Gigabytes that never change: by another name for them where the file system has that.
    if (saved.weightsFile !== undefined && saved.base.weights)
      await linkOrCopy(saved.weightsFile, path.join(staged, saved.base.weights.file));
    await replaceModel(folder, staged);
  } catch (error) {
    await fs.rm(staged, { recursive: true, force: true });
    throw FinetuneError.from(folder, error);
  }
}

/** @throws FinetuneError where a folder holds something else than a model */
export async function refuseToReplace(folder: string): Promise<void> {
  const entries: string[] = await fs.readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length > 0 && !entries.includes('card.json') && !entries.includes('metrics.json'))
    throw new FinetuneError(folder, 'the folder holds other files than a model; choose another one');
}

function filesOf(name: string, saved: ModelToSave): [name: string, bytes: Uint8Array][] {
  const { model, report, predictions } = saved;
  const onnx = encodeModel(model);
  const card = cardOf(name, saved, createHash('sha256').update(onnx).digest('hex'));
  const pictures = reportPictures(report);
  const text = (value: string) => new TextEncoder().encode(value);
  const json = (value: unknown) => text(`${JSON.stringify(value, null, 2)}\n`);
  return [
    ['model.onnx', onnx],
    ['card.json', json(card)],
    ['metrics.json', json(report)],
    ['report.md', text(reportMarkdown(report, [...pictures.keys()]))],
    ...[...pictures].map(([file, svg]): [string, Uint8Array] => [file, text(svg)]),
    ['test-predictions.csv', writeTable(predictionTable(report, predictions), 'csv').bytes],
    ['predict.py', text(pythonSnippet(card))],
  ];
}

function cardOf(name: string, saved: ModelToSave, sha256: string): FinetunedCard {
  const { base, report, scaling, halfWidth, encoderUnchanged } = saved;
  const slug = name.toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^[^a-z0-9]+/, '').slice(0, 50); // prettier-ignore
  return {
    ...base,
    // Other weights need another store: a model that is trained again is not the one that galaxies were represented by.
    id: `${slug === '' ? 'model' : slug}-${sha256.slice(0, 8)}`,
    name,
    description: `${base.name}, fine-tuned on the column ${report.labels.column} of ${report.labels.file}.`,
    model: 'model.onnx',
    sha256,
    outputs: { embedding: base.outputs.embedding, featureMap: base.outputs.featureMap },
    head: {
      task: report.task as FinetunedCard['head']['task'],
      column: report.labels.column,
      base: { id: base.id, sha256: base.sha256 },
      encoderUnchanged,
      temperature: scaling.temperature,
      offsets: [...scaling.offsets],
      halfWidth,
      galaxies: report.galaxies,
      created: report.created,
    },
  };
}

function predictionTable({ task }: FinetuneReport, predictions: readonly TestPrediction[]) {
  const names = valueNames(task).map((name) =>
    'classes' in task ? `p_${name}` : task.kind === 'votes' ? `${name}_fraction` : name,
  );
  return cutoutTable(
    predictions,
    [
      { name: 'fold', type: 'integer', values: predictions.map(({ fold }) => fold + 1) },
      { name: 'label', type: 'text', values: predictions.map(({ truth }) => truth) },
      { name: 'prediction', type: 'text', values: predictions.map(({ prediction }) => prediction) },
      ...names.map((name, k) => ({
        name,
        type: 'number' as const,
        values: predictions.map(({ values }) => values[k]),
      })),
    ],
    'Predictions for labelled galaxies by models that have not seen them',
  );
}
