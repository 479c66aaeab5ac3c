import type { Query } from '../../contracts/similar';
import type { Filter } from '../../engine';
import type { LabelFiles } from '../labels/label-files';

/** The filter of a panel, with the tables that it can be about; undefined where there is none. */
export async function filterOf(
  { folder, where }: Pick<Query, 'folder' | 'where'>,
  labels: LabelFiles,
): Promise<Filter | undefined> {
  if (!where?.trim()) return undefined;
  return { where, tables: await openTables(folder, labels) };
}

/** The label file and the catalogues of a folder that can be read, by their absolute paths. */
export async function openTables(folder: string, labels: LabelFiles): Promise<string[]> {
  const tables = await labels.tables(folder);
  return tables.filter(({ state }) => state !== undefined).map(({ file }) => file);
}
