import type { Column, ValueType } from './columns';
import { FUNCTIONS } from './functions';
import { columnText } from './print';
import { scan, type Token } from './tokens';

export interface Completion {
  /** The text shown in the list. */
  readonly label: string;
  /** The text that replaces the characters `from` up to `to` (exclusive). */
  readonly insert: string;
  readonly from: number;
  readonly to: number;
  readonly kind: 'column' | 'function' | 'keyword';
  /** A column's type, or what a function gives. */
  readonly detail: string;
}

const TYPE_NAME: Record<ValueType, string> = { number: 'number', text: 'text', truth: 'true or false' };
const AFTER_VALUE = ['and', 'or', 'in', 'not in', 'contains', 'not contains', 'is missing', 'is not missing'];

/**
 * What may be written at the cursor: columns and functions where a value is expected, operators in words after one. What
 * begins with the letters before the cursor comes first, then what has them anywhere. Nothing within a text or a number.
 * @param cursor characters before it, 0 to the text's length.
 */
export function complete(text: string, cursor: number, columns: readonly Column[]): Completion[] {
  const { tokens, problem } = scan(text.slice(0, cursor));
  const before = tokens.slice(0, -1);
  const open = problem ? openName(text, problem.from) : undefined;
  if (problem && open === undefined) return [];
  const last = before.at(-1);
  const touching = last && last.to === cursor ? last : undefined;
  if (open === undefined && (touching?.kind === 'number' || touching?.kind === 'text')) return [];
  const word = open === undefined && touching && isWord(touching, text) ? touching : undefined;
  const from = open ?? word?.from ?? cursor;
  const typed = text.slice(open === undefined ? from : open + 1, cursor);
  const previous = word ? before.at(-2) : last;
  const offered = offers(previous, word ? before.at(-3) : before.at(-2), columns, open !== undefined);
  const to = endOfWord(text, cursor, word !== undefined);
  return ranked(offered, typed).map((one) => ({ ...one, from, to }));
}

type Offer = Omit<Completion, 'from' | 'to'>;

function offers(
  previous: Token | undefined,
  beforeThat: Token | undefined,
  columns: readonly Column[],
  inBackquotes: boolean,
): Offer[] {
  const keywords = (words: readonly string[]): Offer[] =>
    words.map((word) => ({ label: word, insert: word, kind: 'keyword', detail: '' }));
  const named: Offer[] = columns.map(({ name, type }) => ({
    label: name,
    insert: columnText(name),
    kind: 'column',
    detail: TYPE_NAME[type],
  }));
  if (inBackquotes) return named;
  if (isKeywordToken(previous, 'is')) return keywords(['missing', 'not missing']);
  if (isKeywordToken(previous, 'not')) {
    if (isKeywordToken(beforeThat, 'is')) return keywords(['missing']);
    if (endsValue(beforeThat)) return keywords(['in', 'contains']);
  }
  if (isKeywordToken(previous, 'in')) return [];
  if (endsValue(previous)) return keywords(AFTER_VALUE);
  const functions: Offer[] = FUNCTIONS.map(({ name, says }) => ({
    label: name,
    insert: `${name}(`,
    kind: 'function',
    detail: says,
  }));
  return [...named, ...functions, ...keywords(['not', 'true', 'false'])];
}

/** Whether a value is complete after this token, so that an operator follows. */
function endsValue(token: Token | undefined): boolean {
  if (!token) return false;
  if (token.kind === 'number' || token.kind === 'text' || token.kind === 'name') return true;
  if (token.kind === 'sign') return token.value === ')';
  return token.kind === 'keyword' && ['true', 'false', 'missing'].includes(token.value);
}

function ranked(offered: readonly Offer[], typed: string): Offer[] {
  const wanted = typed.toLowerCase();
  const rank = ({ label }: Offer) => {
    const at = label.toLowerCase().indexOf(wanted);
    return at === 0 ? 0 : at > 0 ? 1 : 2;
  };
  return offered.filter((one) => rank(one) < 2).sort((a, b) => rank(a) - rank(b));
}

/** Where a column's name begins whose closing backquote has not been written yet. */
function openName(text: string, from: number): number | undefined {
  return text[from] === '`' ? from : undefined;
}

/** The rest of the word that the cursor stands in is replaced with it. */
function endOfWord(text: string, cursor: number, inWord: boolean): number {
  if (!inWord) return cursor;
  return cursor + (/^[\p{L}\p{N}_]*/u.exec(text.slice(cursor))?.[0].length ?? 0);
}

/** A name, or a keyword in letters: `&&` is one too. */
function isWord(token: Token, text: string): boolean {
  return (token.kind === 'name' || token.kind === 'keyword') && /[\p{L}_]/u.test(text[token.from]);
}

function isKeywordToken(token: Token | undefined, word: string): boolean {
  return token?.kind === 'keyword' && token.value === word;
}
