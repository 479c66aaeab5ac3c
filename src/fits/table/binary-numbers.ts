import { type Elements, logical } from './binary-element';
import type { Slab } from './rows';

const TWO_32 = 2 ** 32;

/**
 * The numbers of a scalar column of `slab`, into `out` from `at` on: a loop a type, for a viewer sorts and plots millions
 * of rows. Undefined ones become NaN, logicals 1 and 0, 64-bit integers the nearest double.
 */
export function readNumbers(elements: Elements, slab: Slab, count: number, out: Float64Array, at: number): void {
  const { view, first, stride } = slab;
  const { scale, zero } = elements;
  const nullValue = elements.null === undefined ? NaN : Number(elements.null);
  const put = out.subarray(at, at + count);
  switch (elements.type) {
    case 'L':
      for (let i = 0, p = first; i < count; i++, p += stride) put[i] = numberOf(logical(view.getUint8(p)));
      return;
    case 'B':
      for (let i = 0, p = first; i < count; i++, p += stride) put[i] = view.getUint8(p);
      break;
    case 'I':
      for (let i = 0, p = first; i < count; i++, p += stride) put[i] = view.getInt16(p);
      break;
    case 'J':
      for (let i = 0, p = first; i < count; i++, p += stride) put[i] = view.getInt32(p);
      break;
    case 'K':
      readLongs(elements, slab, put);
      return;
    case 'E':
      for (let i = 0, p = first; i < count; i++, p += stride) put[i] = view.getFloat32(p);
      break;
    default:
      for (let i = 0, p = first; i < count; i++, p += stride) put[i] = view.getFloat64(p);
  }
  if (!Number.isNaN(nullValue)) for (let i = 0; i < count; i++) if (put[i] === nullValue) put[i] = NaN;
  if (scale !== 1 || zero !== 0) for (let i = 0; i < count; i++) put[i] = zero + scale * put[i];
}

function numberOf(value: boolean | null): number {
  return value === null ? NaN : value ? 1 : 0;
}

/** A whole TZERO is added before rounding, so that an unsigned integer is rounded once. */
function readLongs({ scale, zero, null: undefinedValue }: Elements, { view, first, stride }: Slab, out: Float64Array) {
  const unsigned = scale === 1 && zero === 2 ** 63;
  const flip = unsigned ? 0x80000000 : 0;
  const isNull = undefinedValue !== undefined;
  const wanted = BigInt.asUintN(64, BigInt(undefinedValue ?? 0));
  const nullHigh = Number(wanted >> 32n);
  const nullLow = Number(BigInt.asUintN(32, wanted));
  for (let i = 0, p = first; i < out.length; i++, p += stride) {
    const high = view.getUint32(p);
    const low = view.getUint32(p + 4);
    if (isNull && high === nullHigh && low === nullLow) out[i] = NaN;
    else if (unsigned) out[i] = ((high ^ flip) >>> 0) * TWO_32 + low;
    else out[i] = zero + scale * ((high | 0) * TWO_32 + low);
  }
}
