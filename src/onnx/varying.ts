import type { Graph } from './model';

/** The tensors of a graph that depend on its inputs, these among them; all others are constants, or made of constants alone. */
export function varyingTensors({ inputs, nodes }: Pick<Graph, 'inputs' | 'nodes'>): ReadonlySet<string> {
  const varying = new Set(inputs.map(({ name }) => name));
  for (const { inputs: read, outputs } of nodes)
    if (read.some((name) => varying.has(name))) for (const name of outputs) varying.add(name);
  return varying;
}
