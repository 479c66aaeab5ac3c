import { type CellValue, exactInteger, type Scalar } from './table';

/** A member of an object, or an element of an array, by its place in the text. */
export interface JsonSpan {
  /** Name of a member; '' for an element of an array. */
  readonly key: string;
  /** Offset of the opening quote of a member's name, or of an element's value. */
  readonly from: number;
  /** Offset of the value. */
  readonly value: number;
  readonly to: number;
}

const LF = 10;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;

/** Whether a character is a blank of JSON (RFC 8259, section 2). */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === LF;
}

/**
 * The members of an object, or the elements of an array, in their order.
 * @param from of the opening bracket; what follows up to `to` is known to be JSON
 * @param to behind the closing one
 */
export function jsonSpans(text: string, from: number, to: number): JsonSpan[] {
  const named = text[from] === '{';
  const spans: JsonSpan[] = [];
  let at = blanks(text, from + 1);
  while (at < to - 1) {
    const start = at;
    let key = '';
    if (named) {
      at = stringEnd(text, at);
      key = nameOf(text, start, at);
      at = blanks(text, at);
      if (text.charCodeAt(at) === COLON) at = blanks(text, at + 1);
    }
    const value = at;
    at = valueEnd(text, at);
    spans.push({ key, from: start, value, to: at });
    at = blanks(text, at);
    if (text.charCodeAt(at) === COMMA) at = blanks(text, at + 1);
  }
  return spans;
}

/** The name that stands between two quotes. */
function nameOf(text: string, from: number, to: number): string {
  const written = text.slice(from + 1, to - 1);
  return written.includes('\\') ? (JSON.parse(text.slice(from, to)) as string) : written;
}

function blanks(text: string, at: number): number {
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Behind the string that opens at `at`. */
function stringEnd(text: string, at: number): number {
  for (at++; text.charCodeAt(at) !== QUOTE; at++) if (text.charCodeAt(at) === BACKSLASH) at++;
  return at + 1;
}

function valueEnd(text: string, at: number): number {
  if (text.charCodeAt(at) === QUOTE) return stringEnd(text, at);
  let depth = 0;
  for (; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = stringEnd(text, at) - 1;
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (char === ',' || isBlank(text.charCodeAt(at)))) return at;
  }
  return at;
}

/** The value of a cell as it is written. Objects, and arrays of arrays, come as their JSON text. */
export function decodeJson(raw: string): CellValue {
  // Most cells are strings without escapes.
  if (raw.charCodeAt(0) === QUOTE && !raw.includes('\\')) return raw.slice(1, -1);
  const value: unknown = JSON.parse(raw);
  if (!Array.isArray(value)) return scalarOf(value, raw);
  const spans = jsonSpans(raw, 0, raw.length);
  return value.map((one, i) => scalarOf(one, raw.slice(spans[i].value, spans[i].to)));
}

/** JSON.parse rounds integers beyond 2^53, such as the identifiers of surveys: those come as their digits. */
function scalarOf(value: unknown, raw: string): Scalar {
  if (typeof value === 'number') {
    return Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(raw)
      ? exactInteger(BigInt(raw))
      : value;
  }
  if (typeof value === 'object' && value !== null) return raw;
  return value as Scalar;
}

/** How a JSON Lines file puts blanks, and whether it writes other letters than ASCII's as `\uXXXX`. */
export interface JsonStyle {
  /** Between two members. */
  readonly comma: string;
  /** Between a name and its value. */
  readonly colon: string;
  /** Between two elements of an array. */
  readonly element: string;
  /** Behind the opening brace, and before the closing one. */
  readonly open: string;
  readonly close: string;
  readonly ascii: boolean;
}

/** A value as it is written; infinities as a number beyond all others, which is how JSON can have them. */
export function encodeJson(value: CellValue, { element, ascii }: Pick<JsonStyle, 'element' | 'ascii'>): string {
  if (Array.isArray(value)) return `[${value.map((one: Scalar) => encodeJson(one, { element, ascii })).join(element)}]`;
  if (value === Infinity || value === -Infinity) return value > 0 ? '1e999' : '-1e999';
  const json = JSON.stringify(value);
  if (!ascii) return json;
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
