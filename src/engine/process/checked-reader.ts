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

/** The number of cancelled requests that are remembered: older ones have been answered long ago. */
const MOST_CANCELLED = 4096;

/**
 * Reads the messages of a process's channel, and passes over what has no form of JSON-RPC: the connection would fail on it
 * where nobody catches that, and the process would end. So it would on a request that is cancelled twice before anything looks
 * whether it was.
 */
export class CheckedReader extends IPCMessageReader {
  private readonly cancelled = new Set<string | number>();

  override listen(callback: DataCallback): Disposable {
    return super.listen((message) => {
      if (v.is(MessageSchema, message)) {
        if (!this.isCancelledAgain(message)) callback(message);
      } else this.fireError(new Error('a message that has no form of JSON-RPC'));
    });
  }

  private isCancelledAgain(message: v.InferOutput<typeof MessageSchema>): boolean {
    if (!('method' in message) || message.method !== '$/cancelRequest' || !('params' in message)) return false;
    const { id: request } = message.params;
    if (this.cancelled.has(request)) return true;
    this.cancelled.add(request);
    if (this.cancelled.size > MOST_CANCELLED) {
      const [oldest] = this.cancelled;
      this.cancelled.delete(oldest);
    }
    return false;
  }
}
