import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { writeAtomically } from '../../files';
import { DEVICE_SETTINGS, PRECISIONS, type Encoder } from '../../encoder';
import { nativeMarks } from '../../runtime';

const ENTRIES_MAX = 100;
/** Not all that an outcome hangs on leaves a mark: after a fortnight the devices are tried again. */
const DAYS = 14;

const OutcomeSchema = v.object({
  device: v.picklist(DEVICE_SETTINGS.filter((name) => name !== 'auto')),
  batch: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096)),
  precision: v.optional(v.picklist(PRECISIONS)),
  why: v.string(),
});
const RememberedSchema = v.object({ ...OutcomeSchema.entries, at: v.pipe(v.string(), v.isoTimestamp()) });
const FileSchema = v.object({ version: v.literal(1), outcomes: v.record(v.string(), RememberedSchema) });

/** What a trial of devices has come to. */
export type DeviceOutcome = v.InferOutput<typeof OutcomeSchema>;

/** Outcomes of trials in a small JSON file, so that a device is tried once and not at each start. */
export class DeviceMemory {
  constructor(private readonly file: string) {}

  /** Undefined where nothing is remembered, or the file cannot be understood: then the devices are tried. */
  async recall(key: string): Promise<DeviceOutcome | undefined> {
    const found = (await this.read())[key];
    return found && Date.now() - Date.parse(found.at) < DAYS * 86_400_000 ? found : undefined;
  }

  /** @throws Error where the file cannot be written */
  async remember(key: string, outcome: DeviceOutcome): Promise<void> {
    const others = Object.entries(await this.read()).filter(([other]) => other !== key);
    const entry = [key, { ...outcome, at: new Date().toISOString() }] as const;
    const kept = [...others, entry].slice(-ENTRIES_MAX);
    const text = JSON.stringify({ version: 1, outcomes: Object.fromEntries(kept) }, null, 1);
    await mkdir(path.dirname(this.file), { recursive: true });
    await writeAtomically(this.file, [Buffer.from(`${text}\n`)]);
  }

  private async read(): Promise<Record<string, v.InferOutput<typeof RememberedSchema>>> {
    try {
      return v.parse(FileSchema, JSON.parse(await readFile(this.file, 'utf8'))).outcomes;
    } catch {
      return {};
    }
  }
}

/**
 * Changes with all that an outcome hangs on: the encoder, how many threads the CPU has, the runtime, the system, and the
 * drivers as far as files tell.
 */
export function deviceKey({ card }: Encoder, threads: number): string {
  const parts = [
    card.sha256,
    card.weights?.sha256 ?? '',
    String(threads),
    ...nativeMarks(),
    process.platform,
    process.arch,
    os.release(),
    os.cpus()[0]?.model ?? '',
    ...driverMarks(),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

/** Where Linux lists its graphics drivers (Vulkan Loader: Driver interface, "Driver Discovery on Linux"). */
const LISTS = ['/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/usr/share/vulkan/icd.d'];

function driverMarks(): string[] {
  const named = [
    'VK_ICD_FILENAMES',
    'VK_DRIVER_FILES',
    'VK_ADD_DRIVER_FILES',
    'LD_LIBRARY_PATH',
    'CUDA_VISIBLE_DEVICES',
  ];
  const marks = named.map((name) => process.env[name] ?? '');
  // On Windows and macOS drivers come with updates of the system, whose version is in the key.
  if (process.platform !== 'linux') return marks;
  for (const list of LISTS) {
    if (!fs.existsSync(list)) continue;
    for (const name of fs.readdirSync(list).sort()) {
      const stat = fs.statSync(path.join(list, name), { throwIfNoEntry: false });
      marks.push(`${name} ${stat?.mtimeMs ?? ''}`);
    }
  }
  const nvidia = '/proc/driver/nvidia/version';
  if (fs.existsSync(nvidia)) marks.push(fs.readFileSync(nvidia, 'utf8'));
  return marks;
}
