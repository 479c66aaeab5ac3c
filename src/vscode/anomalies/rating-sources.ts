import path from 'node:path';
import * as v from 'valibot';
import type * as vscode from 'vscode';
import type { RatingSituation } from '../../../webview/anomalies/contract';
import type { Ratings, TableColumn, TableState } from '../../engine';
import { namesTo } from '../../files/json-names';
import type { LabelFiles } from '../labels/label-files';
import type { Worth } from './worth';

/** The column that ratings go to where a table has none yet. */
const FIRST_COLUMN = 'interest';

const Rating = v.pipe(v.number(), v.minValue(0), v.maxValue(5));
const Interest = v.pipe(namesTo(Rating), v.transform((worth): Worth => Object.fromEntries(worth))); // prettier-ignore
const OtherSchema = v.object({ column: v.string(), interest: v.optional(Interest) });
const ChosenSchema = v.object({ column: v.optional(v.string()), others: v.array(OtherSchema) });
/** A column besides the person's own whose values count as ratings. */
export type OtherColumn = v.InferOutput<typeof OtherSchema>;
type Chosen = v.InferOutput<typeof ChosenSchema>;

/**
 * Which columns of a folder's label file are ratings: the person's own, to which new ones go, and others that count. The
 * choice is remembered in the workspace.
 */
export class RatingSources {
  constructor(
    private readonly state: vscode.Memento,
    private readonly labels: LabelFiles,
    private readonly folder: string,
  ) {}

  /** Columns of the label file that are or can be ratings as they stand. */
  async ratingColumns(): Promise<TableColumn[]> {
    return ((await this.table())?.columns ?? []).filter(({ kind }) => kind === 'rating');
  }

  /** The person's own column: the one that was chosen, else the first of ratings, else one that is yet to come. */
  async column(): Promise<string> {
    return this.chosen.column ?? (await this.ratingColumns()).at(0)?.name ?? FIRST_COLUMN;
  }

  get others(): readonly OtherColumn[] {
    return this.chosen.others;
  }

  async choose(column: string): Promise<void> {
    await this.keep({ column, others: this.chosen.others.filter((other) => other.column !== column) });
  }

  async count(others: readonly OtherColumn[]): Promise<void> {
    await this.keep({ ...this.chosen, others: [...others] });
  }

  /** As the engine is asked; columns that are not there, yet or any more, say nothing. */
  async ratings(): Promise<Ratings> {
    const own = await this.labels.labels(this.folder);
    if (!own?.state) return {};
    const { file, state } = own;
    const column = await this.column();
    const all: readonly OtherColumn[] = [{ column }, ...this.others];
    const there = all.filter((one) => state.columns.some(({ name }) => name === one.column));
    return { columns: there.map((one) => ({ file, ...one })) };
  }

  async situation(): Promise<RatingSituation> {
    const own = await this.labels.labels(this.folder);
    const relative = own && path.relative(this.folder, own.file).split(path.sep).join('/');
    const file = own && relative?.startsWith('..') ? path.basename(own.file) : relative;
    return { column: await this.column(), others: this.others.map(inWords), ...(file ? { file } : {}) };
  }

  private async table(): Promise<TableState | undefined> {
    return (await this.labels.labels(this.folder))?.state;
  }

  private get key(): string {
    return `anomalies.ratings:${this.folder}`;
  }

  private get chosen(): Chosen {
    const { success, output } = v.safeParse(ChosenSchema, this.state.get(this.key));
    return success ? output : { others: [] };
  }

  private async keep(chosen: Chosen): Promise<void> {
    await this.state.update(this.key, chosen);
  }
}

function inWords({ column, interest }: OtherColumn): string {
  if (!interest) return column;
  return `${column} (${Object.entries(interest)
    .map(([value, worth]) => `${value === '*' ? 'others' : value} ${worth}`)
    .join(', ')})`;
}
