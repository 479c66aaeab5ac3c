import { createMessageConnection, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { CheckedReader } from './checked-reader';
import { EngineServer } from '../server';

/** What a pipe says whose reader has gone. */
const GONE = ['EPIPE', 'ECONNRESET', 'ERR_IPC_CHANNEL_CLOSED', 'ERR_STREAM_DESTROYED'];

// The engine process: forked by its client, ended by it, and never outliving it.
const connection = createMessageConnection(new CheckedReader(process), new IPCMessageWriter(process));
connection.onError(([error]) => {
  // The parent process has ended: nobody waits for what could not be written.
  const { code = '' } = error as NodeJS.ErrnoException;
  if (!GONE.includes(code)) console.warn(`passed over: ${error.message}`);
});
const server = new EngineServer(connection);

const STOP_MS = 5000;
let ending = false;

function end(): void {
  if (ending) return;
  ending = true;
  // A run that will not stop must not keep the process: a segment is whole on the disk or absent, whenever it dies.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), STOP_MS).unref();
  void server.stop().finally(() => process.exit(0));
}

process.on('disconnect', end);
process.on('SIGTERM', end);
// A terminal's Ctrl+C reaches the whole process group; the client decides what it means.
process.on('SIGINT', () => undefined);

connection.listen();
