import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { FileCalls, FileClient } from '../../../src/viewing';
import { CallFile } from '../../../src/contracts/viewer';

/** A file that the engine reads, by the parts that are shown. */
export class RemoteFile implements FileClient {
  constructor(
    private readonly host: MessageConnection,
    private readonly uri: string,
  ) {}

  async call<M extends keyof FileCalls>(method: M, params: FileCalls[M]['params']): Promise<FileCalls[M]['result']> {
    return await this.host.sendRequest(CallFile, { uri: this.uri, method, params });
  }
}
