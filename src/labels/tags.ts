import { type ColumnRef, type LabelTable, type Scalar, textOf } from './table';
import { noEvidence, observe, splitTags, tagStyle } from './tag-cell';
import { TextTable } from './text-table';

/** A tag and how many rows have it. */
export interface TagCount {
  readonly tag: string;
  readonly count: number;
}

/** Why two tags may mean the same, the surest first. */
export type SynonymReason = 'case' | 'separators' | 'plural' | 'participle' | 'spelling';

/** A pair of tags that may mean the same. */
export interface Synonym {
  readonly from: string;
  /** The one that more rows have; of those alike the shorter, of those the first in the alphabet. */
  readonly to: string;
  readonly reason: SynonymReason;
}

/**
 * The tags of a column and how many rows have each; the most frequent first, of those alike the first in the alphabet.
 * @throws RangeError where there is no such column
 */
export function vocabulary(table: LabelTable, column: ColumnRef): TagCount[] {
  const counts = new Map<string, number>();
  for (const tags of tagsOf(table, column))
    for (const tag of new Set(tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].map(([tag, count]) => ({ tag, count })).sort(moreFrequent);
}

/** The tags of each row. */
function tagsOf(table: LabelTable, column: ColumnRef): string[][] {
  const cells = table.column(column);
  const evidence = noEvidence();
  if (!(table instanceof TextTable)) for (const cell of cells) if (typeof cell === 'string') observe(evidence, cell);
  const { separator } = table instanceof TextTable ? table.tagStyle(column) : tagStyle(evidence);
  return cells.map((cell) =>
    typeof cell === 'string'
      ? splitTags(cell, separator)
      : (Array.isArray(cell) ? cell : [cell]).flatMap((one: Scalar) => textOf(one) || []),
  );
}

function moreFrequent(a: TagCount, b: TagCount): number {
  return b.count - a.count || (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0);
}

/**
 * The least letters of a word for which one letter added, missing, different or swapped with its neighbour counts as a
 * typing error.
 */
const LONG = 5;
/** Longer texts are no words that somebody has mistyped, and each of their letters would cost as much as all of them. */
const LONGEST = 64;

/**
 * Tags that may mean the same as a more frequent one: they differ in upper and lower case, in hyphens, blanks and
 * underscores, in a plural or participle ending (`rings`, `ringed`: `ring`), or, from five letters on, by one slip of the
 * keyboard (Damerau-Levenshtein distance 1). Numbers are never slips of other numbers. Each tag is in at most one
 * suggestion as `from`, and what it is told to become is told nothing itself.
 */
export function synonyms(tags: readonly TagCount[]): Synonym[] {
  const order = [...tags].sort((a, b) => b.count - a.count || a.tag.length - b.tag.length || moreFrequent(a, b));
  const keys = REASONS.map(({ keys }) => ({ of: keys, targets: new Map<string, string[]>() }));
  const found: Synonym[] = [];
  for (const { tag } of order) {
    let target: { to: string; reason: SynonymReason } | undefined;
    for (const [i, { reason, keys: keysOf, confirm }] of REASONS.entries()) {
      const to = keysOf(tag).flatMap((key) => keys[i].targets.get(key) ?? []).find((other) => confirm(tag, other)); // prettier-ignore
      if (to === undefined) continue;
      target = { to, reason };
      break;
    }
    if (target) {
      found.push({ from: tag, ...target });
      continue;
    }
    for (const { of, targets } of keys) {
      for (const key of of(tag)) targets.set(key, [...(targets.get(key) ?? []), tag]);
    }
  }
  return found;
}

interface Reason {
  readonly reason: SynonymReason;
  /** Tags that share one of these may be the same. */
  readonly keys: (tag: string) => string[];
  readonly confirm: (a: string, b: string) => boolean;
}

const REASONS: readonly Reason[] = [
  { reason: 'case', keys: (tag) => [tag.toLowerCase()], confirm: () => true },
  { reason: 'separators', keys: (tag) => [plain(tag)], confirm: () => true },
  { reason: 'plural', keys: (tag) => [singular(plain(tag))], confirm: () => true },
  { reason: 'participle', keys: (tag) => [stemOf(singular(plain(tag)))], confirm: () => true },
  { reason: 'spelling', keys: (tag) => shortened(plain(tag)), confirm: (a, b) => isSlip(plain(a), plain(b)) },
];

/** The tag in lower case, without the characters that join its words. */
function plain(tag: string): string {
  return tag.toLowerCase().replace(/[\s_-]+/g, '');
}

function singular(word: string): string {
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^su]s$/.test(word) && !word.endsWith('is') && word.length > 3 ? word.slice(0, -1) : word;
}

/** Without the ending of a participle, and without what it does to the end of the word: barred, bar; merged, merge. */
function stemOf(word: string): string {
  if (word.length > LONGEST) return word;
  const bare = /^(.*[aeiouy].*[^e])(?:ed|ing)$/.exec(word)?.[1] ?? word;
  const single = bare.length > 3 && bare !== word && /([^aeiou])\1$/.test(bare) ? bare.slice(0, -1) : bare;
  return single.length > 3 ? single.replace(/e$/, '') : single;
}

/** The word and what is left of it without one of its letters: two words one slip apart share one of these. */
function shortened(word: string): string[] {
  if (word.length < LONG - 1 || word.length > LONGEST) return [];
  return [word, ...Array.from({ length: word.length }, (_, i) => word.slice(0, i) + word.slice(i + 1))];
}

/** Whether two words of five letters or more differ by one letter more, fewer or other, or two neighbours exchanged. */
function isSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length < LONG || long.length - short.length > 1 || short === long) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (/\d/.test((short[at] ?? '') + long[at])) return false;
  const rest = (from: number) => long.slice(from);
  if (short.length < long.length) return short.slice(at) === rest(at + 1);
  const exchanged = short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === rest(at + 2);
  return exchanged || short.slice(at + 1) === rest(at + 1);
}
