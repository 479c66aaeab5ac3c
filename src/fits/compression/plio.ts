import { CodecError } from './codec-error';

/** Opcodes of an IRAF pixel list, the upper 4 bits of a word (FITS 4.0, table 38). */
const enum Op {
  Zeros = 0,
  SetHigh = 1,
  Increase = 2,
  Decrease = 3,
  HighRun = 4,
  ZerosThenHigh = 5,
  IncreaseAndPut = 6,
  DecreaseAndPut = 7,
}

/**
 * PLIO_1 (FITS 4.0, section 10.4.3): runs of one value, of masks of few different ones, below 2^24.
 * @param source 16-bit big-endian words
 * @throws CodecError where the list is damaged
 */
export function plioDecode(source: Uint8Array, pixels: number): Int32Array {
  const out = new Int32Array(pixels);
  const words = source.length >> 1;
  const word = (i: number) => (source[2 * i] << 8) | source[2 * i + 1];
  if (words < 3) throw new CodecError('the pixel list has no header');
  // Two generations of headers: the older has the length in its third word, the newer in its fourth and fifth.
  const old = word(2) > 0 && word(2) < 0x8000;
  if (!old && words < 5) throw new CodecError('the pixel list has no header');
  const length = old ? word(2) : (word(4) << 15) + word(3);
  const first = old ? 3 : word(1);
  if (length > words) throw new CodecError('the pixel list ends early');
  let at = 0;
  let value = 1;
  for (let i = first; i < length && at < pixels; i++) {
    const opcode: Op = word(i) >> 12;
    const data = word(i) & 0xfff;
    switch (opcode) {
      case Op.Zeros:
        at += data;
        break;
      case Op.HighRun:
        out.fill(value, at, Math.min(at + data, pixels));
        at += data;
        break;
      case Op.ZerosThenHigh:
        at += data;
        if (data > 0 && at <= pixels) out[at - 1] = value;
        break;
      case Op.SetHigh:
        if (i + 1 >= length) throw new CodecError('the pixel list ends early');
        value = (word(++i) << 12) + data;
        break;
      case Op.Increase:
        value += data;
        break;
      case Op.Decrease:
        value -= data;
        break;
      case Op.IncreaseAndPut:
        value += data;
        out[at++] = value;
        break;
      case Op.DecreaseAndPut:
        value -= data;
        out[at++] = value;
        break;
      default:
        throw new CodecError(`the pixel list has an opcode ${String(opcode)}`);
    }
  }
  return out;
}
