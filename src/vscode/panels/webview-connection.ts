import type * as vscode from 'vscode';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { ResponseError } from 'vscode-jsonrpc/node';
import * as v from 'valibot';

/** Messages of a webview as a JSON-RPC connection: requests with replies and errors, notifications, cancellation. */
export function webviewConnection(webview: vscode.Webview, log: vscode.LogOutputChannel): MessageConnection {
  const connection = createMessageConnection(new WebviewReader(webview), new WebviewWriter(webview));
  connection.onError(([error]) => log.error(`webview: ${error.message}`));
  return connection;
}

/**
 * Parameters of a webview's message, checked.
 * @throws ResponseError, answered to the webview, when they are not of the schema.
 */
export function checked<S extends v.GenericSchema>(schema: S, params: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, params);
  if (result.success) return result.output;
  throw new ResponseError(-32602, `invalid message: ${result.issues[0].message}`);
}

const REQUEST_FAILED = -32000;

/**
 * Answers a webview's request with what `work` gives, or with the words of what stopped it, which are logged whole. What the
 * page does not wait for any more has ended as it was told to, and is not logged.
 */
export async function answered<T>(
  log: vscode.LogOutputChannel,
  work: () => T | PromiseLike<T>,
  token?: vscode.CancellationToken,
): Promise<T | ResponseError<void>> {
  try {
    return await work();
  } catch (error) {
    const { message, stack } = error as Error;
    if (!token?.isCancellationRequested) log.error(stack ?? message);
    return new ResponseError(REQUEST_FAILED, message);
  }
}

class WebviewReader extends AbstractMessageReader {
  constructor(private readonly webview: vscode.Webview) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    return this.webview.onDidReceiveMessage((message: unknown) => {
      if (typeof message === 'object' && message !== null && 'jsonrpc' in message) callback(message as Message);
    });
  }
}

class WebviewWriter extends AbstractMessageWriter {
  constructor(private readonly webview: vscode.Webview) {
    super();
  }

  async write(message: Message): Promise<void> {
    await this.webview.postMessage(message);
  }

  end(): void {
    // A webview has no end of its own; disposing the panel ends it.
  }
}
