import { fork } from 'node:child_process';
import path from 'node:path';
import type { Told } from './child';

/** A child that has been silent for so long has hung; its processor time, which others' work does not stretch, is the real limit. */
const WATCHDOG = 15_000;

export interface RunOptions {
  /** Name of the format. */
  readonly format: string;
  /** The first mutant's; the others' follow. */
  readonly seed: number;
  readonly count: number;
  readonly processes: number;
  readonly onFailure: (told: Told) => void;
  readonly onProgress: (done: number) => void;
}

/** What has become of some mutants of a format. */
export interface Outcome {
  readonly mutants: number;
  readonly seconds: number;
  readonly failed: readonly Told[];
}

/** Reads the mutants of a format in processes of their own. */
export async function runFormat(options: RunOptions): Promise<Outcome> {
  const run = new Run(options);
  const started = performance.now();
  await run.finished();
  return { mutants: run.done, seconds: (performance.now() - started) / 1000, failed: run.failed };
}

class Run {
  readonly failed: Told[] = [];
  done = 0;
  private next: number;
  private readonly end: number;

  constructor(private readonly options: RunOptions) {
    this.next = options.seed;
    this.end = options.seed + options.count;
  }

  async finished(): Promise<void> {
    const processes = Math.min(this.options.processes, this.options.count);
    await Promise.all(Array.from({ length: processes }, () => this.work()));
  }

  /** Lets a child read mutants until there are none left; one that hangs or crashes is replaced. */
  private async work(): Promise<void> {
    while (this.next < this.end) await this.childUntilItEnds();
  }

  private childUntilItEnds(): Promise<void> {
    const child = fork(path.join(__dirname, 'child.ts'), [this.options.format], {
      execArgv: ['--import', 'tsx', '--expose-gc', '--max-old-space-size=1024'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let seed: number | undefined;
    let timer: NodeJS.Timeout | undefined;
    let stderr = '';
    child.stderr?.on('data', (chunk) => (stderr = (stderr + String(chunk)).slice(-2000)));
    const ask = () => {
      if (this.next >= this.end) {
        seed = undefined;
        child.disconnect();
        return;
      }
      seed = this.next++;
      timer = setTimeout(() => child.kill('SIGKILL'), WATCHDOG);
      child.send(seed);
    };
    child.on('message', (told: Told) => {
      clearTimeout(timer);
      this.record(told);
      ask();
    });
    // What is sent before the child is there waits.
    child.once('spawn', ask);
    return new Promise((resolve) => {
      child.on('exit', (code, signal) => {
        clearTimeout(timer);
        if (seed !== undefined) {
          const why =
            signal === 'SIGKILL' ? `silent for ${WATCHDOG / 1000} s` : `crashed (${signal ?? code}): ${stderr.trim()}`;
          this.record({ seed, name: '?', failures: [why] });
        }
        resolve();
      });
    });
  }

  private record(told: Told): void {
    this.done++;
    if (told.failures.length > 0) {
      this.failed.push(told);
      this.options.onFailure(told);
    }
    this.options.onProgress(this.done);
  }
}
