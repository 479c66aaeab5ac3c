import fs from 'node:fs/promises';
import path from 'node:path';
import { cutoutName, cutoutOfName, type RepresentationStore, StoreError } from '../../collection';
import { liesIn, readRegular, realPathOf } from '../../files';
import { changeLocked, saveAtomically } from '../../labels';
import { DECISIONS_FILE, DuplicateDecisions } from '../../similarity';
import type { CutoutRef, DuplicateDecision } from '../protocol';

/** What has been decided of a folder's near-duplicates. What others write is followed; it is never written over. */
export class DecisionsFile {
  readonly file: string;
  private known?: { readonly stamp: string; readonly decisions: DuplicateDecisions };

  constructor(private readonly folder: string) {
    this.file = path.join(folder, DECISIONS_FILE);
  }

  /** Reads the decisions as they are now. @throws StoreError where it cannot be read */
  async read(): Promise<DuplicateDecisions> {
    const stamp = await this.stamp();
    if (this.known?.stamp !== stamp) this.known = { stamp, decisions: (await this.content()).decisions };
    return this.known.decisions;
  }

  /** @throws StoreError where the file cannot be read, or `work` throws; LabelError where it cannot be written */
  async change(work: (decisions: DuplicateDecisions) => DuplicateDecisions): Promise<void> {
    await this.requireInFolder();
    await changeLocked(this.file, async () => {
      const { text, decisions } = await this.content();
      await saveAtomically(this.file, text, this.changed(decisions, work).text);
    });
    this.known = undefined;
  }

  /** Writes what a person has decided of two cutouts. @throws StoreError, LabelError where it cannot be written */
  decide(decision: DuplicateDecision): Promise<void> {
    return this.change((decisions) => {
      switch (decision.kind) {
        case 'merge':
          return decisions.merge(writtenName(decision.keep), writtenName(decision.away));
        case 'separate':
          return decisions.separate(writtenName(decision.away));
        default:
          return decisions[decision.kind](writtenName(decision.first), writtenName(decision.second));
      }
    });
  }

  /** Names of the cutouts of a store that another one stands for: searches leave them out. */
  async hidden(store: RepresentationStore): Promise<ReadonlySet<string>> {
    const decisions = await this.read();
    const isThere = (name: string) => {
      const { path: file, hdu } = cutoutOfName(name);
      return store.place(file, hdu) !== undefined;
    };
    return new Set(
      [...decisions.merged.keys()].filter((name) => isThere(name) && decisions.keeperOf(name, isThere) !== name),
    );
  }

  /** A link of this name that came with the folder must not lead what is written out of it. */
  private async requireInFolder(): Promise<void> {
    if (await liesIn(this.file, this.folder)) return;
    const real = await realPathOf(this.file);
    throw new StoreError(
      this.file,
      `it leads to ${real}, outside of the folder, and is not written to; take the link away`,
    );
  }

  private changed(
    decisions: DuplicateDecisions,
    work: (decisions: DuplicateDecisions) => DuplicateDecisions,
  ): DuplicateDecisions {
    try {
      return work(decisions);
    } catch (error) {
      throw new StoreError(this.file, (error as Error).message, { cause: error });
    }
  }

  private async stamp(): Promise<string> {
    try {
      const { mtimeMs, size, ino } = await fs.stat(this.file);
      return `${mtimeMs} ${size} ${ino}`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'none';
      throw StoreError.from(this.file, error);
    }
  }

  private async content(): Promise<{ text: string | null; decisions: DuplicateDecisions }> {
    let text: string;
    try {
      text = (await readRegular(this.file)).toString('utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: null, decisions: DuplicateDecisions.none };
      throw StoreError.from(this.file, error);
    }
    try {
      return { text, decisions: DuplicateDecisions.parse(text) };
    } catch (error) {
      throw new StoreError(this.file, (error as Error).message, { cause: error });
    }
  }
}

/** The name of a cutout as the file has it. @throws TypeError where it is no cutout: the file would be damaged */
function writtenName(cutout: CutoutRef): string {
  const { path: file, hdu } = cutout;
  if (typeof file !== 'string' || file === '' || !Number.isSafeInteger(hdu) || hdu < 0)
    throw new TypeError('a decision is about cutouts, each with its path and its HDU');
  return cutoutName(cutout);
}
