import { type CellValue, exactInteger, type Scalar } from '../table';
import type { Field } from './field';
import { pairsOf } from './written-cell';

/** The data end before a value does, or a row is none. */
export class BinaryError extends Error {
  override readonly name = 'BinaryError';
}

/** Bytes of a value; of bits there are eight to one. */
const SIZES = {
  boolean: 1, unsignedByte: 1, short: 2, int: 4, long: 8, char: 1, unicodeChar: 2, float: 4, double: 8, floatComplex: 8, doubleComplex: 16,
} as const; // prettier-ignore
/** Cells beyond which there must be as many bytes: cells of no bytes could be without end. */
const FREE_CELLS = 2 ** 20;

/**
 * The rows of a BINARY or BINARY2 stream (VOTable 1.5, sections 5.3 and 5.4), of big-endian values, column by column. Rows of BINARY2 begin with a bit
 * a field, set where there is no value. An array whose last dimension varies begins with how many values it has, or how many steps along its last
 * dimension: writers differ, and the one that makes the data end with a row is meant.
 * @throws BinaryError where the bytes are no such rows
 */
export function readBinary(bytes: Uint8Array, fields: readonly Field[], hasMasks: boolean): CellValue[][] {
  const ambiguous = fields.some(({ shape }) => shape.varies && shape.values !== 1);
  try {
    return new Rows(bytes, fields, hasMasks, false).read();
  } catch (error) {
    if (!(error instanceof BinaryError) || !ambiguous) throw error;
    return new Rows(bytes, fields, hasMasks, true).read();
  }
}

class Rows {
  private readonly view: DataView;
  private at = 0;

  /** @param bySteps whether what varies is counted in steps along the last dimension, each of several values */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly fields: readonly Field[],
    private readonly hasMasks: boolean,
    private readonly bySteps: boolean,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  read(): CellValue[][] {
    const { fields, bytes } = this;
    const columns = fields.map(() => new Array<CellValue>());
    const readers = fields.map((field) => this.readerOf(field));
    const maskBytes = this.hasMasks ? Math.ceil(fields.length / 8) : 0;
    for (let row = 1; this.at < bytes.length; row++) {
      const start = this.at;
      this.take(maskBytes);
      for (let i = 0; i < fields.length; i++) {
        const value = readers[i]();
        const isNull = this.hasMasks && ((bytes[start + (i >> 3)] << (i & 7)) & 0x80) !== 0;
        columns[i].push(isNull ? null : value);
      }
      if (this.at === start) throw new BinaryError('its FIELDs declare rows of no bytes');
      if (row * fields.length > Math.max(FREE_CELLS, bytes.length)) {
        throw new BinaryError('its FIELDs declare cells of no bytes');
      }
    }
    return columns;
  }

  /** Where so many bytes begin, which are read now. @throws BinaryError where there are not so many */
  private take(count: number): number {
    const from = this.at;
    if (count > this.bytes.length - from) throw new BinaryError('they end inside of a row');
    this.at = from + count;
    return from;
  }

  private readerOf({ datatype, declared, shape, nullText }: Field): () => CellValue {
    const { view, bytes } = this;
    if (datatype === undefined) throw new BinaryError(`"${declared}" is no type of values`);
    const count = () => {
      if (!shape.varies) return shape.values;
      const said = view.getInt32(this.take(4));
      if (said < 0) throw new BinaryError('an array has less than no values');
      return this.bySteps ? said * shape.values : said;
    };
    // A bit by itself is the first of its byte; astropy writes another one.
    if (datatype === 'bit' && !shape.isArray) return () => bytes[this.take(1)] !== 0;
    if (datatype === 'bit') {
      return () => {
        const bits = count();
        const from = this.take(Math.ceil(bits / 8));
        const values = Array.from({ length: bits }, (_, i) => ((bytes[from + (i >> 3)] << (i & 7)) & 0x80) !== 0);
        return values;
      };
    }
    if (datatype === 'char' || datatype === 'unicodeChar') {
      const size = SIZES[datatype];
      return () => {
        const characters = count();
        const from = this.take(characters * size);
        const own = bytes.subarray(from, this.at);
        if (shape.isArray) {
          const length = Math.max(1, shape.length) * size;
          const parts = Array.from({ length: Math.ceil(own.length / length) }, (_, i) =>
            own.subarray(i * length, (i + 1) * length),
          );
          return parts.map((part) => textIn(part, size));
        }
        const text = textIn(own, size);
        return text === '' || text === nullText ? null : text;
      };
    }
    const size = SIZES[datatype];
    const one = valueReader(datatype, view, nullText);
    const isComplex = datatype === 'floatComplex' || datatype === 'doubleComplex';
    if (!shape.isArray && !isComplex) return () => one(this.take(size));
    const step = isComplex ? size / 2 : size;
    return () => {
      const values = count();
      const from = this.take(values * size);
      const scalars = Array.from({ length: (values * size) / step }, (_, i) => one(from + i * step));
      return isComplex && shape.isArray ? pairsOf(scalars) : scalars;
    };
  }
}

const utf8 = new TextDecoder('utf-8');

/** A text up to its first NUL, without the blanks that fill it up. */
function textIn(bytes: Uint8Array, size: 1 | 2): string {
  let text = '';
  if (size === 1) {
    const end = bytes.indexOf(0);
    text = utf8.decode(end < 0 ? bytes : bytes.subarray(0, end));
  } else {
    for (let at = 0; at + 1 < bytes.length; at += 2) {
      const unit = (bytes[at] << 8) | bytes[at + 1];
      if (unit === 0) break;
      text += String.fromCharCode(unit);
    }
  }
  return text.trimEnd();
}

type Valued =
  'boolean' | 'unsignedByte' | 'short' | 'int' | 'long' | 'float' | 'double' | 'floatComplex' | 'doubleComplex';

function valueReader(datatype: Valued, view: DataView, nullText: string | undefined): (at: number) => Scalar {
  const nothing = nullText === undefined || nullText.trim() === '' ? undefined : nullText.trim();
  const none = nothing === undefined ? NaN : Number(nothing);
  const number = (read: (at: number) => number) => (at: number) => {
    const value = read(at);
    return Number.isNaN(value) || value === none ? null : value;
  };
  switch (datatype) {
    case 'boolean':
      return (at) => {
        const letter = String.fromCharCode(view.getUint8(at));
        return 'Tt1\u0001'.includes(letter) ? true : 'Ff0'.includes(letter) ? false : null;
      };
    case 'unsignedByte':
      return number((at) => view.getUint8(at));
    case 'short':
      return number((at) => view.getInt16(at));
    case 'int':
      return number((at) => view.getInt32(at));
    case 'long': {
      const digits = nothing !== undefined && /^[+-]?\d+$/.test(nothing) ? BigInt(nothing.replace('+', '')) : undefined;
      return (at) => {
        const value = view.getBigInt64(at);
        return value === digits ? null : exactInteger(value);
      };
    }
    case 'float':
    case 'floatComplex':
      return number((at) => view.getFloat32(at));
    case 'double':
    case 'doubleComplex':
      return number((at) => view.getFloat64(at));
  }
}
