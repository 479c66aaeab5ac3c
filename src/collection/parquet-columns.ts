import { type FileMetaData, parquetSchema, type SchemaTree } from 'hyparquet';

/**
 * Sees that the parts of a Parquet file hold the columns that its schema has, each once and in their order, as the format
 * demands (Apache Parquet, "Column chunks"). The library starts to read all columns at once; of one that it has no place
 * for nobody would wait, and where that failed the process would end.
 * @throws Error with the reason
 */
export function requireColumnsOfSchema(metadata: FileMetaData): void {
  const schema = parquetSchema(metadata);
  const leaves = leavesOf(schema).map(({ path }) => nameOf(path));
  const names = schema.children.map(({ element }) => element.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`two columns are called "${twice}"`);
  for (const { columns } of metadata.row_groups) {
    const held = columns.map(({ meta_data }) => nameOf(meta_data?.path_in_schema ?? []));
    if (held.length !== leaves.length || held.some((name, i) => name !== leaves[i]))
      throw new Error(`it holds the columns ${held.join(', ')}, and declares ${leaves.join(', ')}`);
  }
}

function leavesOf(tree: SchemaTree): SchemaTree[] {
  return tree.children.flatMap((child) => (child.children.length > 0 ? leavesOf(child) : [child]));
}

/** Names may have dots in them. */
function nameOf(path: readonly string[]): string {
  return path.length === 1 ? path[0] : JSON.stringify(path);
}
