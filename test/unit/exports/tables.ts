import fc from 'fast-check';
import { type ExportColumn, exportTable, type ExportTable } from '../../../src/exports';

/** Any text that is well-formed Unicode, among them those that formats have delimiters of. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'",\r\n\t &<>\'{}#;é]'), maxLength: 8 }),
  fc.constantFrom('', ' ', 'cutouts/a b.fits', '007', ']]>', '&amp;'),
);
const number = fc.double();
const integer = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -3, max: 3 }));

const column = (name: string, rows: number): fc.Arbitrary<ExportColumn> => {
  const values = <T>(of: fc.Arbitrary<T>) => fc.array(fc.option(of), { minLength: rows, maxLength: rows });
  return fc.oneof(
    values(text).map((all) => ({ name, type: 'text' as const, values: all })),
    values(number).map((all) => ({ name, type: 'number' as const, values: all })),
    values(integer).map((all) => ({ name, type: 'integer' as const, values: all })),
  );
};

const names = fc.uniqueArray(text.filter((name) => name !== ''), { minLength: 1, maxLength: 4 }); // prettier-ignore

/** Tables of any columns and values. */
export const tables: fc.Arbitrary<ExportTable> = fc
  .tuple(names, fc.nat(5))
  .chain(([all, rows]) => fc.tuple(...all.map((name) => column(name, rows))))
  .map((columns) => exportTable(columns));
