import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { FileClient } from '../../../src/viewing';
import { type FileSource, ReadFile } from '../../../src/contracts/viewer';
import { LocalFile } from './local-file';
import { RemoteFile } from './remote-file';

/** Files up to this size are read whole: that is quicker than asking for parts, and needs no engine. */
const WHOLE = 2 ** 25;

/**
 * Opens a file for the viewer: a small one in the page, a large one in the engine where that can read it.
 * @throws Error where the file cannot be read, or is no FITS file
 */
export async function openFile(host: MessageConnection, { uri, name, size, byParts }: FileSource): Promise<FileClient> {
  if (size > WHOLE && byParts) return new RemoteFile(host, uri);
  return new LocalFile(await host.sendRequest(ReadFile, uri), name);
}
