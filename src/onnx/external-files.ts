import { Reader } from 'protobufjs/minimal';
import { OnnxError } from './error';

/**
 * Where a model may keep weights in other files (onnx.proto3, IR version 10): the messages that can hold a tensor, by the
 * numbers of their fields. All of them are looked at, whatever else of a model is understood.
 */
const HOLDS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  Model: { 7: 'Graph', 20: 'Training', 25: 'Function' },
  Training: { 1: 'Graph', 2: 'Graph' },
  Graph: { 1: 'Node', 5: 'Tensor', 15: 'Sparse' },
  Function: { 7: 'Node', 11: 'Attribute' },
  Node: { 5: 'Attribute' },
  Attribute: { 5: 'Tensor', 6: 'Graph', 10: 'Tensor', 11: 'Graph', 22: 'Sparse', 23: 'Sparse' },
  Sparse: { 1: 'Tensor', 2: 'Tensor' },
};
/** Fields of a tensor, and of the pairs of its external data. */
const [NAME, EXTERNAL_DATA, LOCATION] = [8, 13, 14];
const [KEY, VALUE] = [1, 2];
const EXTERNAL = 1;
/** The deepest nesting, as in Protocol Buffers' own readers. */
const MOST_DEEP = 100;

type Holder = 'Model' | 'Attribute';

/** A tensor whose values lie in another file. */
export interface ExternalTensor {
  readonly name: string;
  /** Path as the model gives it, which ONNX Runtime opens; '' where it gives none. */
  readonly file: string;
}

/**
 * The tensors of a model, or of an attribute, that are in other files: of graphs, their parts, functions and training alike,
 * dense or sparse.
 * @throws OnnxError where the bytes are no such message
 */
export function externalTensors(bytes: Uint8Array, message: Holder = 'Model'): ExternalTensor[] {
  const reader = Reader.create(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const found: ExternalTensor[] = [];
  try {
    look(reader, reader.len, message, found, 0);
  } catch (cause) {
    if (cause instanceof OnnxError) throw cause;
    throw new OnnxError(`not an ONNX model: ${(cause as Error).message}`, { cause });
  }
  return found;
}

/**
 * Sees that a model reads no file but its own weights': ONNX Runtime opens whatever a model names.
 * @param weights name of the file beside the model that holds them; undefined where there is none
 * @throws OnnxError with the first other file; where the bytes are no model of ONNX's own format
 */
export function requireOwnWeights(bytes: Uint8Array, weights: string | undefined): void {
  // ONNX Runtime tells its own format by these letters, and reads it another way.
  if (String.fromCharCode(...bytes.subarray(4, 8)) === 'ORTM') {
    throw new OnnxError("it is in ONNX Runtime's own format; export it as .onnx");
  }
  for (const { name, file } of externalTensors(bytes)) {
    if (file === weights) continue;
    const named = file === '' ? 'a file that it does not name' : `the file "${file}"`;
    throw new OnnxError(
      weights === undefined
        ? `its tensor "${name}" is in ${named}: export the model with its weights inside, or with a card that names their file`
        : `its tensor "${name}" is in ${named}, and its card names "${weights}" alone`,
    );
  }
}

function look(reader: Reader, end: number, message: string, found: ExternalTensor[], depth: number): void {
  if (depth > MOST_DEEP) throw new OnnxError('its graphs lie too deep in one another');
  while (reader.pos < end) {
    const tag = reader.uint32();
    const inner = HOLDS[message][tag >>> 3];
    if (inner === undefined || (tag & 7) !== 2) reader.skipType(tag & 7);
    else if (inner === 'Tensor') lookAtTensor(reader, endOf(reader), found);
    else look(reader, endOf(reader), inner, found, depth + 1);
  }
  if (reader.pos !== end) throw new RangeError('a message is longer than it says');
}

function lookAtTensor(reader: Reader, end: number, found: ExternalTensor[]): void {
  let name = '';
  let file = '';
  let elsewhere = false;
  while (reader.pos < end) {
    const tag = reader.uint32();
    const [field, wire] = [tag >>> 3, tag & 7];
    if (field === NAME && wire === 2) name = reader.string();
    else if (field === LOCATION && wire === 0) elsewhere = reader.int32() === EXTERNAL || elsewhere;
    else if (field === EXTERNAL_DATA && wire === 2) {
      // Parts of one tensor may stand apart: the words of one count without the mark of the other.
      elsewhere = true;
      const [key, value] = lookAtPair(reader, endOf(reader));
      if (key === 'location') file = value;
    } else reader.skipType(wire);
  }
  if (reader.pos !== end) throw new RangeError('a tensor is longer than it says');
  if (elsewhere) found.push({ name, file });
}

function lookAtPair(reader: Reader, end: number): [key: string, value: string] {
  let [key, value] = ['', ''];
  while (reader.pos < end) {
    const tag = reader.uint32();
    const [field, wire] = [tag >>> 3, tag & 7];
    if (field === KEY && wire === 2) key = reader.string();
    else if (field === VALUE && wire === 2) value = reader.string();
    else reader.skipType(wire);
  }
  return [key, value];
}

function endOf(reader: Reader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError('a message ends after the file');
  return end;
}
