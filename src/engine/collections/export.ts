import { parquetWriteBuffer } from 'hyparquet-writer';
import Papa from 'papaparse';
import {
  exportsLeft,
  MEASURE_COLUMNS,
  npyHeader,
  StoreError,
  sweep,
  type Place,
  type RepresentationStore,
} from '../../collection';
import { type CsvOptions, spreadsheetPath } from '../../exports';
import { writeAtomically } from '../../files';

/** Rows turned into text or bytes at a time. */
const ROWS_PER_CHUNK = 4096;

/** Formats of `exportRepresentations`, by the file's extension. */
export const EXPORT_FORMATS = ['.csv', '.parquet', '.npy'] as const;

/**
 * Writes all representations and measures as float32, sorted by path and HDU: CSV with the header
 * `path,hdu,concentration,...,measure_flag,e0,e1,...`, Parquet with the columns `path, hdu, concentration, ...,
 * measure_flag, representation` (a list of floats), or NPY (the matrix of representations alone). Whole or not at all.
 * In CSV a path that a spreadsheet would run as a formula is written from the folder it is in, `./=1.fits`, unless
 * `rawCells` says otherwise.
 * @returns the number of rows.
 * @throws StoreError for another extension, a full disk or a folder that cannot be written to.
 */
export async function exportRepresentations(
  store: RepresentationStore,
  out: string,
  { rawCells = false }: CsvOptions = {},
): Promise<number> {
  const format = EXPORT_FORMATS.find((extension) => out.toLowerCase().endsWith(extension));
  if (!format) throw new StoreError(out, `an export ends in ${EXPORT_FORMATS.join(', ')}`);
  const places = sorted(store);
  const chunks =
    format === '.csv'
      ? csv(places, store.dimensions, rawCells ? (file) => file : spreadsheetPath)
      : format === '.npy'
        ? npy(places, store.dimensions)
        : parquet(places);
  await sweep(await exportsLeft(out));
  try {
    await writeAtomically(out, chunks);
  } catch (error) {
    throw StoreError.from(out, error);
  }
  return places.length;
}

function sorted(store: RepresentationStore): Place[] {
  const row = ({ block, row: i }: Place) => block.rows[i];
  return [...store.places()].sort((a, b) => {
    const [p, q] = [row(a), row(b)];
    return p.path < q.path ? -1 : p.path > q.path ? 1 : p.hdu - q.hdu;
  });
}

function* chunksOf(places: readonly Place[]): Generator<readonly Place[]> {
  for (let from = 0; from < places.length; from += ROWS_PER_CHUNK) yield places.slice(from, from + ROWS_PER_CHUNK);
}

function* csv(places: readonly Place[], dimensions: number, pathOf: (file: string) => string): Generator<string> {
  yield `path,hdu,${MEASURE_COLUMNS.join(',')},${Array.from({ length: dimensions }, (_, d) => `e${d}`).join(',')}\n`;
  for (const chunk of chunksOf(places)) {
    const rows = chunk.map(({ block, row }) => {
      const { path: file, hdu, measures } = block.rows[row];
      return [pathOf(file), hdu, ...MEASURE_COLUMNS.map((_, m) => measures[m] ?? NaN), ...block.representation(row)];
    });
    yield `${Papa.unparse(rows, { newline: '\n' })}\n`;
  }
}

function* npy(places: readonly Place[], dimensions: number): Generator<Uint8Array> {
  yield npyHeader('<f4', places.length, dimensions);
  for (const chunk of chunksOf(places)) {
    const values = new Float32Array(chunk.length * dimensions);
    chunk.forEach(({ block, row }, i) => values.set(block.representation(row), i * dimensions));
    yield new Uint8Array(values.buffer);
  }
}

function* parquet(places: readonly Place[]): Generator<Uint8Array> {
  const rows = places.map(({ block, row }) => block.rows[row]);
  yield new Uint8Array(
    parquetWriteBuffer({
      schema: [
        { name: 'root', num_children: 3 + MEASURE_COLUMNS.length },
        { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
        { name: 'hdu', type: 'INT32', repetition_type: 'REQUIRED' },
        ...MEASURE_COLUMNS.map((name) => ({ name, type: 'FLOAT' as const, repetition_type: 'REQUIRED' as const })),
        { name: 'representation', converted_type: 'LIST', num_children: 1, repetition_type: 'REQUIRED' },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
      ],
      columnData: [
        { name: 'path', data: rows.map((row) => row.path) },
        { name: 'hdu', data: rows.map((row) => row.hdu) },
        ...MEASURE_COLUMNS.map((name, m) => ({ name, data: rows.map(({ measures }) => measures[m] ?? NaN) })),
        { name: 'representation', data: places.map(({ block, row }) => Array.from(block.representation(row))) },
      ],
      createdBy: 'Morphoscope',
    }),
  );
}
