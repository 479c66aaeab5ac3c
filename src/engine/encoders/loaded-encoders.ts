import { readEncoder, type Encoder } from '../../encoder';
import { Workers, type EncoderWorkers, type WorkersOptions } from '../process/workers';

/** An encoder that runs. */
export interface LoadedEncoder {
  readonly folder: string;
  readonly encoder: Encoder;
  readonly workers: Workers;
}

/** The encoders that are loaded: each once, whichever collections use it. */
export class LoadedEncoders {
  private readonly byFolder = new Map<string, Promise<LoadedEncoder>>();
  private readonly workers: EncoderWorkers;

  constructor(options: WorkersOptions) {
    this.workers = Workers.make(options);
  }

  /** The encoder in a folder; loaded again where that failed before. @throws EncoderError */
  load(folder: string): Promise<LoadedEncoder> {
    let loading = this.byFolder.get(folder);
    if (!loading) {
      loading = readEncoder(folder).then(async (encoder) => ({
        folder,
        encoder,
        workers: await this.workers.load(encoder),
      }));
      this.byFolder.set(folder, loading);
      loading.catch(() => this.byFolder.delete(folder));
    }
    return loading;
  }

  /** Ends those that nobody uses any more. @param used their folders */
  async keepOnly(used: ReadonlySet<string>): Promise<void> {
    const unused = [...this.byFolder].filter(([folder]) => !used.has(folder));
    for (const [folder] of unused) this.byFolder.delete(folder);
    await stopAll(unused.map(([, loading]) => loading));
  }

  async stop(): Promise<void> {
    await Promise.all([stopAll([...this.byFolder.values()]), this.workers.stop()]);
  }
}

async function stopAll(loading: readonly Promise<LoadedEncoder>[]): Promise<void> {
  const loaded = await Promise.allSettled(loading);
  const running = loaded.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  await Promise.all(running.map(({ workers }) => workers.stop()));
}
