/** A single value of a table: complex numbers as [real, imaginary]; null where the table marks it undefined. */
export type CellValue = number | bigint | string | boolean | null | readonly [number, number];

/** Value of a field in one row: a single value, or several in the order in which they are stored. */
export type Cell = CellValue | readonly CellValue[];
