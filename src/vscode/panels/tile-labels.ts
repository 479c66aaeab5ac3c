import path from 'node:path';
import type { LabelSituation, TileLabels } from '../../contracts/labels';
import type { LabelCells, TableColumn } from '../../engine';
import type { CellValue, Scalar } from '../../labels/table';
import { cellIn } from '../../labels/take-over';
import type { LabelFiles } from '../labels/label-files';

/** Kinds of columns that a tile shows. */
const SHOWN = new Set(['class', 'binary', 'rating']);
const MOST_SHOWN = 3;

/** What the panel is told of the folder's label file and catalogues. */
export async function labelSituation(labels: LabelFiles, folder: string): Promise<LabelSituation> {
  const own = await labels.labels(folder);
  const tables = await labels.tables(folder);
  const relative = own && path.relative(folder, own.file).split(path.sep).join('/');
  return {
    folder,
    ...(own && relative ? { name: relative.startsWith('..') ? path.basename(own.file) : relative } : {}),
    readable: own?.error === undefined,
    editable: own?.state?.editable ?? false,
    rows: own?.state?.rows ?? 0,
    matched: own?.state?.binding?.matched ?? 0,
    columns: own?.state?.columns ?? [],
    others: tables.filter(({ file }) => file !== own?.file).flatMap(({ state }) => state?.columns ?? []),
    errors: tables.flatMap(({ error }) => (error === undefined ? [] : [error])),
  };
}

/** What is written on the tiles of some galaxies, by their names (`file.fits[2]`); null for those that have no row. */
export async function tileLabels(
  labels: LabelFiles,
  folder: string,
  paths: readonly string[],
): Promise<(TileLabels | null)[]> {
  const columns = (await labels.labels(folder))?.state?.columns ?? [];
  const cells = await labels.cells(folder, paths);
  return cells.map((row) => labelsOfRow(columns, row));
}

/** What a row of a table with such columns says on a tile. */
export function labelsOfRow(columns: readonly TableColumn[], row: LabelCells): TileLabels | null {
  if (!row) return null;
  const tagColumns = columns.filter(({ kind }) => kind === 'tags');
  const shown = columns.filter(({ kind }) => SHOWN.has(kind)).slice(0, MOST_SHOWN);
  const tags = tagColumns.flatMap(({ name }) => tagsOf(cellIn(row, name)));
  const values = shown.flatMap((column) => valueOf(column, cellIn(row, column.name)));
  return { tags: [...new Set(tags)], values };
}

function tagsOf(cell: CellValue): string[] {
  return Array.isArray(cell) ? cell.map(String) : [];
}

/** A yes is the column's name; a no is not worth a word. */
function valueOf({ name, kind }: TableColumn, cell: CellValue): TileLabels['values'][number][] {
  const text = Array.isArray(cell) ? cell.join(', ') : String((cell as Scalar) ?? '').trim();
  if (text === '') return [];
  if (kind !== 'binary') return [{ column: name, value: kind === 'rating' ? `${name} ${text}` : text }];
  return /^(1(\.0)?|true|yes|y|t)$/i.test(text) ? [{ column: name, value: name }] : [];
}
