import { type Attribute, DataType, floatsOf, type Model, type Node, OnnxError, type Tensor } from '../../onnx';
import { encodeFloat16 } from '../../onnx/float16';

/** Inputs that the operators demand in float32 whatever they work on (ONNX operators, Resize and Upsample). */
const STAY_FLOAT32: ReadonlyMap<string, readonly number[]> = new Map([
  ['Resize', [1, 2]],
  ['Upsample', [1]],
]);

/**
 * The same network with its weights and all that it computes in float16; inputs and outputs stay float32, by casts.
 * @throws OnnxError where it holds graphs of its own in its nodes, or weights beyond 65,504, the largest float16
 */
export function halfPrecision(model: Model): Model {
  const { graph } = model;
  const outside = new Map<string, string>();
  const casts: Node[] = [];
  for (const { name, type } of graph.inputs) {
    if (type !== DataType.float32 || graph.initializers.has(name)) continue;
    outside.set(name, `${name}/half`);
    casts.push(cast(name, `${name}/half`, DataType.float16));
  }
  const outputs = graph.outputs.filter(({ type }) => type === DataType.float32);
  for (const { name } of outputs) outside.set(name, `${name}/half`);
  const halved = (name: string) => outside.get(name) ?? name;

  const initializers = new Map<string, Tensor>();
  const nodes = graph.nodes.map((node): Node => {
    const inputs = node.inputs.map((name, i) => {
      const weights = graph.initializers.get(name);
      if (!weights) return halved(name);
      const stays = STAY_FLOAT32.get(node.op)?.includes(i) ?? false;
      const kept = stays ? `${name}/single` : name;
      initializers.set(kept, stays ? { ...weights, name: kept } : half(weights));
      return kept;
    });
    const attributes = [...node.attributes].map(([key, value]) => [key, halfAttribute(node, key, value)] as const);
    return { ...node, inputs, outputs: node.outputs.map(halved), attributes: new Map(attributes) };
  });
  return {
    ...model,
    graph: {
      ...graph,
      nodes: [...casts, ...nodes, ...outputs.map(({ name }) => cast(`${name}/half`, name, DataType.float32))],
      initializers,
      // ONNX Runtime infers them anew.
      valueInfo: [],
    },
  };
}

function cast(from: string, to: string, type: number): Node {
  const attributes = new Map<string, Attribute>([['to', { kind: 'int', value: type }]]);
  return { name: `Cast ${to}`, op: 'Cast', domain: '', inputs: [from], outputs: [to], attributes };
}

function half(tensor: Tensor): Tensor {
  if (tensor.type !== DataType.float32) return tensor;
  const bits = encodeFloat16(floatsOf(tensor));
  // All bits of the exponent set: infinity or NaN.
  if (bits.some((value) => (value & 0x7c00) === 0x7c00))
    throw new OnnxError(`${tensor.name} has values beyond float16`);
  return { ...tensor, type: DataType.float16, bytes: new Uint8Array(bits.buffer) };
}

function halfAttribute({ op, name }: Node, key: string, value: Attribute): Attribute {
  if (value.kind === 'other') throw new OnnxError(`the node ${name} (${op}) holds a graph`);
  if (value.kind === 'tensor') return { kind: 'tensor', value: half(value.value) };
  if (op === 'Cast' && key === 'to' && value.kind === 'int' && value.value === DataType.float32)
    return { kind: 'int', value: DataType.float16 };
  return value;
}
