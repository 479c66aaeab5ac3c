import { OnnxError } from './error';
import { externalTensors } from './external-files';
import { type Attribute, DataType, type Graph, type Model, type Node, type Tensor, type ValueInfo } from './model';
import { decodeMessage, encodeMessage, type Message } from './wire';

/**
 * Reads an ONNX file. Weights that the file holds as raw bytes are views of `bytes`, not copies.
 * @param elsewhere what becomes of weights that lie in another file (the format's external data): `named`, they keep their
 * names, dimensions and places, without values that could be read, and are written as they were
 * @throws OnnxError when the bytes are not a model, or the model keeps weights in other files that may not be, has functions
 * of its own or sparse weights.
 */
export function decodeModel(bytes: Uint8Array, elsewhere: 'refused' | 'named' = 'refused'): Model {
  const model = decodeMessage(bytes, 'Model');
  if (!model.graph) throw new OnnxError('not an ONNX model: there is no graph');
  if ((model.functions as unknown[]).length > 0) throw new OnnxError('the model defines functions of its own');
  return {
    irVersion: (model.irVersion as number | undefined) ?? 0,
    producer: text(model.producer),
    opsets: new Map((model.opsets as Message[]).map((opset) => [text(opset.domain), (opset.version as number) ?? 0])),
    metadata: new Map((model.metadata as Message[]).map((entry) => [text(entry.key), text(entry.value)])),
    graph: graphOf(model.graph as Message, elsewhere),
  };
}

const text = (value: unknown) => (value as string | undefined) ?? '';

function graphOf(graph: Message, elsewhere: 'refused' | 'named'): Graph {
  if ((graph.sparse as unknown[]).length > 0) throw new OnnxError('the model has sparse weights');
  const tensors = (graph.initializers as Message[]).map((tensor) => tensorFrom(tensor, elsewhere));
  return {
    name: text(graph.name),
    nodes: (graph.nodes as Message[]).map(nodeOf),
    initializers: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    inputs: (graph.inputs as Message[]).map(valueInfoOf),
    outputs: (graph.outputs as Message[]).map(valueInfoOf),
    valueInfo: (graph.valueInfo as Message[]).map(valueInfoOf),
  };
}

function nodeOf(node: Message): Node {
  return {
    name: text(node.name),
    op: text(node.op),
    domain: text(node.domain),
    inputs: node.inputs as string[],
    outputs: node.outputs as string[],
    attributes: new Map((node.attributes as Uint8Array[]).map(attributeFrom)),
  };
}

/** `AttributeProto.AttributeType`. */
const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7, strings: 8 } as const;

function attributeFrom(bytes: Uint8Array): [string, Attribute] {
  const message = decodeMessage(bytes, 'Attribute');
  const name = text(message.name);
  switch (message.reference === undefined && message.type) {
    case ATTRIBUTE_TYPES.float:
      return [name, { kind: 'float', value: (message.f as number | undefined) ?? 0 }];
    case ATTRIBUTE_TYPES.int:
      return [name, { kind: 'int', value: (message.i as number | undefined) ?? 0 }];
    case ATTRIBUTE_TYPES.string:
      return [name, { kind: 'string', value: text(message.s) }];
    case ATTRIBUTE_TYPES.tensor:
      return [
        name,
        {
          kind: 'tensor',
          value: tensorFrom((message.t as Message | undefined) ?? decodeMessage(new Uint8Array(), 'Tensor')),
        },
      ];
    case ATTRIBUTE_TYPES.floats:
      return [name, { kind: 'floats', value: message.floats as number[] }];
    case ATTRIBUTE_TYPES.ints:
      return [name, { kind: 'ints', value: message.ints as number[] }];
    case ATTRIBUTE_TYPES.strings:
      return [name, { kind: 'strings', value: message.strings as string[] }];
    default:
      // Graphs of If and Loop are kept as they are, and their weights with them.
      for (const tensor of externalTensors(bytes, 'Attribute')) {
        throw new OnnxError(`the weights of ${tensor.name} are in another file`);
      }
      return [name, { kind: 'other', value: bytes }];
  }
}

function tensorFrom(tensor: Message, elsewhere: 'refused' | 'named' = 'refused'): Tensor {
  const name = text(tensor.name);
  const type = (tensor.type as number | undefined) ?? 0;
  if (tensor.location === EXTERNAL) {
    if (elsewhere === 'refused') throw new OnnxError(`the weights of ${name} are in another file`);
    const places = (tensor.externalData as Message[]).map(({ key, value }) => [text(key), text(value)] as const);
    return { name, dims: tensor.dims as number[], type, bytes: new Uint8Array(), elsewhere: new Map(places) };
  }
  return {
    name,
    dims: tensor.dims as number[],
    type,
    bytes: (tensor.raw as Uint8Array | undefined) ?? packed(tensor, type),
  };
}

