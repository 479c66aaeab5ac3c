import fs from 'node:fs';
import { workerData } from 'node:worker_threads';

/** What a process that runs what nobody knows may not outlive or outgrow. */
export interface WatchData {
  /** Id of the process that has started it. */
  readonly parent: number;
  /** Bytes of memory in all. */
  readonly memory: number;
}

const EVERY_MS = 100;
/** The thread's own stream goes through the main thread. */
const STANDARD_ERROR = 2;
const { parent, memory } = workerData as WatchData;

// A thread of its own: the main thread is in native code, and sees neither the clock nor that its parent has gone.
setInterval(() => {
  if (process.memoryUsage.rss() > memory) end(`it takes more than ${(memory / 2 ** 30).toFixed(1)} GiB of memory`);
  if (process.ppid !== parent) end('whoever asked has gone');
}, EVERY_MS);

function end(reason: string): void {
  try {
    fs.writeSync(STANDARD_ERROR, `${reason}\n`);
  } finally {
    // Also where nobody reads it any more.
    process.kill(process.pid, 'SIGKILL');
  }
}
