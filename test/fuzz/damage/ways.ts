import type { Random } from '../random';

/** One way to damage bytes, which it may change in place. */
export type Way = (bytes: Uint8Array, random: Random, another: () => Uint8Array) => Uint8Array;

/** Bytes: what is repeated again and again would be all that is read. */
const MOST_ADDED = 500_000;

/** A copy of an input, damaged in one to four of some ways; one that is named more often is taken more often. */
export function damagedBy(
  ways: readonly Way[],
  input: Uint8Array,
  random: Random,
  another: () => Uint8Array,
): Uint8Array {
  let bytes: Uint8Array = Uint8Array.from(input);
  for (let times = 1 + random.below(1 + random.below(4)); times > 0; times--)
    bytes = random
      .of(ways)(bytes, random, another)
      .subarray(0, input.length + MOST_ADDED);
  return bytes;
}
