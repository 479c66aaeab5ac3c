import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../src/random';

/** Something that is done to processes or files again and again, after each of which nothing may be wrong. */
export interface Campaign {
  readonly name: string;
  /** What is done in a round, for the table of results. */
  readonly what: string;
  /** In a full run. */
  readonly rounds: number;
  /** @param folder of the campaign's own, empty. @returns does one round; throws where something is wrong afterwards */
  start(folder: string, random: Random): Promise<(round: number) => Promise<void>>;
}

/** A process that tells what it has done, one message a piece of work, and is killed at some time. */
export class Victim {
  /** What it has told, in this order. */
  readonly told: string[] = [];
  private readonly ended: Promise<unknown>;

  private constructor(
    private readonly child: ChildProcess,
    private stderr = '',
  ) {
    child.on('message', (message: unknown) => this.told.push(String(message)));
    child.stderr?.on('data', (chunk: Buffer) => (this.stderr = (this.stderr + chunk.toString()).slice(-2000)));
    this.ended = once(child, 'exit');
  }

  /** @param script of test/campaign/children/ */
  static script(script: string, ...args: string[]): Victim {
    const options = { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] as ('ignore' | 'pipe' | 'ipc')[] }; // prettier-ignore
    return new Victim(fork(`${__dirname}/children/${script}`, args, options));
  }

  /** A command of a process group of its own, so that its engine dies with it. */
  static command(command: string, ...args: string[]): Victim {
    return new Victim(spawn(command, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] }));
  }

  /** Kills it after a time from now, or after its first message where it is told to wait for that. */
  async killAfter(milliseconds: number, begin: 'now' | 'first message' = 'now'): Promise<void> {
    if (begin === 'first message') await Promise.race([once(this.child, 'message'), this.ended]);
    await Promise.race([delay(milliseconds), this.ended]);
    this.kill();
    await this.ended;
  }

  /** Waits until it ends by itself. @throws Error where it fails */
  async end(): Promise<void> {
    const [code] = (await this.ended) as [number | null];
    if (code !== 0) throw new Error(`it ended with ${code}: ${this.stderr}`);
  }

  private kill(): void {
    const { pid, spawnargs } = this.child;
    if (pid === undefined || this.child.exitCode !== null) return;
    try {
      // A group is the command's and its engine's.
      process.kill(spawnargs.includes('--import') ? pid : -pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
