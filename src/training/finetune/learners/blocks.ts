import { DataType, type Graph, type Model, needed, type Node, OnnxError, varyingTensors } from '../../../onnx';
import { TrainingError } from '../../errors';
import { trainingGraph } from '../../training-graph';
import { meanSquare } from '../../losses';

/** A part of an encoder that is trained as one: a stem, a stage, the last layers. */
export interface EncoderBlock {
  readonly name: string;
  /** The block's trainable weights. */
  readonly weights: readonly string[];
}

/** Operators whose constants are weights; what other operators read are numbers of formulas. */
const WEIGHTED = new Set([
  'Conv',
  'Gemm',
  'MatMul',
  'LayerNormalization',
  'BatchNormalization',
  'InstanceNormalization',
  'PRelu',
]);

/**
 * The blocks of an encoder between its input and its embedding, the first first: its parts, those that as many others follow on the
 * longest way to the embedding being one block. So of networks beside each other the last blocks are the ends of all.
 */
export function encoderBlocks(model: Model, embedding: string): EncoderBlock[] {
  const parts = partsOf(model, embedding);
  const heights = heightsOf(parts);
  // Where parts follow each other in a circle, which names alone can make them do, the order in which they are computed has to do.
  if (!heights) return parts.map(blockOf);
  const levels = new Map<number, EncoderBlock[]>();
  for (const part of parts) {
    const height = heights.get(part.name)!;
    levels.set(height, [...(levels.get(height) ?? []), blockOf(part)]);
  }
  return [...levels]
    .sort(([one], [other]) => other - one)
    .map(([, beside]) => ({
      name: beside.map(({ name }) => name).join(' + '),
      weights: beside.flatMap(({ weights }) => weights),
    }));
}

/**
 * The parts of an encoder, in the order in which they are computed: weights of one name up to the first part that is a number
 * (`stages.0`), or up to the first dot (`stem1`). Weights that exporters have renamed are known by the names of their nodes.
 */
export function encoderParts(model: Model, embedding: string): EncoderBlock[] {
  return partsOf(model, embedding).map(blockOf);
}

interface Part {
  readonly name: string;
  readonly weights: Set<string>;
  /** Names of those that work on what it has made of the image next. */
  readonly next: Set<string>;
}

const blockOf = ({ name, weights }: Part): EncoderBlock => ({ name, weights: [...weights] });

function partsOf({ graph }: Model, embedding: string): Part[] {
  const parts = new Map<string, Part>();
  const varying = varyingTensors(graph);
  /** Of what varies with the image, the parts that have worked on it last; of what is made of weights alone, theirs. */
  const last = new Map<string, ReadonlySet<string>>();
  for (const node of needed(graph, [embedding]).nodes) {
    const lastOf = (inputs: readonly string[]) => inputs.flatMap((input) => [...(last.get(input) ?? [])]);
    const before = new Set(lastOf(node.inputs.filter((input) => varying.has(input))));
    const own = new Set(lastOf(node.inputs.filter((input) => !varying.has(input))));
    for (const { part, weight } of weightsOf(graph, node)) {
      if (!parts.has(part)) parts.set(part, { name: part, weights: new Set(), next: new Set() });
      parts.get(part)!.weights.add(weight);
      own.add(part);
    }
    for (const part of own) for (const one of before) if (one !== part) parts.get(one)!.next.add(part);
    for (const output of node.outputs) last.set(output, own.size > 0 ? own : before);
  }
  return [...parts.values()];
}

/** The weights that a node reads, with the parts that they belong to. */
function weightsOf(graph: Graph, { op, name, inputs }: Node): { part: string; weight: string }[] {
  return inputs.flatMap((weight) => {
    const tensor = graph.initializers.get(weight);
    if (!tensor || tensor.type !== DataType.float32 || tensor.dims.length === 0) return [];
    const part = weight.includes('.') && !weight.includes('::') ? nameOf(weight.split('.').slice(0, -1)) : WEIGHTED.has(op) && name.includes('/') ? nameOf(nodePath(name)) : undefined; // prettier-ignore
    return part === undefined ? [] : [{ part, weight }];
  });
}

/** The number of steps on the longest way from each to one that nothing follows; undefined where there is a circle. */
function heightsOf(parts: readonly Part[]): ReadonlyMap<string, number> | undefined {
  const next = new Map(parts.map((part) => [part.name, part.next]));
  const heights = new Map<string, number>();
  const open = new Set<string>();
  /** NaN of one that leads into a circle. */
  const height = (part: string): number => {
    const known = heights.get(part);
    if (known !== undefined) return known;
    if (open.has(part)) return NaN;
    open.add(part);
    const found = Math.max(0, ...[...next.get(part)!].map((one) => height(one) + 1));
    open.delete(part);
    heights.set(part, found);
    return found;
  };
  return parts.some(({ name }) => Number.isNaN(height(name))) ? undefined : heights;
}

/** Why no block of an encoder can be trained; undefined where the last one can. */
export function obstacle(model: Model, embedding: string, blocks: readonly EncoderBlock[]): string | undefined {
  const last = blocks.at(-1);
  if (!last) return 'the weights of its graph have no names that tell its blocks';
  try {
    const names = new Set(last.weights);
    trainingGraph(model, {
      losses: [meanSquare({ name: 'probe', output: embedding })],
      trainable: ({ name }) => names.has(name),
    });
    return undefined;
  } catch (error) {
    // A graph that runs may have operators or shapes that training does not know.
    if (error instanceof TrainingError || error instanceof OnnxError) return error.message;
    throw error;
  }
}

/** `/stages/stages.0/blocks/Conv` as `stages`, `0`, `blocks`. */
function nodePath(name: string): string[] {
  const parts = name.split('/').filter((part) => part !== '').slice(0, -1); // prettier-ignore
  const deepest = parts.filter((part, i) => !parts[i + 1]?.startsWith(`${part}.`));
  return deepest.flatMap((part) => part.split('.'));
}

function nameOf(parts: readonly string[]): string | undefined {
  if (parts.length === 0) return undefined;
  const number = parts.findIndex((part) => /^\d+$/.test(part));
  return parts.slice(0, number < 0 ? 1 : number + 1).join('.');
}
