import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
} from 'vscode-jsonrpc/browser';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

/** What the panel keeps through a reload of the window. */
export const panelState = {
  get: (): unknown => api.getState(),
  set: (state: unknown): void => api.setState(state),
};

/** The extension host at the other end of the panel: requests, notifications, errors. */
export function connectToHost(): MessageConnection {
  const connection = createMessageConnection(new HostReader(), new HostWriter());
  connection.onError(([error]) => console.error(error));
  return connection;
}

class HostReader extends AbstractMessageReader {
  listen(callback: DataCallback): Disposable {
    const listener = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'object' && data !== null && 'jsonrpc' in data) callback(data as Message);
    };
    window.addEventListener('message', listener);
    return { dispose: () => window.removeEventListener('message', listener) };
  }
}

class HostWriter extends AbstractMessageWriter {
  write(message: Message): Promise<void> {
    api.postMessage(message);
    return Promise.resolve();
  }

  end(): void {
    // The page ends with its panel.
  }
}
