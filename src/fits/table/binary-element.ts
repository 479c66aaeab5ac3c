import type { CellValue } from './cell';

/** How the elements of a column are read. */
export interface Elements {
  /** One of L, B, I, J, K, E, D, C, M. */
  readonly type: string;
  /** TSCALn and TZEROn: physical = zero + scale x stored. */
  readonly scale: number;
  readonly zero: number;
  /** TNULLn of integers; undefined where there is none. */
  readonly null: number | bigint | undefined;
}

export type ElementReader = (view: DataView, at: number) => CellValue;

const [T, F] = [0x54, 0x46];

/**
 * A function that reads one element, made once a column (FITS 4.0, sections 7.3.2 to 7.3.5). TNULL and the logical that
 * is neither T nor F give null. 64-bit integers are bigint; a whole TZERO without TSCAL, as of the unsigned conventions,
 * keeps their digits.
 */
export function elementReader({ type, scale, zero, null: undefinedValue }: Elements): ElementReader {
  const plain = scale === 1 && zero === 0;
  switch (type) {
    case 'L':
      return (view, at) => logical(view.getUint8(at));
    case 'K': {
      const nullValue = undefinedValue === undefined ? undefined : BigInt(undefinedValue);
      const shift = scale === 1 && Number.isInteger(zero) ? BigInt(zero) : undefined;
      return (view, at) => {
        const value = view.getBigInt64(at);
        if (value === nullValue) return null;
        return shift === undefined ? zero + scale * Number(value) : value + shift;
      };
    }
    case 'C':
      return (view, at) => [zero + scale * view.getFloat32(at), scale * view.getFloat32(at + 4)];
    case 'M':
      return (view, at) => [zero + scale * view.getFloat64(at), scale * view.getFloat64(at + 8)];
    default: {
      const read = storedReader(type);
      if (undefinedValue === undefined) return plain ? read : (view, at) => zero + scale * read(view, at);
      const nullValue = Number(undefinedValue);
      return (view, at) => {
        const value = read(view, at);
        return value === nullValue ? null : zero + scale * value;
      };
    }
  }
}

/** A logical is T or F, and 0 where undefined; writers that put 1 mean T. */
export function logical(byte: number): boolean | null {
  if (byte === T || byte === 1) return true;
  return byte === F ? false : null;
}

function storedReader(type: string): (view: DataView, at: number) => number {
  switch (type) {
    case 'B':
      return (view, at) => view.getUint8(at);
    case 'I':
      return (view, at) => view.getInt16(at);
    case 'J':
      return (view, at) => view.getInt32(at);
    case 'E':
      return (view, at) => view.getFloat32(at);
    default:
      return (view, at) => view.getFloat64(at);
  }
}
