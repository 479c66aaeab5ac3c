import type { Random } from '../random';
import { NUMBERS, PIECES } from './texts';

// Ways to damage what JSON or a message holds: values in lists and objects.

type Holder = Record<string, unknown> | unknown[];

const ODD: readonly unknown[] = [
  null, true, false, 0, -0, -1, 1, 0.5, 7, 255, 4096, 65536, 2147483648, 1e15, 9007199254740992, 1e308, -1e308, 1e-320,
  '', ' ', 'a', '0', '../x', '/', 'C:\\x', '\0', 'NaN', '🌌', [], [[]], {}, { a: {} }, [null], [0, 0], ['', ''], '0'.repeat(64),
]; // prettier-ignore

/** What JSON has not and a message may have. */
const ODD_IN_MESSAGES: readonly unknown[] = [
  undefined, NaN, Infinity, -Infinity, 10n, new Date(0), new Map([['a', 1]]), new Set([1]), new Uint8Array(4), /x/, new Error('x'),
]; // prettier-ignore

const DEEPEST = 300;
/** What is nested deeper in a text cannot be copied. */
const DEEPEST_TEXT = 500;

/** What a JSON text holds, to be damaged; an empty object where it is none any more, or nested too deeply. */
export function treeOf(text: string): unknown {
  try {
    return depthOf(text) > DEEPEST_TEXT ? {} : JSON.parse(text);
  } catch {
    return {};
  }
}

function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const char of text) {
    if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth);
    else if (char === ']' || char === '}') depth--;
  }
  return deepest;
}

/** A damaged tree as JSON again; what JSON cannot have becomes nothing. */
export function jsonOf(tree: unknown): string {
  return JSON.stringify(tree) ?? '';
}

/**
 * A copy of a tree with one to four of its values changed, taken away, added or exchanged.
 * @param another another tree, from which values are taken
 * @param of what it is the content of: messages hold more kinds of values than JSON
 */
export function damagedTree(
  tree: unknown,
  random: Random,
  another: () => unknown,
  of: 'json' | 'message' = 'json',
): unknown {
  let copy = structuredClone(tree);
  for (let times = 1 + random.below(1 + random.below(4)); times > 0; times--) copy = changed(copy, random, another, of);
  return copy;
}

function changed(tree: unknown, random: Random, another: () => unknown, of: 'json' | 'message'): unknown {
  const places = placesOf(tree);
  if (places.length === 0) return oddValue(random, of);
  const { holder, key } = random.of(places);
  switch (random.below(9)) {
    case 0:
    case 1:
      set(holder, key, oddValue(random, of));
      break;
    case 2:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      break;
    case 3: {
      const other = random.of(places);
      set(holder, key, structuredClone(other.holder[other.key as never]));
      break;
    }
    case 4: {
      const others = placesOf(another());
      if (others.length === 0) break;
      const other = random.of(others);
      set(holder, key, structuredClone(other.holder[other.key as never]));
      break;
    }
    case 5:
      if (Array.isArray(holder)) holder.splice(Number(key), 0, ...repeated(holder[Number(key)], random));
      else set(holder, random.of(PIECES), holder[key]);
      break;
    case 6:
      set(holder, key, wrapped(holder[key as never], random));
      break;
    case 7:
      set(holder, key, neighbourOf(holder[key as never], random));
      break;
    default:
      if (Array.isArray(holder)) holder.reverse();
      else {
        set(holder, random.of([`${key} `, key.toUpperCase(), random.of(PIECES)]), holder[key]);
        delete holder[key];
      }
  }
  return tree;
}

interface Place {
  readonly holder: Holder;
  readonly key: string;
}

/** Wherever a value of the tree hangs. Not deep: what is nested thousandfold has the same places over and over. */
function placesOf(tree: unknown, into: Place[] = [], depth = 0): Place[] {
  if (typeof tree !== 'object' || tree === null || depth > 50 || into.length > 5000) return into;
  if (!Array.isArray(tree) && Object.getPrototypeOf(tree) !== Object.prototype) return into;
  for (const key of Object.keys(tree)) {
    into.push({ holder: tree as Holder, key });
    placesOf(tree[key as never], into, depth + 1);
  }
  return into;
}

/** As JSON.parse does: a member called `__proto__` is one like others. */
function set(holder: Holder, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
}

function oddValue(random: Random, of: 'json' | 'message'): unknown {
  if (of === 'message' && random.below(4) === 0) return structuredClone(random.of(ODD_IN_MESSAGES));
  return random.below(4) === 0 ? random.of([...PIECES, ...NUMBERS]) : structuredClone(random.of(ODD));
}

function repeated(value: unknown, random: Random): unknown[] {
  return Array.from({ length: 1 + random.below(random.below(6) ? 3 : 300) }, () => structuredClone(value));
}

function wrapped(value: unknown, random: Random): unknown {
  let out = value;
  for (let times = 1 + random.below(random.below(6) ? 3 : DEEPEST); times > 0; times--)
    out = random.below(2) ? [out] : { a: out };
  return out;
}

/** A value of the same type that is a little other. */
function neighbourOf(value: unknown, random: Random): unknown {
  if (typeof value === 'number')
    return random.of([value + 1, value - 1, -value, value * 1000, value / 3, value * 2 ** 32]);
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return value;
  const at = random.below(value.length + 1);
  return random.of([
    value.slice(0, at) + random.of(PIECES) + value.slice(at),
    value.slice(at),
    value + value,
    value.toUpperCase(),
    value.repeat(1 + random.below(200)),
  ]);
}
