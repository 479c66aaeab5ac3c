import { Worker } from 'node:worker_threads';
import { bundle } from './bundle';
import type { WatchData } from './process-watch';

/**
 * Has this process end with the one that has started it, and where it takes more memory than it may, also while its main
 * thread is in native code.
 * @param memory bytes
 */
export function watchThisProcess(memory = Infinity): void {
  const workerData: WatchData = { parent: process.ppid, memory };
  new Worker(bundle('process-watch'), { workerData }).unref();
}
