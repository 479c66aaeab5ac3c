import * as v from 'valibot';
import { type DataCallback, type Disposable, IPCMessageReader } from 'vscode-jsonrpc/node';

const id = v.union([v.string(), v.number()]);
const head = { jsonrpc: v.literal('2.0') };
/** What has no id wants no answer. */
const notification = { ...head, id: v.optional(v.undefined_()) };

/** The forms of JSON-RPC 2.0. The params of requests are looked at by what answers them, where an error is an answer. */
const MessageSchema = v.union([
  v.object({ ...head, method: v.string(), id }),
  v.object({ ...notification, method: v.literal('$/cancelRequest'), params: v.object({ id }) }),
  v.object({ ...notification, method: v.literal('$/progress'), params: v.object({ token: id }) }),
  v.object({ ...notification, method: v.pipe(v.string(), v.regex(/^[^$]/)) }),
  v.object({ ...head, id, result: v.unknown() }),
  v.object({ ...head, id, error: v.object({ code: v.number(), message: v.string() }) }),
]);

/**
 * Reads the messages of a process's channel, and passes over what has no form of JSON-RPC: the connection would fail on it
 * where nobody catches that, and the process would end.
 */
export class CheckedReader extends IPCMessageReader {
  override listen(callback: DataCallback): Disposable {
    return super.listen((message) => {
      if (v.is(MessageSchema, message)) callback(message);
      else this.fireError(new Error('a message that has no form of JSON-RPC'));
    });
  }
}
