import { type CellValue, exactInteger, type Scalar } from '../table';
import { type Field, isText } from './field';

/** Reads what a TD holds; undefined where it is no value of the field's type. */
export type CellReader = (text: string) => CellValue | undefined;

/**
 * How the cells of a field are written in TABLEDATA (VOTable 1.5, section 5.1): null where nothing is, or what VALUES says is null, or NaN;
 * integers that a double does not hold as their digits; arrays of any dimensions in one list; complex numbers as pairs, as texts `[re,im]` in arrays.
 */
export function cellReader(field: Field): CellReader {
  const { shape, nullText } = field;
  if (isText(field.datatype)) return textReader(shape.isArray ? Math.max(1, shape.length) : 0, nullText);
  if (field.datatype === 'bit') return (text) => bits(text, shape.isArray);
  const one = scalarReader(field);
  const isComplex = field.datatype === 'floatComplex' || field.datatype === 'doubleComplex';
  const nothing = nullText?.trim();
  if (!isComplex && !shape.isArray) return one;
  return (text) => {
    const parts = text.trim().split(/[\s,]+/);
    if (parts.length === 1 && (parts[0] === '' || parts[0] === nothing)) return null;
    const values: Scalar[] = [];
    for (const part of parts) {
      const value = one(part);
      if (value === undefined) return undefined;
      values.push(value);
    }
    if (!isComplex) return values;
    if (values.length % 2 !== 0) return undefined;
    if (shape.isArray) return pairsOf(values);
    return values.length === 2 ? values : undefined;
  };
}

/** Texts `[re,im]` of numbers that follow one another. */
export function pairsOf(values: readonly Scalar[]): string[] {
  return Array.from({ length: values.length / 2 }, (_, i) => JSON.stringify(values.slice(2 * i, 2 * i + 2)));
}

function textReader(length: number, nullText: string | undefined): CellReader {
  if (length === 0) return (text) => (text === '' || text === nullText ? null : text);
  return (text) => (text === '' || text === nullText ? null : textsOf(text, length));
}

/** The texts of so many characters each that a text is made of; without blanks at their ends. */
function textsOf(text: string, length: number): string[] {
  const texts: string[] = [];
  for (let at = 0; at < text.length; at += length) texts.push(text.slice(at, at + length).trimEnd());
  return texts;
}

function bits(text: string, isArray: boolean): CellValue | undefined {
  const digits = text.replace(/\s+/g, '');
  if (digits === '') return null;
  if (!/^[01]+$/.test(digits) || (!isArray && digits.length > 1)) return undefined;
  return isArray ? [...digits].map((digit) => digit === '1') : digits === '1';
}

/** Makes a reader of cells with one value, a number or a truth value. */
function scalarReader({ datatype, nullText }: Field): (text: string) => Scalar | undefined {
  if (datatype === 'boolean') return (text) => truth(text.trim());
  const nothing = nullText?.trim();
  if (datatype === 'float' || datatype === 'double' || datatype === 'floatComplex' || datatype === 'doubleComplex') {
    const none = nothing === undefined ? undefined : numberOf(nothing);
    return (text) => {
      const number = numberOf(text);
      return number === undefined ? undefined : Number.isNaN(number) || number === none ? null : number;
    };
  }
  const none = nothing === undefined ? undefined : integerOf(nothing);
  return (text) => {
    const integer = integerOf(text);
    return none !== undefined && integer === none ? null : integer;
  };
}

/** Section 6: T, t, 1, true in any case; F, f, 0, false; `?`, a blank and nothing say that it is not known. */
function truth(text: string): Scalar | undefined {
  if (text === '' || text === '?') return null;
  if (/^(?:t|1|true)$/i.test(text)) return true;
  return /^(?:f|0|false)$/i.test(text) ? false : undefined;
}

/** NaN where there is none; undefined where it is no number. */
function numberOf(text: string): number | undefined {
  const number = Number(text);
  if (number !== 0 && !Number.isNaN(number)) return number;
  const trimmed = text.trim();
  if (trimmed === '' || /^[+-]?nan$/i.test(trimmed)) return NaN;
  if (number === 0) return number;
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(trimmed);
  return infinite ? (infinite[1] === '-' ? -Infinity : Infinity) : undefined;
}

/** Null where there is none, in hexadecimal digits behind 0x, too; undefined where it is no integer. */
function integerOf(text: string): Scalar | undefined {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number !== 0) return number;
  const trimmed = text.trim();
  if (trimmed === '' || /^nan$/i.test(trimmed)) return null;
  if (number === 0) return 0;
  return /^[+-]?\d+$|^0x[\da-f]+$/i.test(trimmed) ? exactInteger(BigInt(trimmed.replace(/^\+/, ''))) : undefined;
}