/** Values of the typed fields, as the little-endian bytes that `raw_data` would have. */
function packed(tensor: Message, type: number): Uint8Array {
  const bytes = (values: ArrayBufferView) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const int32s = tensor.int32s as number[];
  switch (type) {
    case DataType.float32:
      return bytes(Float32Array.from(tensor.floats as number[]));
    case DataType.float64:
      return bytes(Float64Array.from(tensor.doubles as number[]));
    case DataType.int64:
      return bytes(BigInt64Array.from(tensor.int64s as number[], BigInt));
    case DataType.int32:
      return bytes(Int32Array.from(int32s));
    case DataType.float16:
    case DataType.uint16:
    case DataType.int16:
      return bytes(Uint16Array.from(int32s));
    default:
      return Uint8Array.from(int32s);
  }
}

function valueInfoOf(value: Message): ValueInfo {
  const tensor = (value.type as Message | undefined)?.tensor as Message | undefined;
  const shape = tensor?.shape as Message | undefined;
  return {
    name: text(value.name),
    type: (tensor?.type as number | undefined) ?? 0,
    dims: shape ? (shape.dims as Message[]).map((dim) => (dim.value as number | undefined) ?? text(dim.name)) : null,
  };
}

/** Where the values of a weight lie that is kept in another file, in the folder of the model. */
export interface ExternalData {
  readonly location: string;
  /** In bytes. */
  readonly offset: number;
}

/**
 * Writes a model as the bytes of an ONNX file. Protocol Buffers end at 2 GiB, so that a large network's weights are kept in
 * another file (the format's external data), which the caller writes.
 * @param external which weights are elsewhere, and where; none by default
 */
export function encodeModel(model: Model, external?: ReadonlyMap<string, ExternalData>): Uint8Array {
  const { graph } = model;
  return encodeMessage(
    {
      irVersion: model.irVersion,
      producer: model.producer,
      opsets: [...model.opsets].map(([domain, version]) => ({ domain, version })),
      metadata: [...model.metadata].map(([key, value]) => ({ key, value })),
      graph: {
        name: graph.name || 'graph',
        nodes: graph.nodes.map((node) => ({ ...node, attributes: [...node.attributes].map(attributeBytes) })),
        initializers: [...graph.initializers.values()].map((tensor) =>
          tensorMessage(tensor, external?.get(tensor.name)),
        ),
        inputs: graph.inputs.map(valueInfoMessage),
        outputs: graph.outputs.map(valueInfoMessage),
        valueInfo: graph.valueInfo.map(valueInfoMessage),
      },
    },
    'Model',
  );
}

/**
 * `encodeModel` for those who run it from memory: a file that it named would be looked for wherever the program runs.
 * @throws OnnxError where weights are in another file
 */
export function encodeWhole(model: Model): Uint8Array {
  for (const { name, elsewhere } of model.graph.initializers.values()) {
    if (elsewhere) throw new OnnxError(`the weights of ${name} are in another file`);
  }
  return encodeModel(model);
}

/** `TensorProto.DataLocation`. */
const EXTERNAL = 1;

function tensorMessage({ name, dims, type, bytes, elsewhere }: Tensor, external?: ExternalData): Message {
  if (elsewhere) {
    const externalData = [...elsewhere].map(([key, value]) => ({ key, value }));
    return { name, dims, type, externalData, location: EXTERNAL };
  }
  if (!external) return { name, dims, type, raw: bytes };
  const externalData = [
    { key: 'location', value: external.location },
    { key: 'offset', value: String(external.offset) },
    { key: 'length', value: String(bytes.length) },
  ];
  return { name, dims, type, externalData, location: EXTERNAL };
}

function attributeBytes([name, attribute]: [string, Attribute]): Uint8Array {
  if (attribute.kind === 'other') return attribute.value;
  const type = ATTRIBUTE_TYPES[attribute.kind];
  const field = { float: 'f', int: 'i', string: 's', tensor: 't', floats: 'floats', ints: 'ints', strings: 'strings' };
  const value = attribute.kind === 'tensor' ? tensorMessage(attribute.value) : attribute.value;
  return encodeMessage({ name, type, [field[attribute.kind]]: value }, 'Attribute');
}

const valueInfoMessage = ({ name, type, dims }: ValueInfo): Message => ({
  name,
  type: {
    tensor: {
      type,
      shape: dims ? { dims: dims.map((dim) => (typeof dim === 'number' ? { value: dim } : { name: dim })) } : undefined,
    },
  },
});
