import { type LabelTable, type CellValue, textOf } from './table';

/** Volunteers' answers to one question, one column per answer. */
export interface VoteGroup {
  /** The question as the columns' names have it: `smooth-or-featured`, `t01_smooth_or_features`. */
  readonly question: string;
  /** Votes counted, or their fractions of all votes for the question, 0 to 1. */
  readonly measure: 'count' | 'fraction';
  /** The end of the columns' names, after the answer: '', `fraction`, `debiased`, `count`… */
  readonly suffix: string;
  readonly answers: readonly { readonly answer: string; readonly column: number }[];
}

const SUFFIX = /^(.+?)[_-](fraction|debiased|count|counts|votes|weight|weighted_fraction|weighted-fraction|frac|prob)$/;
/** Galaxy Zoo 2: t01_smooth_or_features_a01_smooth_count. */
const NUMBERED = /^(t\d{2}_.+?)_(a\d{2}_.+)$/;
/** Galaxy Zoo DECaLS and after: smooth-or-featured_smooth_fraction. A hyphen in the question tells it from other names. */
const HYPHENED = /^([a-z\d]+(?:-[a-z\d]+)+)_([a-z\d-]+)$/;
/** How many rows are looked at. */
const LOOKED_AT = 1000;

/**
 * The groups of vote columns of a Galaxy Zoo catalogue, by the columns' names, with values that can be counts (integers
 * from 0 on) or fractions (0 to 1). A question has at least two answers. How many voted in all is no answer.
 */
export function voteGroups(table: LabelTable): readonly VoteGroup[] {
  let groups = known.get(table);
  if (!groups) known.set(table, (groups = find(table)));
  return groups;
}

/** Results by table. Tables are immutable, and the question is asked for each of their columns. */
const known = new WeakMap<LabelTable, readonly VoteGroup[]>();

/** The answer that a column counts, and the group that it is of; undefined where it counts none. */
export function voteOf(table: LabelTable, column: number): { group: VoteGroup; answer: string } | undefined {
  let votes = votesOf.get(table);
  if (!votes) {
    votes = new Map();
    for (const group of voteGroups(table)) {
      // A column that is in several groups belongs to the first.
      for (const one of group.answers) if (!votes.has(one.column)) votes.set(one.column, { group, answer: one.answer });
    }
    votesOf.set(table, votes);
  }
  return votes.get(column);
}

const votesOf = new WeakMap<LabelTable, Map<number, { group: VoteGroup; answer: string }>>();

function find(table: LabelTable): VoteGroup[] {
  const groups = new Map<string, { question: string; suffix: string; answers: { answer: string; column: number }[] }>();
  table.columns.forEach((name, column) => {
    const [, bare = name, suffix = ''] = SUFFIX.exec(name.toLowerCase()) ?? [];
    const [, question, answer] = NUMBERED.exec(bare.toLowerCase()) ?? HYPHENED.exec(bare.toLowerCase()) ?? [];
    if (question === undefined || /^total/.test(answer)) return;
    const key = `${question}\0${suffix}`;
    const group = groups.get(key) ?? { question, suffix, answers: [] };
    group.answers.push({ answer, column });
    groups.set(key, group);
  });
  return [...groups.values()].flatMap(({ question, suffix, answers }): VoteGroup[] => {
    if (answers.length < 2) return [];
    const measure = measureOf(table, answers.map(({ column }) => column)); // prettier-ignore
    return measure === undefined ? [] : [{ question, suffix, measure, answers }];
  });
}

function measureOf(table: LabelTable, columns: readonly number[]): VoteGroup['measure'] | undefined {
  let counts = true;
  let fractions = true;
  let filled = 0;
  for (let row = 0; row < Math.min(table.rows, LOOKED_AT); row++) {
    for (const column of columns) {
      const value = numberOf(table.cell(row, column));
      if (value === undefined) continue;
      filled++;
      if (!Number.isInteger(value)) counts = false;
      if (value > 1) fractions = false;
      if (!(value >= 0)) return undefined;
    }
  }
  if (filled === 0) return undefined;
  return counts ? 'count' : fractions ? 'fraction' : undefined;
}

/** NaN where the cell is no number; undefined where it is empty. */
function numberOf(cell: CellValue): number | undefined {
  const text = textOf(cell);
  return text === '' || /^nan$/i.test(text) ? undefined : Number(text);
}
