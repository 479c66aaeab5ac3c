import path from 'node:path';
import { cutoutName } from '../../collection/cutout-name';
import type { TableColumn } from '../../engine';
import type { JoinedTable, LabelFiles } from '../labels/label-files';
import type { ColourSource } from './colour-sources';

/** Kinds of columns whose values galaxies share, or have as numbers. */
const COLOURED = new Set<TableColumn['kind']>(['class', 'binary', 'tags', 'rating', 'votes', 'number']);

/** What a folder's map can be coloured by: the columns of its label file, then those of its catalogues. */
export async function columnColours(labels: LabelFiles, folder: string): Promise<ColourSource[]> {
  const tables = await labels.tables(folder);
  const names = tables.flatMap(coloured).map(({ name }) => name);
  return tables.flatMap((table) =>
    coloured(table).map(({ name }): ColourSource => {
      const several = names.filter((one) => one === name).length > 1;
      return {
        id: `column:${JSON.stringify([path.relative(folder, table.file), name])}`,
        label: several ? `${name} (${path.basename(table.file)})` : name,
        colour: (_, { paths, hdus }) => {
          const names = paths.map((file, i) => cutoutName({ path: file, hdu: hdus[i] }));
          return labels.column(folder, table.file, name, names);
        },
      };
    }),
  );
}

function coloured({ state }: JoinedTable): readonly TableColumn[] {
  return (state?.columns ?? []).filter(({ kind }) => COLOURED.has(kind));
}
