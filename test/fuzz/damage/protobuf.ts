import type { Random } from '../random';
import { ABSURD, flipBits, joined, putBytes, takeOut } from './bytes';
import { PIECES, utf8 } from './texts';
import type { Way } from './ways';

// Ways to damage Protocol Buffers, whose messages lie in one another, each with its length before it.

interface Field {
  number: number;
  wire: number;
  /** Of a varint or a number of fixed length; of what has a length, without it. */
  content: Uint8Array;
}

const LENGTH_DELIMITED = 2;
const DEEPEST = 6;

/** One field somewhere among those of a message or of the messages in it, with all lengths around it put right. */
export const inField: Way = (bytes, random, another) => changed(bytes, random, another, 0);

function changed(bytes: Uint8Array, random: Random, another: () => Uint8Array, depth: number): Uint8Array {
  const fields = fieldsOf(bytes);
  if (!fields || fields.length === 0) return random.of([flipBits, putBytes])(Uint8Array.from(bytes), random, another);
  const at = random.below(fields.length);
  const field = fields[at];
  if (field.wire === LENGTH_DELIMITED && depth < DEEPEST && fieldsOf(field.content) && random.below(5) > 0) {
    field.content = changed(field.content, random, another, depth + 1);
    return messageOf(fields);
  }
  switch (random.below(7)) {
    case 0:
      fields.splice(at, 1);
      break;
    case 1:
      fields.splice(
        at,
        0,
        ...Array.from({ length: 1 + random.below(random.below(6) ? 2 : 500) }, () => ({ ...field })),
      );
      break;
    case 2:
      field.number = random.of([1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 14, 15, 20, 21, 25, 1000]);
      break;
    case 3: {
      const other = random.below(fields.length);
      [fields[at], fields[other]] = [fields[other], fields[at]];
      break;
    }
    case 4: {
      const others = fieldsOf(another()) ?? [];
      if (others.length > 0) fields[at] = random.of(others);
      break;
    }
    case 5:
      fields[at] = { number: field.number, wire: 0, content: varint(BigInt.asUintN(64, random.of(ABSURD))) };
      break;
    default:
      field.content =
        field.wire === LENGTH_DELIMITED
          ? random.of([flipBits, putBytes, takeOut, otherText])(Uint8Array.from(field.content), random, another)
          : varint(BigInt.asUintN(64, random.of(ABSURD)));
  }
  return messageOf(fields);
}

const otherText: Way = (_, random) =>
  utf8(random.of([...PIECES, 'N', 'batch', 'input', 'Conv', 'Reshape', 'Identity']));

/** The fields of a message; undefined where the bytes are none. */
function fieldsOf(bytes: Uint8Array): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = varintAt(bytes, at);
    if (!tag) return undefined;
    const [number, wire] = [Number(tag.value >> 3n), Number(tag.value & 7n)];
    const from = tag.end;
    let content: Uint8Array;
    if (wire === 0) {
      const value = varintAt(bytes, from);
      if (!value) return undefined;
      content = bytes.subarray(from, value.end);
      at = value.end;
    } else if (wire === LENGTH_DELIMITED) {
      const length = varintAt(bytes, from);
      if (!length || length.value > BigInt(bytes.length - length.end)) return undefined;
      at = length.end + Number(length.value);
      content = bytes.subarray(length.end, at);
    } else {
      at = from + (wire === 1 ? 8 : wire === 5 ? 4 : Infinity);
      if (at > bytes.length) return undefined;
      content = bytes.subarray(from, at);
    }
    fields.push({ number, wire, content });
  }
  return fields;
}

function messageOf(fields: readonly Field[]): Uint8Array {
  return joined(
    ...fields.flatMap(({ number, wire, content }) => [
      varint(BigInt(8 * number + wire)),
      ...(wire === LENGTH_DELIMITED ? [varint(BigInt(content.length))] : []),
      content,
    ]),
  );
}

function varintAt(bytes: Uint8Array, from: number): { value: bigint; end: number } | undefined {
  let value = 0n;
  for (let at = from; at < bytes.length && at < from + 10; at++) {
    value |= BigInt(bytes[at] & 0x7f) << BigInt(7 * (at - from));
    if (bytes[at] < 0x80) return { value, end: at + 1 };
  }
  return undefined;
}

function varint(value: bigint): Uint8Array {
  const out: number[] = [];
  let rest = value;
  do {
    out.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(out);
}
