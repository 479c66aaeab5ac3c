import path from 'node:path';
import * as v from 'valibot';
import type * as vscode from 'vscode';
import type { FileRating } from '../../engine';
import type { LabelFiles } from '../labels/label-files';
import { inFolder } from '../labels/in-folder';

/** A column of ratings of a table that was the folder's label file once. */
const EarlierColumnSchema = v.object({
  /** Relative to the folder, where it lies in it. */
  file: v.string(),
  column: v.string(),
});
export type EarlierColumn = v.InferOutput<typeof EarlierColumnSchema>;

/** Ratings that are not where ratings are looked for now. */
export interface UncountedRatings extends EarlierColumn {
  /** Galaxies that are rated there, and not in the label file. */
  readonly galaxies: number;
  /** Why they cannot be read. */
  readonly unreadable?: string;
}

/** More files than these a folder's ratings have hardly been in; the oldest is forgotten. */
const NOTED_MOST = 8;

/**
 * Where a folder's ratings have been: each column that ratings went to or were in is noted, so that those of a file that is no
 * longer the label file are not out of sight without a word.
 */
export class EarlierRatings {
  constructor(
    private readonly state: vscode.Memento,
    private readonly labels: LabelFiles,
    private readonly folder: string,
  ) {}

  get all(): readonly EarlierColumn[] {
    const { success, output } = v.safeParse(v.array(EarlierColumnSchema), this.state.get(this.key));
    return success ? output : [];
  }

  async note(file: string, column: string): Promise<void> {
    const noted = { file: inFolder(this.folder, file), column };
    if (this.all.some((one) => isSame(one, noted))) return;
    await this.state.update(this.key, [...this.all, noted].slice(-NOTED_MOST));
  }

  async forget(noted: EarlierColumn): Promise<void> {
    await this.state.update(
      this.key,
      this.all.filter((one) => !isSame(one, noted)),
    );
  }

  /** Absolute path of what is noted. */
  fileOf({ file }: EarlierColumn): string {
    return path.resolve(this.folder, file);
  }

  /**
   * What a noted column holds now, a rating a galaxy.
   * @throws Error where its file is gone or cannot be read, or the column is no more, or holds something else by now
   */
  async ratingsOf(noted: EarlierColumn): Promise<readonly FileRating[]> {
    const file = this.fileOf(noted);
    const { state, error } = await this.labels.table(this.folder, file);
    if (!state) throw new Error(error ?? 'it cannot be read');
    if (!state.columns.some(({ name }) => name === noted.column))
      throw new Error(`it has no column "${noted.column}" any more`);
    return this.labels.ratings(this.folder, { file, column: noted.column });
  }

  /**
   * The noted columns of other files than `own`, with how many galaxies are rated in them and not in `own`.
   * @param own where ratings are looked for; undefined where there is no label file
   */
  async uncounted(own: { file: string; column: string } | undefined): Promise<UncountedRatings[]> {
    const others = this.all.filter((one) => this.fileOf(one) !== own?.file);
    if (others.length === 0) return [];
    const rated = new Set((await this.ratingsIn(own)).map(({ path: name }) => name));
    const all: UncountedRatings[] = [];
    for (const noted of others) {
      try {
        const galaxies = (await this.ratingsOf(noted)).filter(({ path: name }) => !rated.has(name)).length;
        if (galaxies > 0) all.push({ ...noted, galaxies });
      } catch (error) {
        all.push({ ...noted, galaxies: 0, unreadable: (error as Error).message });
      }
    }
    return all;
  }

  /** Ratings of the label file, which may have no such column yet: errors in it are reported where it is used. */
  async ratingsIn(own: { file: string; column: string } | undefined): Promise<readonly FileRating[]> {
    const { state } = own ? await this.labels.table(this.folder, own.file) : { state: undefined };
    if (!own || !state?.columns.some(({ name, kind }) => name === own.column && kind === 'rating')) return [];
    return this.labels.ratings(this.folder, { file: own.file, column: own.column });
  }

  private get key(): string {
    return `anomalies.rated:${this.folder}`;
  }
}

function isSame(one: EarlierColumn, other: EarlierColumn): boolean {
  return one.file === other.file && one.column === other.column;
}
