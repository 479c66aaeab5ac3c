/**
 * The messages of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3, IR version 10) that models
 * of floating-point tensors use: name, number and type of each field. Fields not listed are skipped by readers.
 */
export type ScalarType = 'int32' | 'int64' | 'float' | 'double' | 'string' | 'bytes';

export interface Field {
  readonly id: number;
  readonly type: ScalarType | MessageName;
  readonly repeated?: true;
}

const one = (id: number, type: Field['type']): Field => ({ id, type });
const many = (id: number, type: Field['type']): Field => ({ id, type, repeated: true });

export type MessageName =
  | 'Model'
  | 'OperatorSet'
  | 'StringString'
  | 'Graph'
  | 'Node'
  | 'Attribute'
  | 'Tensor'
  | 'ValueInfo'
  | 'Type'
  | 'TensorType'
  | 'Shape'
  | 'Dimension';

export const SCHEMA: Readonly<Record<MessageName, Readonly<Record<string, Field>>>> = {
  Model: {
    irVersion: one(1, 'int64'),
    producer: one(2, 'string'),
    graph: one(7, 'Graph'),
    opsets: many(8, 'OperatorSet'),
    metadata: many(14, 'StringString'),
    functions: many(25, 'bytes'),
  },
  OperatorSet: { domain: one(1, 'string'), version: one(2, 'int64') },
  StringString: { key: one(1, 'string'), value: one(2, 'string') },
  Graph: {
    nodes: many(1, 'Node'),
    name: one(2, 'string'),
    initializers: many(5, 'Tensor'),
    inputs: many(11, 'ValueInfo'),
    outputs: many(12, 'ValueInfo'),
    valueInfo: many(13, 'ValueInfo'),
    sparse: many(15, 'bytes'),
  },
  Node: {
    inputs: many(1, 'string'),
    outputs: many(2, 'string'),
    name: one(3, 'string'),
    op: one(4, 'string'),
    // Read as bytes first: an attribute of a kind that is not understood is kept as it is.
    attributes: many(5, 'bytes'),
    domain: one(7, 'string'),
  },
  Attribute: {
    name: one(1, 'string'),
    f: one(2, 'float'),
    i: one(3, 'int64'),
    s: one(4, 'string'),
    t: one(5, 'Tensor'),
    floats: many(7, 'float'),
    ints: many(8, 'int64'),
    strings: many(9, 'string'),
    type: one(20, 'int32'),
    reference: one(21, 'string'),
  },
  Tensor: {
    dims: many(1, 'int64'),
    type: one(2, 'int32'),
    floats: many(4, 'float'),
    int32s: many(5, 'int32'),
    int64s: many(7, 'int64'),
    name: one(8, 'string'),
    raw: one(9, 'bytes'),
    doubles: many(10, 'double'),
    externalData: many(13, 'StringString'),
    location: one(14, 'int32'),
  },
  ValueInfo: { name: one(1, 'string'), type: one(2, 'Type') },
  Type: { tensor: one(1, 'TensorType') },
  TensorType: { type: one(1, 'int32'), shape: one(2, 'Shape') },
  Shape: { dims: many(1, 'Dimension') },
  Dimension: { value: one(1, 'int64'), name: one(2, 'string') },
};
