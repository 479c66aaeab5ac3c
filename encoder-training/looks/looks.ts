import fs from 'node:fs';
import path from 'node:path';
import Papa from 'papaparse';
import { Answers, oddVote, type Question } from '../synthetic/questions';

/** What each letter of a look says was seen; README.md has the words in which it was asked. */
export const OF_LETTER: Readonly<Record<string, Question>> = {
  R: 'ring',
  B: 'bar-strong',
  S: 'arms',
  E: 'edge-on',
  D: 'dust-lane',
  T: 'tail',
  I: 'disturbed',
  M: 'merger',
  O: 'overlap',
  C: 'clumps',
  A: 'lens-arc',
  X: 'artefact',
};
/** Votes for what one look says is clear (a capital), possible (a small letter), or does not name. */
const [CLEAR, POSSIBLE, NONE] = [0.9, 0.5, 0.03];
/** A disc with none of a face-on disc's features that is seen from its edge is featured as well. */
const EDGE_ON_FEATURED = 0.75;

/** Stands for a look that there was none of; a look at a galaxy with none of all this is an empty entry. */
export const NOT_LOOKED = '-';

/** The columns of looks.csv that hold looks, in the order in which they were taken. */
export const LOOKS = ['first', 'second', 'third', 'fourth'] as const;

/** One galaxy's row of looks.csv: an entry a look. */
export type Row = { readonly set: string; readonly file: string } & Readonly<
  Partial<Record<(typeof LOOKS)[number], string>>
>;

// From here and from a bundle in dist/ alike.
const TABLE = path.join(__dirname, '../../encoder-training/looks/looks.csv');

/**
 * What was seen of the real training galaxies on contact sheets.
 * @param columns how many of the columns of looks are read, the earliest ones.
 * @throws Error where a look has a letter that means nothing.
 */
export function readLooks(columns: number = LOOKS.length, table = readTable()) {
  const rows = new Map(
    readRows(table).flatMap((row) => {
      const looks = looksOf(row, columns);
      return looks.length > 0 ? [[`${row.set}/${row.file}`, answersOf(looks)] as const] : [];
    }),
  );
  const none = new Answers();
  return {
    /** Answers on a galaxy; nothing is asked of one that was not looked at. */
    of: (set: string, file: string): Answers => rows.get(`${set}/${file}`) ?? none,
  };
}

export const readTable = (): string => fs.readFileSync(TABLE, 'utf8');

/** The looks that took place at a galaxy, in their order. */
export const looksOf = (row: Row, columns: number = LOOKS.length): string[] =>
  LOOKS.slice(0, columns)
    .map((name) => row[name])
    .filter((look): look is string => look !== undefined && look !== NOT_LOOKED);

export const readRows = (table: string): Row[] => Papa.parse<Row>(table, { header: true, skipEmptyLines: true }).data;

function voteOf(look: string, letter: string): number {
  return look.includes(letter) ? CLEAR : look.includes(letter.toLowerCase()) ? POSSIBLE : NONE;
}

/** The mean of looks, each question asked of the share that arrives there in Galaxy Zoo's tree. */
export function answersOf(looks: readonly string[]): Answers {
  for (const letter of looks.join(''))
    if (!OF_LETTER[letter.toUpperCase()]) throw new Error(`a look has the letter "${letter}", which means nothing`);
  const answers = new Answers();
  for (const [letter, question] of Object.entries(OF_LETTER))
    answers.set(question, looks.reduce((sum, look) => sum + voteOf(look, letter), 0) / looks.length);
  const vote = (question: Question) => answers.vote(question);
  const edgeOn = vote('edge-on');
  const featured = Math.max(
    EDGE_ON_FEATURED * edgeOn,
    ...(['ring', 'bar-strong', 'arms', 'dust-lane', 'clumps'] as const).map(vote),
  );
  const face = featured * (1 - edgeOn);
  // A galaxy that is none is asked nothing more.
  const galaxy = 1 - vote('artefact');
  for (const question of ['ring', 'dust-lane', 'tail', 'disturbed', 'merger', 'overlap', 'clumps', 'lens-arc'] as const)
    answers.set(question, vote(question), galaxy);
  return answers
    .set('featured', featured, galaxy)
    .set('edge-on', edgeOn, galaxy * Math.max(featured, edgeOn))
    .set('ring', vote('ring'), galaxy * (1 - edgeOn))
    .set('bar-strong', vote('bar-strong'), galaxy * face)
    .set('arms', vote('arms'), galaxy * face)
    .set('odd', oddVote(vote), galaxy);
}
