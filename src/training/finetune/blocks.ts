import { DataType, type Model, needed } from '../../onnx';
import { TrainingError } from '../errors';
import { trainingGraph } from '../training-graph';
import { meanSquare } from '../losses';

/** A part of an encoder that is trained as one: a stem, a stage, the last layers. */
export interface EncoderBlock {
  readonly name: string;
  /** Its trainable weights. */
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
 * The blocks of an encoder between its input and its embedding, in the order in which they are computed: weights of one name
 * up to the first part that is a number (`stages.0`), or up to the first dot (`stem1`). Weights that exporters have renamed
 * are known by the names of their nodes.
 */
export function encoderBlocks({ graph }: Model, embedding: string): EncoderBlock[] {
  const blocks = new Map<string, Set<string>>();
  for (const { op, name, inputs } of needed(graph, [embedding]).nodes) {
    for (const input of inputs) {
      const tensor = graph.initializers.get(input);
      if (!tensor || tensor.type !== DataType.float32 || tensor.dims.length === 0) continue;
      const block = input.includes('.') && !input.includes('::') ? blockOf(input.split('.').slice(0, -1)) : WEIGHTED.has(op) && name.includes('/') ? blockOf(nodePath(name)) : undefined; // prettier-ignore
      if (block === undefined) continue;
      const own = blocks.get(block) ?? new Set<string>();
      own.add(input);
      blocks.set(block, own);
    }
  }
  return [...blocks].map(([name, weights]) => ({ name, weights: [...weights] }));
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
    if (error instanceof TrainingError) return error.message;
    throw error;
  }
}

/** `/stages/stages.0/blocks/Conv` as `stages`, `0`, `blocks`. */
function nodePath(name: string): string[] {
  const parts = name.split('/').filter((part) => part !== '').slice(0, -1); // prettier-ignore
  const deepest = parts.filter((part, i) => !parts[i + 1]?.startsWith(`${part}.`));
  return deepest.flatMap((part) => part.split('.'));
}

function blockOf(parts: readonly string[]): string | undefined {
  if (parts.length === 0) return undefined;
  const number = parts.findIndex((part) => /^\d+$/.test(part));
  return parts.slice(0, number < 0 ? 1 : number + 1).join('.');
}
