import path from 'node:path';
import * as v from 'valibot';
import type * as vscode from 'vscode';
import type { RatingSituation } from '../../contracts/anomalies';
import type { RatingColumn, Ratings, TableColumn, TableState } from '../../engine';
import { namesTo } from '../../files/json-names';
import type { LabelFiles } from '../labels/label-files';
import { EarlierRatings, type EarlierColumn } from './earlier-ratings';
import type { Worth } from './worth';

/** The column that ratings go to where a table has none yet. */
const FIRST_COLUMN = 'interest';

const Rating = v.pipe(v.number(), v.minValue(0), v.maxValue(5));
const Interest = v.pipe(namesTo(Rating), v.transform((worth): Worth => Object.fromEntries(worth))); // prettier-ignore
const OtherSchema = v.object({
  column: v.string(),
  interest: v.optional(Interest),
  /** The table, where it is not the label file: relative to the folder, where it lies in it. */
  file: v.optional(v.string()),
});
const ChosenSchema = v.object({ column: v.optional(v.string()), others: v.array(OtherSchema) });
/** A column besides the person's own whose values count as ratings. */
export type OtherColumn = v.InferOutput<typeof OtherSchema>;
type Chosen = v.InferOutput<typeof ChosenSchema>;

/**
 * Which columns of a folder's label file are ratings: the person's own, to which new ones go, and others that count. The
 * choice is remembered in the workspace.
 */
export class RatingSources {
  /** Where ratings have been before. */
  readonly earlier: EarlierRatings;

  constructor(
    private readonly state: vscode.Memento,
    private readonly labels: LabelFiles,
    private readonly folder: string,
  ) {
    this.earlier = new EarlierRatings(state, labels, folder);
  }

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
    await this.keep({
      column,
      others: this.chosen.others.filter((other) => other.file !== undefined || other.column !== column),
    });
  }

  /** Counts the ratings of another file, too. */
  async countEarlier({ file, column }: EarlierColumn): Promise<void> {
    await this.count([...this.others, { file, column }]);
  }

  /**
   * Writes the ratings of another file into the label file, of galaxies that have none there.
   * @returns how many were written, and how many galaxies have a rating of their own there, which stays
   * @throws Error where there is no label file, or it cannot be changed
   */
  async copyFrom(noted: EarlierColumn): Promise<{ copied: number; kept: number }> {
    const ratings = await this.earlier.ratingsOf(noted);
    const column = await this.column();
    const own = await this.labels.labels(this.folder);
    const rated = new Set(
      (await this.earlier.ratingsIn(own && { file: own.file, column })).map(({ path: name }) => name),
    );
    const values = ratings.flatMap(({ path: name, rating }) =>
      rated.has(name) ? [] : [{ path: name, value: rating }],
    );
    await this.labels.edit(this.folder, { kind: 'complete', column, values });
    return { copied: values.length, kept: ratings.length - values.length };
  }

  async count(others: readonly OtherColumn[]): Promise<void> {
    await this.keep({ ...this.chosen, others: [...others] });
  }

  /** The ratings as the engine takes them; columns that do not exist, yet or any more, are left out. */
  async ratings(): Promise<Ratings> {
    const own = await this.labels.labels(this.folder);
    const columns: RatingColumn[] = [];
    for (const { file: other, ...one } of [{ column: await this.column() }, ...this.others] as OtherColumn[]) {
      const table = other === undefined ? own : await this.labels.table(this.folder, path.resolve(this.folder, other));
      const isThere = table?.state?.columns.some(({ name }) => name === one.column);
      if (table && isThere && !columns.some(({ file, column }) => file === table.file && column === one.column)) {
        columns.push({ file: table.file, ...one });
      }
    }
    return columns.length > 0 ? { columns } : {};
  }

  async situation(): Promise<RatingSituation> {
    const own = await this.labels.labels(this.folder);
    const relative = own && path.relative(this.folder, own.file).split(path.sep).join('/');
    const file = own && relative?.startsWith('..') ? path.basename(own.file) : relative;
    const column = await this.column();
    const holdsRatings = own?.state?.columns.some(({ name, kind }) => name === column && kind === 'rating');
    if (own && holdsRatings) await this.earlier.note(own.file, column);
    const counted = this.others.map(({ file: other }) => other);
    const earlier = (await this.earlier.uncounted(own && { file: own.file, column })).filter(
      (one) => !counted.includes(one.file),
    );
    return { column, others: this.others.map(inWords), earlier, ...(file ? { file } : {}) };
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

function inWords({ column, interest, file }: OtherColumn): string {
  if (file !== undefined) return `${column} in ${path.basename(file)}`;
  if (!interest) return column;
  return `${column} (${Object.entries(interest)
    .map(([value, worth]) => `${value === '*' ? 'others' : value} ${worth}`)
    .join(', ')})`;
}
