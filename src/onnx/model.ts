/**
 * An ONNX model in memory: the part of `onnx.proto3` that a network of floating-point tensors uses.
 * Numbers of the format's enumerations are kept as they are in the file.
 */

/** Element types, numbered as in `TensorProto.DataType`. */
export const DataType = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
} as const;

/** A constant: values as little-endian bytes in row-major order, whichever field of the file they came from. */
export interface Tensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: number;
  readonly bytes: Uint8Array;
  /**
   * For an external weight, the ONNX file's entries (location, offset, length) that say where its values are; `bytes` is
   * then empty.
   */
  readonly elsewhere?: ReadonlyMap<string, string>;
}

export type Attribute =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'tensor'; readonly value: Tensor }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  /** Anything else (graphs, sparse tensors): the bytes of the attribute, so that it survives reading and writing. */
  | { readonly kind: 'other'; readonly value: Uint8Array };

/** An operator with the names of the tensors it reads ('' for one left out) and writes. */
export interface Node {
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** A declared input or output; a dimension is a number, or a name where it is dynamic; `dims` is null if unknown. */
export interface ValueInfo {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly (number | string)[] | null;
}

export interface Graph {
  readonly name: string;
  /** In topological order, as the format demands. */
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly valueInfo: readonly ValueInfo[];
}

export interface Model {
  readonly irVersion: number;
  /** Version by domain; '' is the standard operators' domain. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly producer: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly graph: Graph;
}

/** Number of elements; 1 for a scalar. */
export function elements(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}
