import { FitsError } from '../../fits';
import { fileBudget } from '../indexing/file-reader';
import type { ViewCall } from '../protocol';
import type { ViewingCalls } from './viewing-worker';
import { GivenUpError, WatchedWorker } from '../process/watched-worker';

/** The thread that reads files for viewers. A file that hangs is given up, so that the other viewers get their answers. */
export class ViewingThread {
  private readonly worker: WatchedWorker<ViewingCalls>;

  /** @param file of the thread's bundle */
  constructor(file: string) {
    this.worker = new WatchedWorker<ViewingCalls>(file, fileBudget());
  }

  /** @throws FitsError where the file cannot be read, or was given up */
  async view(call: ViewCall): Promise<ViewingCalls['view']['result']> {
    try {
      return await this.worker.call('view', call);
    } catch (error) {
      if (error instanceof GivenUpError) throw new FitsError(call.file, null, error.reason);
      throw error;
    }
  }

  stop(): Promise<void> {
    return this.worker.stop();
  }
}
