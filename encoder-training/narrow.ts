import fs from 'node:fs';
import { type Attribute, DataType, decodeModel, floatsOf, floatTensor, integerTensor, type Model, type Node, numbersOf, OnnxError, type Tensor } from '../src/onnx'; // prettier-ignore
import { decodeFloat16, encodeFloat16 } from '../src/onnx/float16';

/** Tensors of fewer elements stay as they are: they are small, and thresholds and shapes are among them. */
const AT_LEAST = 256;
/** What a narrow tensor is called where it has its own type again. */
const WIDE = '/wide';
const LARGEST_UINT16 = 0xffff;

/**
 * The same network with its large constants in half the size or less: float32 as float16, int64 as uint16, each followed by a Cast
 * to its own type, so that everything is computed as before. ONNX Runtime folds the casts when it opens the file. Tensors keep their
 * names.
 * @throws OnnxError where a float is beyond 65,504, the largest float16
 */
export function narrowed(model: Model): Model {
  const { graph } = model;
  const initializers = new Map(graph.initializers);
  const casts: Node[] = [];
  const renamed = new Map<string, string>();
  for (const tensor of graph.initializers.values()) {
    const narrow = narrowTensor(tensor);
    if (!narrow) continue;
    initializers.set(tensor.name, narrow);
    renamed.set(tensor.name, tensor.name + WIDE);
    casts.push(cast(tensor.name, tensor.name + WIDE, tensor.type));
  }
  const nodes = graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map((name) => renamed.get(name) ?? name) }));
  return { ...model, graph: { ...graph, nodes: [...casts, ...nodes], initializers } };
}

/** The inverse of `narrowed`, with the values rounded as they were; a network that is not narrow comes back as it is. */
export function widened(model: Model): Model {
  const { graph } = model;
  const initializers = new Map(graph.initializers);
  const renamed = new Map<string, string>();
  for (const { op, inputs, outputs } of graph.nodes) {
    const tensor = graph.initializers.get(inputs[0]);
    if (op !== 'Cast' || !tensor || outputs[0] !== tensor.name + WIDE) continue;
    initializers.set(tensor.name, wideTensor(tensor));
    renamed.set(outputs[0], tensor.name);
  }
  const nodes = graph.nodes
    .filter(({ outputs }) => !renamed.has(outputs[0]))
    .map((node) => ({ ...node, inputs: node.inputs.map((name) => renamed.get(name) ?? name) }));
  return { ...model, graph: { ...graph, nodes, initializers } };
}

/** A network or an encoder from its ONNX file, narrow or not, its weights in float32. */
export const readNetwork = (file: string): Model => widened(decodeModel(fs.readFileSync(file)));

function narrowTensor(tensor: Tensor): Tensor | undefined {
  const { name, dims, type } = tensor;
  if (dims.reduce((product, dim) => product * dim, 1) < AT_LEAST) return undefined;
  if (type === DataType.float32) {
    const values = floatsOf(tensor);
    if (values.some((value) => Math.abs(value) > 65_504)) throw new OnnxError(`${name} is beyond the range of float16`);
    return { name, dims, type: DataType.float16, bytes: bytesOf(encodeFloat16(values)) };
  }
  if (type === DataType.int64) {
    const values = numbersOf(tensor);
    if (values.some((value) => value < 0 || value > LARGEST_UINT16)) return undefined;
    return { name, dims, type: DataType.uint16, bytes: bytesOf(Uint16Array.from(values)) };
  }
  return undefined;
}

function wideTensor({ name, dims, type, bytes }: Tensor): Tensor {
  const values = new Uint16Array(Uint8Array.from(bytes).buffer);
  if (type === DataType.float16) return floatTensor(name, decodeFloat16(values), dims);
  if (type === DataType.uint16) return integerTensor(name, Array.from(values), dims);
  throw new OnnxError(`${name} is of type ${type}, which no narrow network has`);
}

const bytesOf = (values: Uint16Array) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

function cast(from: string, to: string, type: number): Node {
  const attributes = new Map<string, Attribute>([['to', { kind: 'int', value: type }]]);
  return { name: `Cast ${to}`, op: 'Cast', domain: '', inputs: [from], outputs: [to], attributes };
}
