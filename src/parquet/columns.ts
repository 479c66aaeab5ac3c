import type { FileMetaData } from 'hyparquet';
import { type Leaf, leavesOf, schemaOf } from './leaves';

/** A column as a table has them: one that is nested has several that hold values. */
export interface TableColumn {
  readonly name: string;
  readonly leaves: readonly Leaf[];
  /**
   * The file's metadata reduced to this column. The library otherwise examines every column of the metadata for each
   * column that it reads.
   */
  readonly metadata: FileMetaData;
}

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
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) throw new Error(`two columns are called "${twice}"`);
  for (const { columns } of metadata.row_groups) {
    const held = columns.map(({ meta_data }) => nameOf(meta_data?.path_in_schema ?? []));
    if (held.length !== declared.length || held.some((name, i) => name !== declared[i]))
      throw new Error(`it holds the columns ${held.join(', ')}, and declares ${declared.join(', ')}`);
  }
  return { names, leaves };
}

/** The columns of metadata that `columnsOfSchema` has nothing against. */
export function tableColumnsOf(metadata: FileMetaData): TableColumn[] {
  const tree = schemaOf(metadata);
  const leaves = leavesOf(tree);
  const [root] = metadata.schema;
  let element = 1;
  let leaf = 0;
  return tree.children.map(({ element: { name }, count }) => {
    const from = leaf;
    while (leaf < leaves.length && leaves[leaf].path[0] === name) leaf++;
    const schema = [{ ...root, num_children: 1 }, ...metadata.schema.slice(element, (element += count))];
    const row_groups = metadata.row_groups.map((group) => ({ ...group, columns: group.columns.slice(from, leaf) }));
    return { name, leaves: leaves.slice(from, leaf), metadata: { ...metadata, schema, row_groups } };
  });
}

/** Names may have dots in them. */
function nameOf(path: readonly string[]): string {
  return path.length === 1 ? path[0] : JSON.stringify(path);
}
