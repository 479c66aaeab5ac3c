import { type FileMetaData, parquetSchema, type SchemaElement, type SchemaTree } from 'hyparquet';

/** A column of the file: one of the schema's that holds values. */
export interface Leaf {
  readonly element: SchemaElement;
  readonly path: readonly string[];
  /** The greatest levels of definition and repetition: 0 where there are none. */
  readonly defined: number;
  readonly repeated: number;
}

/** Elements in elements. */
const DEEPEST = 64;

/**
 * The schema as a tree.
 * @throws Error where its elements do not add up to one: the library would look for them without end
 */
export function schemaOf(metadata: FileMetaData): SchemaTree {
  requireTree(metadata.schema);
  return parquetSchema(metadata);
}

export function leavesOf(schema: SchemaTree): Leaf[] {
  const below = (tree: SchemaTree, defined: number, repeated: number): Leaf[] =>
    tree.children.flatMap((child) => {
      const { element, path } = child;
      const one = {
        element,
        path,
        defined: defined + Number(element.repetition_type !== 'REQUIRED'),
        repeated: repeated + Number(element.repetition_type === 'REPEATED'),
      };
      return child.children.length > 0 ? below(child, one.defined, one.repeated) : [one];
    });
  return below(schema, 0, Number(schema.element.repetition_type === 'REPEATED'));
}

function requireTree(elements: readonly SchemaElement[]): void {
  const open: number[] = [];
  for (const [i, { num_children: children = 0 }] of elements.entries()) {
    if (i > 0) {
      if (open.length === 0) break; // the library does not look at what follows
      open[open.length - 1]--;
    }
    if (children < 0 || children >= elements.length) throw new Error(`an element of the schema has ${children} parts`);
    if (open.length > DEEPEST) throw new Error('its schema is nested too deep');
    open.push(children);
    while (open.length > 0 && open[open.length - 1] === 0) open.pop();
  }
  if (open.length > 0 || elements.length === 0) throw new Error('its schema ends too early');
}
