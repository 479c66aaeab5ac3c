import { Writer } from 'protobufjs/minimal';

export type RawField = readonly [number: number, value: Uint8Array | string | number];

/** A Protocol Buffers message by the numbers of its fields: bytes and texts with their lengths, numbers as varints. */
export function rawMessage(...fields: RawField[]): Uint8Array {
  const writer = Writer.create();
  for (const [id, value] of fields) {
    if (typeof value === 'number') writer.uint32(id << 3).int64(value);
    else if (typeof value === 'string') writer.uint32((id << 3) | 2).string(value);
    else writer.uint32((id << 3) | 2).bytes(value);
  }
  return writer.finish();
}
