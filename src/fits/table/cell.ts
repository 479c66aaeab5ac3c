/** A single value of a table: complex numbers as [real, imaginary]; null where the table marks it undefined. */
export type CellValue = number | bigint | string | boolean | null | readonly [number, number];

/** What a field of a row holds: one value, or several in the order they are stored. */
export type Cell = CellValue | readonly CellValue[];
