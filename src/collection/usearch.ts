import { createRequire } from 'node:module';
import type * as Usearch from 'usearch';

/** An environment variable: `exact` compares all rows, as where usearch has no library for a machine. */
export const INDEX_SWITCH = 'MORPHOSCOPE_INDEX';

const load = createRequire(__filename);

type Loaded = { readonly module: typeof Usearch } | { readonly why: string };

let loaded: Loaded | undefined;

/** The library of approximate indices, loaded when one is wanted; or why there is none here. */
export function usearch(): Loaded {
  if (process.env[INDEX_SWITCH] === 'exact') return { why: `${INDEX_SWITCH} says so` };
  return (loaded ??= loadUsearch());
}

/** @param from loads it: another one in tests */
export function loadUsearch(from: (name: string) => unknown = load): Loaded {
  try {
    return { module: from('usearch') as typeof Usearch };
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    return { why: `usearch cannot be loaded on ${process.platform}-${process.arch} (${reason})` };
  }
}
