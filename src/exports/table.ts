/** What is known of a column beyond its values; VOTable says it, the other formats keep the name. */
interface Described {
  readonly name: string;
  /** Unit in the notation of VOUnits. */
  readonly unit?: string;
  /** Unified Content Descriptor, UCD1+. */
  readonly ucd?: string;
  readonly description?: string;
}

/**
 * One column, its values in the order of the rows. Null is no value; of numbers NaN is none, too. Integers are those
 * that a double holds exactly.
 */
export type ExportColumn =
  | (Described & {
      readonly type: 'text';
      /** Whether they are paths of files. */
      readonly isPath?: boolean;
      readonly values: readonly (string | null)[];
    })
  | (Described & { readonly type: 'number' | 'integer'; readonly values: readonly (number | null)[] });

/** A table of typed columns with names, as all formats take it. */
export interface ExportTable {
  readonly rows: number;
  readonly columns: readonly ExportColumn[];
  /** One sentence on what it is a table of. */
  readonly description?: string;
}

/**
 * A table of some columns.
 * @throws RangeError where columns have no name, one name or different lengths, or an integer is none
 */
export function exportTable(columns: readonly ExportColumn[], description?: string): ExportTable {
  const rows = columns[0]?.values.length ?? 0;
  const names = new Set<string>();
  for (const { name, type, values } of columns) {
    if (name === '') throw new RangeError('a column has no name');
    if (names.has(name)) throw new RangeError(`two columns are called ${name}`);
    names.add(name);
    if (values.length !== rows) throw new RangeError(`${name} has ${values.length} values, not ${rows}`);
    const odd = type === 'integer' ? values.find((value) => value !== null && !Number.isSafeInteger(value)) : undefined;
    if (odd !== undefined) throw new RangeError(`${odd} in ${name} is no integer`);
  }
  return { rows, columns, description };
}

/** Whether there is a value, not null and not NaN. */
export function isValue<T extends string | number>(value: T | null): value is T {
  return value !== null && value === value;
}

/** Whether all integers of a column fit into 32 bits with a sign. */
export function fitsInt32(values: readonly (number | null)[]): boolean {
  return values.every((value) => value === null || value === (value | 0));
}
