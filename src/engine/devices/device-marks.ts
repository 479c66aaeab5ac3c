import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { DEVICE_SETTINGS, type Device } from '../../encoder/devices/device';

const MarkSchema = v.object({
  key: v.string(),
  device: v.picklist(DEVICE_SETTINGS.filter((name) => name !== 'auto')),
  /** In a folder that several machines share, each machine knows its own processes alone. */
  host: v.string(),
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  at: v.pipe(v.string(), v.isoTimestamp()),
});

/**
 * Marks of processes that encode on a device at this moment, so that whoever comes after one that has died there knows. Each has a file
 * of its own beside that of the outcomes: processes that end at any moment cannot write into one together.
 * Neither this file nor what it needs loads a native library: the engine's client uses it, too.
 */
export class DeviceMarks {
  /** @param memory file of the outcomes of trials */
  constructor(private readonly memory: string) {}

  /** This process encodes on a device from now on. @throws Error where the file cannot be written */
  set(key: string, device: Device): void {
    fs.mkdirSync(path.dirname(this.memory), { recursive: true });
    const mark = { key, device, host: os.hostname(), pid: process.pid, at: new Date().toISOString() };
    fs.writeFileSync(this.fileOf(key, process.pid), `${JSON.stringify(mark)}\n`);
  }

  /** It does not any more. */
  clear(key: string): void {
    fs.rmSync(this.fileOf(key, process.pid), { force: true });
  }

  /** The device on which a process died that had marked it under this key; its mark is taken away. */
  takeDied(key: string): Device | undefined {
    let died: Device | undefined;
    for (const [file, mark] of this.all()) {
      if (mark.key !== key || (alive(mark.pid) && !beforeStart(mark.at))) continue;
      fs.rmSync(file, { force: true });
      // Why a machine was switched off is not known.
      if (!beforeStart(mark.at)) died = mark.device;
    }
    return died;
  }

  /** Takes the marks of a process away that was ended from outside: no device did that. */
  forgive(pid: number): void {
    for (const [file, mark] of this.all()) if (mark.pid === pid) fs.rmSync(file, { force: true });
  }

  private *all(): Generator<[string, v.InferOutput<typeof MarkSchema>]> {
    const folder = path.dirname(this.memory);
    const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
    for (const name of names.filter((one) => one.startsWith(this.prefix))) {
      const file = path.join(folder, name);
      const mark = readMark(file);
      if (mark?.host === os.hostname()) yield [file, mark];
    }
  }

  private get prefix(): string {
    return `${path.basename(this.memory, '.json')}.in-use.`;
  }

  private fileOf(key: string, pid: number): string {
    return path.join(path.dirname(this.memory), `${this.prefix}${pid}.${key.replace(/[^a-z0-9]/gi, '').slice(0, 24)}`);
  }
}

/** Undefined where it has gone meanwhile, or was written by halves. */
function readMark(file: string): v.InferOutput<typeof MarkSchema> | undefined {
  try {
    return v.parse(MarkSchema, JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Tells whether this machine was started after a time. */
const beforeStart = (at: string) => Date.parse(at) < Date.now() - os.uptime() * 1000;

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, and is another person's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
