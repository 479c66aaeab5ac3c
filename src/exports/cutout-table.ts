import { exportTable, type ExportColumn, type ExportTable } from './table';

/** A cutout of a list, as far as it is known. */
export interface ListedCutout {
  /** Relative to the collection's folder, or absolute. */
  readonly path: string;
  readonly hdu: number;
  /** Cosine similarity, -1 to 1. */
  readonly similarity?: number;
  /** ICRS degrees. */
  readonly ra?: number;
  readonly dec?: number;
}

/**
 * A list of cutouts with the columns `path`, `hdu`, `similarity` (where any has one), `ra`, `dec`, and what else is said
 * of them.
 * @param more columns with one value a cutout
 * @throws RangeError as `exportTable`
 */
export function cutoutTable(
  cutouts: readonly ListedCutout[],
  more: readonly ExportColumn[] = [],
  description?: string,
): ExportTable {
  const of = (key: 'similarity' | 'ra' | 'dec') => cutouts.map((cutout) => cutout[key] ?? null);
  const similarity: ExportColumn = {
    name: 'similarity',
    type: 'number',
    description: 'cosine of the representations',
    values: of('similarity'),
  };
  return exportTable(
    [
      { name: 'path', type: 'text', ucd: 'meta.id;meta.file', isPath: true, values: cutouts.map(({ path }) => path) },
      { name: 'hdu', type: 'integer', description: '0 the primary HDU', values: cutouts.map(({ hdu }) => hdu) },
      ...(cutouts.some((cutout) => cutout.similarity !== undefined) ? [similarity] : []),
      { name: 'ra', type: 'number', unit: 'deg', ucd: 'pos.eq.ra;meta.main', values: of('ra') },
      { name: 'dec', type: 'number', unit: 'deg', ucd: 'pos.eq.dec;meta.main', values: of('dec') },
      ...more,
    ],
    description,
  );
}
