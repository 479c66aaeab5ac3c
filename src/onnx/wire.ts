import { Reader, Writer } from 'protobufjs/minimal';
import { OnnxError } from './error';
import { numberOfInt64 } from './int64';
import { type Field, type MessageName, SCHEMA, type ScalarType } from './schema';

/**
 * Protocol Buffers by a table. protobufjs compiles decoders with `Function` when it is given a schema, which a
 * webview's content security policy forbids; its reader and writer alone need no such thing, and give `bytes` as views
 * of the file.
 */
export type Message = Record<string, unknown>;

/** Decodes one message; absent repeated fields are empty arrays, absent others are missing. */
export function decodeMessage(bytes: Uint8Array, name: MessageName): Message {
  // A Buffer would give Buffers for fields; a plain view of the same memory gives plain views.
  const reader = Reader.create(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  try {
    return read(reader, reader.len, name);
  } catch (cause) {
    throw new OnnxError(`not an ONNX model: ${(cause as Error).message}`, { cause });
  }
}

const BY_NUMBER = new Map(
  Object.entries(SCHEMA).map(([name, fields]) => [
    name,
    new Map(Object.entries(fields).map(([key, field]) => [field.id, { key, ...field }])),
  ]),
);

const LENGTH_DELIMITED = 2;

function read(reader: Reader, end: number, name: MessageName): Message {
  const message: Message = {};
  const fields = BY_NUMBER.get(name)!;
  for (const [key, field] of Object.entries(SCHEMA[name])) if (field.repeated) message[key] = [];
  while (reader.pos < end) {
    const tag = reader.uint32();
    const field = fields.get(tag >>> 3);
    const wireType = tag & 7;
    if (!field) reader.skipType(wireType);
    else if (!field.repeated) message[field.key] = value(reader, field.type);
    else {
      const list = message[field.key] as unknown[];
      const packed = wireType === LENGTH_DELIMITED && isNumeric(field.type);
      const stop = packed ? reader.uint32() + reader.pos : 0;
      do list.push(value(reader, field.type));
      while (packed && reader.pos < stop);
    }
  }
  if (reader.pos !== end) throw new RangeError('a message is longer than it says');
  return message;
}

const isNumeric = (type: Field['type']) => ['int32', 'int64', 'float', 'double'].includes(type);

function value(reader: Reader, type: ScalarType | MessageName): unknown {
  switch (type) {
    case 'int32':
      return reader.int32();
    case 'int64':
      return numberOfInt64(Number(reader.int64()));
    case 'float':
      return reader.float();
    case 'double':
      return reader.double();
    case 'string':
      return reader.string();
    case 'bytes':
      return reader.bytes();
    default: {
      const length = reader.uint32();
      const end = reader.pos + length;
      if (end > reader.len) throw new RangeError('a message ends after the file');
      return read(reader, end, type);
    }
  }
}

/** Encodes one message; undefined fields are left out. */
export function encodeMessage(message: Message, name: MessageName): Uint8Array {
  const writer = Writer.create();
  write(writer, message, name);
  return writer.finish();
}

function write(writer: Writer, message: Message, name: MessageName): void {
  for (const [key, field] of Object.entries(SCHEMA[name])) {
    const content = message[key];
    if (content === undefined) continue;
    if (!field.repeated) writeField(writer, field, content);
    else if (!isNumeric(field.type)) for (const item of content as unknown[]) writeField(writer, field, item);
    else if ((content as unknown[]).length > 0) {
      writer.uint32((field.id << 3) | LENGTH_DELIMITED).fork();
      for (const item of content as number[]) writeScalar(writer, field.type as ScalarType, item);
      writer.ldelim();
    }
  }
}

const WIRE_TYPES: Readonly<Record<ScalarType, number>> = {
  int32: 0,
  int64: 0,
  float: 5,
  double: 1,
  string: 2,
  bytes: 2,
};

function writeField(writer: Writer, { id, type }: Field, content: unknown): void {
  if (type in WIRE_TYPES) {
    const scalar = type as ScalarType;
    writer.uint32((id << 3) | WIRE_TYPES[scalar]);
    writeScalar(writer, scalar, content);
  } else {
    writer.uint32((id << 3) | LENGTH_DELIMITED).fork();
    write(writer, content as Message, type as MessageName);
    writer.ldelim();
  }
}

function writeScalar(writer: Writer, type: ScalarType, content: unknown): void {
  if (type === 'string') writer.string(content as string);
  else if (type === 'bytes') writer.bytes(content as Uint8Array);
  else writer[type](content as number);
}
