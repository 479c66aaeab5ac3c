import { ExpressionError } from './errors';

/** Words that mean something, in any case; a column of such a name is written in backquotes. */
export const KEYWORDS = ['and', 'or', 'not', 'in', 'contains', 'is', 'missing', 'true', 'false'] as const;
export type Keyword = (typeof KEYWORDS)[number];

const SIGNS = [
  '**',
  '<=',
  '>=',
  '==',
  '!=',
  '<>',
  '&&',
  '||',
  '&',
  '|',
  '=',
  '<',
  '>',
  '+',
  '-',
  '*',
  '/',
  '%',
  '(',
  ')',
  ',',
  '!',
  '~',
] as const;
export type Sign = (typeof SIGNS)[number];

/** Other ways to write a keyword. */
const SIGN_WORDS: Partial<Record<Sign, Keyword>> = {
  '&&': 'and',
  '||': 'or',
  '&': 'and',
  '|': 'or',
  '!': 'not',
  '~': 'not',
};
/** Other ways to write a sign, as SQL and pandas have them. */
const SIGN_SIGNS: Partial<Record<Sign, Sign>> = { '=': '==', '<>': '!=' };

export type Token = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'number'; readonly value: number; readonly exact?: string }
  | { readonly kind: 'text'; readonly value: string }
  /** A column or function; `quoted` in backquotes, and then always a column. */
  | { readonly kind: 'name'; readonly value: string; readonly quoted: boolean }
  | { readonly kind: 'keyword'; readonly value: Keyword }
  | { readonly kind: 'sign'; readonly value: Sign }
  | { readonly kind: 'end' }
);

/** A name that needs no backquotes, unless it is a keyword. */
export const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const SPACE = /\s+/uy;
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', '\\': '\\', '"': '"', "'": "'" };

export function isKeyword(word: string): word is Keyword {
  return (KEYWORDS as readonly string[]).includes(word);
}

/**
 * The tokens of a text, `end` the last, and what stopped the reading before the text's end, where something did: the
 * tokens before it are good.
 */
export function scan(text: string): { tokens: Token[]; problem?: ExpressionError } {
  const tokens: Token[] = [];
  let at = 0;
  try {
    while (at < text.length) {
      const space = match(SPACE, text, at);
      if (space) {
        at += space.length;
        continue;
      }
      const token = readToken(text, at);
      tokens.push(token);
      at = token.to;
    }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    tokens.push({ kind: 'end', from: at, to: at });
    return { tokens, problem: error };
  }
  tokens.push({ kind: 'end', from: text.length, to: text.length });
  return { tokens };
}

function readToken(text: string, from: number): Token {
  const first = text[from];
  if (first === '"' || first === "'") return readText(text, from);
  if (first === '`') return readQuotedName(text, from);
  const number = match(NUMBER, text, from);
  if (number) return readNumber(text, from, number);
  const word = match(WORD, text, from);
  if (word) {
    const to = from + word.length;
    const lower = word.toLowerCase();
    return isKeyword(lower)
      ? { kind: 'keyword', value: lower, from, to }
      : { kind: 'name', value: word, quoted: false, from, to };
  }
  const sign = SIGNS.find((one) => text.startsWith(one, from));
  if (sign) {
    const to = from + sign.length;
    const keyword = SIGN_WORDS[sign];
    const value = SIGN_SIGNS[sign] ?? sign;
    return keyword ? { kind: 'keyword', value: keyword, from, to } : { kind: 'sign', value, from, to };
  }
  const character = String.fromCodePoint(text.codePointAt(from)!);
  throw new ExpressionError(`${JSON.stringify(character)} means nothing here`, from, from + character.length);
}

function readNumber(text: string, from: number, digits: string): Token {
  const to = from + digits.length;
  const rest = match(WORD, text, to);
  if (rest) {
    throw new ExpressionError(
      `a number ends here; a column of this name is written in backquotes: \`${digits}${rest}\``,
      from,
      to + rest.length,
    );
  }
  const value = Number(digits);
  if (!Number.isFinite(value)) throw new ExpressionError('a number beyond 1.8e308', from, to);
  return {
    kind: 'number',
    value,
    ...(/^\d+$/.test(digits) && !Number.isSafeInteger(value) && { exact: digits }),
    from,
    to,
  };
}

function readText(text: string, from: number): Token {
  const quote = text[from];
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at];
    if (character === quote) return { kind: 'text', value, from, to: at + 1 };
    if (character !== '\\') value += character;
    else {
      const escaped = text[++at] as string | undefined;
      const meant = escaped === undefined ? undefined : ESCAPES[escaped];
      if (escaped !== undefined && meant === undefined) {
        throw new ExpressionError(`a backslash is written \\\\; after it may come ", ', n or t`, at - 1, at + 1);
      }
      value += meant ?? '';
    }
  }
  throw new ExpressionError(`the text has no closing ${quote}`, from, text.length);
}

function readQuotedName(text: string, from: number): Token {
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== '`') value += text[at];
    // A backquote within a name is written twice.
    else if (text[at + 1] === '`') value += text[at++];
    else return { kind: 'name', value, quoted: true, from, to: at + 1 };
  }
  throw new ExpressionError('the column’s name has no closing `', from, text.length);
}

/** The text that a sticky pattern matches at a place; undefined where it does not match. */
function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
