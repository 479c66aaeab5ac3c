import fs from 'node:fs/promises';
import path from 'node:path';

/** An operation on the disk that can fail, and what it was about. */
export interface Operation {
  readonly what: 'open' | 'write' | 'flush' | 'rename' | 'link' | 'copy' | 'mkdir';
  readonly file: string;
}

/** What the system says of a failure; a full disk takes a part of what is written. */
const CODES = ['EIO', 'ENOSPC'] as const;

type Method = (...args: unknown[]) => Promise<unknown>;

/**
 * Runs `work` again and again, each time from the beginning, until each operation on the disk has failed once: the first in the
 * first run, the second in the next, and so on, first with an input/output error and then with a full disk.
 * @param folder only what is done below it fails
 * @param prepare makes the folder what it is before `work`
 * @param verify is told what failed, and what `work` threw; not called for the last run, in which nothing fails
 * @returns the operations that failed
 */
export async function eachFault(
  folder: string,
  prepare: () => Promise<void> | void,
  work: () => Promise<void>,
  verify: (failed: Operation, error: Error | undefined) => Promise<void> | void,
): Promise<Operation[]> {
  const all: Operation[] = [];
  for (const code of CODES) {
    for (let at = 0; ; at++) {
      await prepare();
      const disk = new FaultyDisk(folder, at, code);
      let error: Error | undefined;
      await disk.install();
      try {
        await work();
      } catch (thrown) {
        error = thrown as Error;
      } finally {
        disk.remove();
      }
      if (!disk.failed) {
        if (error !== undefined) throw error;
        break;
      }
      await verify(disk.failed, error);
      all.push(disk.failed);
    }
  }
  return all;
}

/** Puts itself between the program and `node:fs/promises`, and lets one operation fail. */
class FaultyDisk {
  failed?: Operation;
  private done = 0;
  private readonly handles = new WeakMap<object, string>();
  private readonly undo: (() => void)[] = [];

  constructor(
    private readonly folder: string,
    private readonly at: number,
    private readonly code: (typeof CODES)[number],
  ) {}

  async install(): Promise<void> {
    const { handles } = this;
    // The functions that stand in for a handle's have a \`this\` of their own.
    const attempt = (what: Operation['what'], file: unknown) => this.attempt(what, file);
    this.replace(fs, 'open', (open) => async (file: unknown, flags: unknown, ...rest) => {
      if (flags !== undefined && flags !== 'r' && typeof flags === 'string') this.attempt('open', file);
      const handle = (await open(file, flags, ...rest)) as object;
      handles.set(handle, String(file));
      return handle;
    });
    for (const [name, what, about] of [
      ['rename', 'rename', 1],
      ['link', 'link', 1],
      ['copyFile', 'copy', 1],
      ['mkdir', 'mkdir', 0],
      ['writeFile', 'write', 0],
    ] as const) {
      this.replace(fs, name, (before) => (...args) => {
        this.attempt(what, args[about]);
        return before(...args);
      });
    }
    const handle = await fs.open(__filename, 'r');
    const prototype = Object.getPrototypeOf(handle) as object;
    await handle.close();
    for (const name of ['write', 'writeFile'] as const) {
      this.replace(
        prototype,
        name,
        (write) =>
          async function (this: object, data: unknown, ...rest) {
            try {
              attempt('write', handles.get(this));
            } catch (error) {
              // What fits is written before the disk is full.
              if (data instanceof Uint8Array) await write.call(this, data.subarray(0, data.length >> 1), ...rest);
              throw error;
            }
            return write.call(this, data, ...rest);
          },
      );
    }
    for (const name of ['sync', 'datasync'] as const) {
      this.replace(
        prototype,
        name,
        (flush) =>
          function (this: object) {
            attempt('flush', handles.get(this));
            return flush.call(this);
          },
      );
    }
  }

  remove(): void {
    for (const back of this.undo) back();
  }

  private attempt(what: Operation['what'], file: unknown): void {
    const name = typeof file === 'string' ? file : undefined;
    if (name === undefined || path.relative(this.folder, name).startsWith('..')) return;
    if (this.done++ !== this.at) return;
    this.failed = { what, file: path.relative(this.folder, name) };
    throw Object.assign(new Error(`${this.code}: ${what} '${name}'`), { code: this.code, syscall: what });
  }

  private replace(owner: object, name: string, made: (before: Method) => Method): void {
    const methods = owner as Record<string, Method>;
    const before = methods[name];
    methods[name] = made(before);
    this.undo.push(() => (methods[name] = before));
  }
}
