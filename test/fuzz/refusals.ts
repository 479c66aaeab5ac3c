import assert from 'node:assert/strict';

/** An error that a person can act on: which file, and why. Some call the file a path. */
interface Told extends Error {
  readonly file?: string;
  readonly path?: string;
  readonly reason?: string;
}

/** What JavaScript says of its own faults: no person can act on that. */
const OF_THE_INTERPRETER =
  /Cannot (?:read|set|convert|mix|destructure)|is not (?:a function|iterable|defined|a constructor)|Maximum call stack|[Ii]nvalid (?:array|typed array|string|count|code point)|undefined is|\[object |out of bounds|should be a multiple of/;

export interface RightAnswers {
  /** Classes of errors that are right answers. */
  readonly errors: readonly (abstract new (...args: never[]) => Error)[];
  /** What their file must be; what is about no file is not asked for one. */
  readonly file?: string;
  /** Whether a library's own words may be told, where its errors say no more. */
  readonly quoting?: boolean;
}

/**
 * Does something that may be refused. @returns what it gives; undefined where it was refused by a right answer
 * @throws what is thrown otherwise; AssertionError where a refusal does not say which file, and why
 */
export async function refusing<T>(work: () => T | Promise<T>, answers: RightAnswers): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    requireRefusal(error, answers);
    return undefined;
  }
}

/** @throws the error itself, or an AssertionError that says what it lacks, where it is no right answer */
export function requireRefusal(error: unknown, { errors, file, quoting = false }: RightAnswers): void {
  if (!errors.some((type) => error instanceof type)) throw error;
  const told = error as Told;
  if (file !== undefined) assert.equal(told.file ?? told.path, file, told.message);
  const reason = told.reason ?? told.message;
  const because = { cause: error };
  if (reason.length <= 3) throw new Error(`no reason: "${reason}"`, because);
  if (!quoting && OF_THE_INTERPRETER.test(reason)) throw new Error(`no reason for a person: "${reason}"`, because);
}
