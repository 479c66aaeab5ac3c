import path from 'node:path';
import * as vscode from 'vscode';
import { cutoutName } from '../../collection/cutout-name';
import { BATCH, type PredictedPage, type Unsure } from '../../contracts/finetune';
import { type PredictProgress, type PredictResult, ReadLabels } from '../../engine';
import { cellIn } from '../../labels/take-over';
import { RefusedFileError } from '../border/admit';
import type { EngineHost } from '../engine/engine-host';
import type { LabelFiles } from '../labels/label-files';
import type { Finetuning } from './finetuning';
import { leastSure } from './least-sure';

/** Cutouts whose cells are read at once while those without a label are looked for. */
const CHUNK = 256;

/** What models say of a folder's galaxies, for the label file that they were made from. */
export class Predictions {
  /** The last one, for questions that follow. */
  private last?: { readonly key: string; readonly result: PredictResult };
  private running?: vscode.CancellationTokenSource;

  constructor(
    private readonly context: {
      readonly finetuning: Finetuning;
      readonly engine: EngineHost;
      readonly labels: LabelFiles;
    },
    private readonly folder: string,
    private readonly onProgress: (progress: PredictProgress) => void,
  ) {}

  /**
   * The table of a model's predictions, called after the label file and the model: beside the label file, or in the folder where
   * that lies outside of the workspace.
   */
  async tableOf(file: string, name: string): Promise<string> {
    const called = `${path.parse(file).name}-${name}-predictions.csv`;
    const beside = path.join(path.dirname(file), called);
    try {
      await this.context.labels.border.admit(beside, this.folder);
      return beside;
    } catch (error) {
      if (!(error instanceof RefusedFileError)) throw error;
      return path.join(this.folder, called);
    }
  }

  /** Writes the table. Undefined where another question came meanwhile. */
  async write(file: string, name: string): Promise<PredictedPage | undefined> {
    const out = await this.tableOf(file, name);
    // Also in the folder a link of that name may lead out of it.
    await this.context.labels.border.admit(out, this.folder);
    const result = await this.ask(name, out);
    if (!result) return undefined;
    const { task, predictions, columns, cutouts, failures } = result;
    const counts = new Map<string, number>();
    if (task.kind !== 'number') {
      for (const prediction of predictions) {
        for (const one of task.kind === 'labels' ? prediction.split(';') : [prediction])
          if (one !== '') counts.set(one, (counts.get(one) ?? 0) + 1);
      }
    }
    const relative = path.relative(this.folder, out);
    return {
      file: relative.startsWith('..') ? out : relative.split(path.sep).join('/'),
      galaxies: cutouts.length,
      counts: [...counts].map(([of, count]) => ({ name: of, count })).sort((a, b) => b.count - a.count),
      columns,
      unreadable: failures.length,
      catalogue: this.context.labels.choices.catalogs(this.folder).includes(out),
    };
  }

  /** Galaxies that the column says nothing of, the least sure first; null where there is no telling. */
  async next(file: string, name: string, column: string, cutouts: number): Promise<readonly Unsure[] | null> {
    const key = `${name} ${cutouts}`;
    const result = this.last?.key === key ? this.last.result : await this.ask(name, undefined);
    if (!result) return null;
    this.last = { key, result };
    const ordered = leastSure(result);
    if (!ordered) return null;
    const found: Unsure[] = [];
    for (let from = 0; from < ordered.length && found.length < BATCH; from += CHUNK) {
      const some = ordered.slice(from, from + CHUNK);
      const paths = some.map(cutoutName);
      const cells = await this.context.engine.request(ReadLabels, { folder: this.folder, file, paths });
      found.push(...some.filter((_, i) => isEmpty(cellIn(cells[i], column))));
    }
    return found.slice(0, BATCH);
  }

  forget(): void {
    this.last = undefined;
  }

  cancel(): void {
    this.running?.cancel();
  }

  /** @throws Error in a workspace that is not trusted: whoever made it may have made the model */
  private async ask(name: string, out: string | undefined): Promise<PredictResult | undefined> {
    if (!vscode.workspace.isTrusted)
      throw new Error('no model of a restricted workspace is run: somebody else may have put it there. Trust the workspace to use its models'); // prettier-ignore
    this.running?.cancel();
    const cancel = (this.running = new vscode.CancellationTokenSource());
    try {
      return await this.context.finetuning.predict(this.folder, name, out, this.onProgress, cancel.token);
    } finally {
      cancel.dispose();
      if (this.running === cancel) this.running = undefined;
    }
  }
}

function isEmpty(cell: unknown): boolean {
  if (Array.isArray(cell)) return cell.length === 0;
  return cell === undefined || cell === null || (typeof cell === 'string' && cell.trim() === '');
}
