import { CARD } from './blocks';

/** A complex value of a header card (FITS 4.0, sections 4.2.5 and 4.2.6). */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/**
 * The value of a card. Integers beyond 2^53 are bigint, so that none loses digits; undefined stands for a value field
 * left blank, and for the commentary keywords without text.
 */
export type CardValue = string | number | bigint | boolean | Complex | undefined;

/** One keyword of a header with its value, CONTINUE cards joined. */
export interface Card {
  /** Upper case; for the HIERARCH convention the words after HIERARCH, as written. */
  readonly keyword: string;
  readonly value: CardValue;
  readonly comment: string;
}

/** A string value field: its opening quote, text with quotes doubled, closing quote, then perhaps a comment. */
const STRING = /^ *'((?:[^']|'')*)'(?: *(?:\/ ?(.*))?)?/;
const INTEGER = /^[+-]?\d+$/;
const REAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[EeDd] ?[+-]?\d+)?$/;
const COMPLEX = /^\( *([^ ,]+) *, *([^ ,]+) *\)$/;

/** `CARD` bytes at `offset` as text, one character a byte: junk beyond ASCII stays, it is only ever commentary. */
export function cardText(bytes: Uint8Array, offset: number): string {
  let text = '';
  const end = Math.min(offset + CARD, bytes.length);
  for (let i = offset; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

/**
 * Reads one card image and the CONTINUE images that follow it (FITS 4.0, sections 4.1, 4.2, 4.2.1.2; HIERARCH as
 * registered by ESO). Never throws: a value that follows no rule is given as the text it is.
 */
export function parseCard(images: readonly string[]): Card {
  const image = images[0];
  const name = image.slice(0, 8).trim().toUpperCase();
  if (name === 'HIERARCH' && image[8] === ' ' && image.includes('=')) {
    const equals = image.indexOf('=');
    return { keyword: image.slice(9, equals).trim(), ...valueAndComment(image.slice(equals + 1), images) };
  }
  if (name === '' || name === 'COMMENT' || name === 'HISTORY') {
    return { keyword: name, value: image.slice(8).trimEnd(), comment: '' };
  }
  // The value indicator belongs in columns 9 and 10; writers that put it sooner are understood, as astropy does.
  const equals = image.indexOf('=');
  if (equals < 0 || equals > 8) return { keyword: name, value: image.slice(8).trimEnd() || undefined, comment: '' };
  return { keyword: image.slice(0, equals).trim().toUpperCase(), ...valueAndComment(image.slice(equals + 1), images) };
}

function valueAndComment(field: string, images: readonly string[]): { value: CardValue; comment: string } {
  const quoted = STRING.exec(field);
  if (quoted) return joinContinued(quoted[1], quoted[2] ?? '', images);
  const slash = field.indexOf('/');
  const text = (slash < 0 ? field : field.slice(0, slash)).trim();
  return { value: scalar(text), comment: slash < 0 ? '' : field.slice(slash + 1).trim() };
}

function joinContinued(first: string, comment: string, images: readonly string[]) {
  let text = first.trimEnd();
  const comments = [comment.trim()];
  for (let i = 1; i < images.length && text.endsWith('&'); i++) {
    const next = STRING.exec(images[i].slice(8));
    if (!next) break;
    text = text.slice(0, -1) + next[1].trimEnd();
    comments.push((next[2] ?? '').trim());
  }
  return { value: text.replaceAll("''", "'").trimEnd(), comment: comments.filter(Boolean).join(' ') };
}

function scalar(text: string): CardValue {
  if (text === '') return undefined;
  if (text === 'T') return true;
  if (text === 'F') return false;
  const number = real(text);
  if (number !== undefined) return number;
  const complex = COMPLEX.exec(text);
  if (complex) {
    const re = real(complex[1]);
    const im = real(complex[2]);
    if (re !== undefined && im !== undefined) return { re: Number(re), im: Number(im) };
  }
  return text;
}

function real(text: string): number | bigint | undefined {
  if (INTEGER.test(text)) {
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : BigInt(text.replace('+', ''));
  }
  return REAL.test(text) ? Number(text.replace(/[Dd]/, 'E').replace(' ', '')) : undefined;
}
