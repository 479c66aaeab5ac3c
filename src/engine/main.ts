import { createMessageConnection, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { CheckedReader } from './checked-reader';
import { EngineServer } from './server';

// The engine process: forked by its client, ended by it, and never outliving it.
const connection = createMessageConnection(new CheckedReader(process), new IPCMessageWriter(process));
connection.onError(([error]) => console.warn(`passed over: ${error.message}`));
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
