import type { FileMetaData } from 'hyparquet';
import { type Leaf, leavesOf, schemaOf } from './leaves';

/**
 * Sees that the parts of a Parquet file hold the columns that its schema has, each once and in their order, as the format
 * demands (Apache Parquet, "Column chunks"). The library starts to read all columns at once; of one that it has no place
 * for nobody would wait, and where that failed the process would end.
 * @returns the names of the columns, and what of them holds values
 * @throws Error with the reason
 */
export function columnsOfSchema(metadata: FileMetaData): { readonly names: string[]; readonly leaves: Leaf[] } {
  const schema = schemaOf(metadata);
  const leaves = leavesOf(schema);
  const declared = leaves.map(({ path }) => nameOf(path));
  const names = schema.children.map(({ element }) => element.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`two columns are called "${twice}"`);
  for (const { columns } of metadata.row_groups) {
    const held = columns.map(({ meta_data }) => nameOf(meta_data?.path_in_schema ?? []));
    if (held.length !== declared.length || held.some((name, i) => name !== declared[i]))
      throw new Error(`it holds the columns ${held.join(', ')}, and declares ${declared.join(', ')}`);
  }
  return { names, leaves };
}

/** Names may have dots in them. */
function nameOf(path: readonly string[]): string {
  return path.length === 1 ? path[0] : JSON.stringify(path);
}
