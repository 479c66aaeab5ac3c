import type { MissingCutouts } from '../protocol';

/**
 * So many files at the most are taken out without a question, whatever part of a small collection they are: encoding them
 * again takes a second or two.
 */
const FEW_FILES = 10;

/** What a run has found of the files that the store holds, as far as they are in the run's share. */
export interface FoundOfStore {
  /** Files that are not there, and their cutouts. */
  readonly missingFiles: number;
  readonly missing: number;
  /** All cutouts that the run looks after, the missing ones included. */
  readonly cutouts: number;
  /** Tells whether a file that the store holds still exists, whichever share it belongs to. */
  readonly anyThere: boolean;
}

/**
 * Whether so much is gone that it looks like a drive that is not connected, a wrong folder or a wrong pattern rather than files
 * that somebody has deleted: everything, or more than half of the cutouts and more than a few files.
 */
export function looksLikeMistake({ missingFiles, missing, cutouts, anyThere }: FoundOfStore): boolean {
  if (missing === 0) return false;
  return !anyThere || (missingFiles > FEW_FILES && missing > cutouts / 2);
}

/** What a person is told of it, without what they can do. @param folder as they know it */
export function missingText({ cutouts, of, leftOut }: MissingCutouts, folder: string): string {
  const count = (n: number) => n.toLocaleString('en');
  const gone = cutouts - leftOut;
  const many = `${count(cutouts)} of ${count(of)} galaxies of ${folder}`;
  if (gone === 0) return `${many} are left out by the patterns of files to index now`;
  const out = leftOut > 0 ? ` (${count(leftOut)} of them left out by the patterns of files to index)` : '';
  return `${many} are not there any more${out}`;
}
