import * as v from 'valibot';

/**
 * An object of a JSON file whose names are anybody's, as a map. Not `v.record`, which leaves out `constructor` and `__proto__`:
 * these are names like others, and what is left out is lost when the file is written again.
 */
export function namesTo<const S extends v.GenericSchema>(value: S) {
  return v.pipe(
    v.custom<Record<string, unknown>>((input) => typeof input === 'object' && input !== null && !Array.isArray(input), 'no object'), // prettier-ignore
    v.transform((object) => new Map(Object.entries(object))),
    v.map(v.string(), value),
  );
}
