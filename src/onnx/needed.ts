import type { Graph, Node } from './model';

/**
 * The nodes of a graph that some tensors are computed by, in their order, and the names of all tensors that have to do with it, those
 * asked for among them.
 * @param given tensors that are there already: what makes them is not needed
 */
export function needed(
  { nodes }: Pick<Graph, 'nodes'>,
  tensors: Iterable<string>,
  given: ReadonlySet<string> = new Set(),
): { readonly nodes: Node[]; readonly names: ReadonlySet<string> } {
  const names = new Set([...tensors].filter((name) => !given.has(name)));
  const found = nodes.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some((name) => names.has(name))) return false;
    for (const input of inputs) if (!given.has(input)) names.add(input);
    return true;
  });
  return { nodes: found.toReversed(), names };
}
