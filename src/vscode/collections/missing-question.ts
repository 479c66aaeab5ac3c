import { missingText, type IndexSummary } from '../../engine';

/** Answers to the question whether galaxies whose files are gone may leave the index. */
export const REMOVE = 'Remove Them from the Index';
export const KEEP = 'Keep Them';

/** How the question reaches the person, and what follows from a yes. */
export interface MissingHost {
  /** @returns the answer that was chosen; undefined where the question was closed */
  ask(question: string, ...answers: readonly string[]): PromiseLike<string | undefined>;
  /** Takes up to so many galaxies out of the index. Reports its own failures. */
  prune(cutouts: number): Promise<void>;
}

/**
 * Most of a folder is not there: the person alone knows whether it is deleted or on a drive that is not connected. Asked once:
 * again when the number has changed, or after a run that the person has asked for.
 */
export class MissingQuestion {
  private askedAbout?: number;

  constructor(
    private readonly folder: string,
    private readonly host: MissingHost,
  ) {}

  /** The person asks for a run: what they have answered may be asked again. */
  forget(): void {
    this.askedAbout = undefined;
  }

  /** @param whole whether the run has looked at the whole folder. @returns when the question is answered, and what it asks done */
  async after({ missing, cancelled }: Pick<IndexSummary, 'missing' | 'cancelled'>, whole: boolean): Promise<void> {
    if (!missing) {
      if (whole && !cancelled) this.forget();
      return;
    }
    if (missing.cutouts === this.askedAbout) return;
    this.askedAbout = missing.cutouts;
    const drive = missing.leftOut === missing.cutouts ? '' : ' Is the drive connected?';
    const answer = await this.host.ask(`${missingText(missing, this.folder)}.${drive}`, KEEP, REMOVE);
    if (answer === REMOVE) await this.host.prune(missing.cutouts);
  }
}
