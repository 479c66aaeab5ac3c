import fs from 'node:fs/promises';
import path from 'node:path';
import { makeFolders, readRegular, writeAtomically } from '../../files';
import { Matrix } from '../../statistics';
import { FinetuneError } from './errors';
import type { Learned } from './learners/learner';
import type { EpochPoint } from './report/report';

/** A fit as it is kept: outputs for all galaxies, and what would be deployed. */
export type FinishedFit = Omit<Learned, 'outputs'> & { readonly outputs: Matrix };

/** Where a fit stands: beside the trainer's checkpoint of the same step. */
export interface FitState {
  readonly step: number;
  readonly curve: readonly EpochPoint[];
  readonly bestEpoch: number;
  readonly bestLoss: number;
  readonly best: ReadonlyMap<string, Float32Array>;
}

/**
 * What a run has finished and where it stands, in a folder beside the model's: an interrupted run goes on from there. The
 * folder is of one run: what it learns from and how are written in it.
 */
export class RunMemory {
  private made = false;

  private constructor(
    readonly folder: string,
    private readonly fingerprint: string,
  ) {}

  /** The folder of a model's interrupted run. */
  static folderOf(out: string): string {
    return path.join(path.dirname(out), `.${path.basename(out)}.run`);
  }

  /** The model of which a folder of this name is the interrupted run; undefined where it is none. */
  static nameOf(folder: string): string | undefined {
    return /^\.(.+)\.run$/.exec(folder)?.[1];
  }

  /**
   * @param fingerprint of labels, options and encoder
   * @throws FinetuneError where `resume` is asked for and there is no such run, or of other labels or options
   */
  static async open(out: string, fingerprint: string, resume: boolean): Promise<RunMemory> {
    const folder = RunMemory.folderOf(out);
    const file = path.join(folder, 'run.json');
    try {
      if (resume) {
        const text = await readRegular(file).then(String, (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') throw new FinetuneError(out, 'there is no interrupted run to go on with');
          throw error;
        });
        if ((JSON.parse(text) as { fingerprint: string }).fingerprint !== fingerprint)
          throw new FinetuneError(out, 'the interrupted run had other labels or options; start it anew');
      } else {
        await fs.rm(folder, { recursive: true, force: true });
      }
    } catch (error) {
      throw FinetuneError.from(folder, error);
    }
    return new RunMemory(folder, fingerprint);
  }

  async finished(name: string): Promise<FinishedFit | undefined> {
    return this.read<FinishedFit>(`${slug(name)}.fit.json`);
  }

  /** Keeps a finished fit; its checkpoint is needed no more. */
  async finish(name: string, fit: FinishedFit): Promise<void> {
    await this.write(`${slug(name)}.fit.json`, fit);
    const state = await this.state(name);
    await fs.rm(path.join(this.folder, `${slug(name)}.state.json`), { force: true });
    if (state) await fs.rm(this.checkpoint(name, state.step), { force: true });
  }

  /** Of each step a file: the state that is written after it names it by its step, so that the two are of one moment. */
  checkpoint(name: string, step: number): string {
    return path.join(this.folder, `${slug(name)}.${step}.checkpoint`);
  }

  state(name: string): Promise<FitState | undefined> {
    return this.read<FitState>(`${slug(name)}.state.json`);
  }

  /** Keeps where a fit stands, whose checkpoint of this step has been written. */
  async saveState(name: string, state: FitState): Promise<void> {
    const before = await this.state(name);
    await this.write(`${slug(name)}.state.json`, state);
    if (before) await fs.rm(this.checkpoint(name, before.step), { force: true });
  }

  /** The folder is made when there is something to keep: solved heads keep nothing. */
  async make(): Promise<void> {
    if (this.made) return;
    await makeFolders(this.folder);
    const text = `${JSON.stringify({ fingerprint: this.fingerprint })}\n`;
    await writeAtomically(path.join(this.folder, 'run.json'), [Buffer.from(text)]);
    this.made = true;
  }

  /** The run has ended: nothing is left to go on with. */
  async forget(): Promise<void> {
    await fs.rm(this.folder, { recursive: true, force: true });
  }

  private async read<T>(name: string): Promise<T | undefined> {
    const file = path.join(this.folder, name);
    try {
      return JSON.parse((await readRegular(file)).toString(), revive) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw FinetuneError.from(file, error);
    }
  }

  private async write(name: string, value: unknown): Promise<void> {
    const file = path.join(this.folder, name);
    try {
      await this.make();
      await writeAtomically(file, [Buffer.from(JSON.stringify(value, replace))]);
    } catch (error) {
      throw FinetuneError.from(file, error);
    }
  }
}

function slug(name: string): string {
  return name.replace(/[^a-z0-9]+/gi, '-');
}

type Kept =
  | { readonly $: 'matrix'; readonly rows: number; readonly columns: number; readonly bytes: string }
  | { readonly $: 'f32'; readonly bytes: string }
  | { readonly $: 'f64'; readonly bytes: string }
  | { readonly $: 'map'; readonly entries: [string, unknown][] };

const base64 = (values: Float32Array | Float64Array) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

/** Arrays of numbers by their bytes: what goes on must be the same bit for bit. */
function replace(_: string, value: unknown): unknown {
  if (value instanceof Matrix)
    return { $: 'matrix', rows: value.rows, columns: value.columns, bytes: base64(value.values) };
  if (value instanceof Float32Array) return { $: 'f32', bytes: base64(value) };
  if (value instanceof Float64Array) return { $: 'f64', bytes: base64(value) };
  if (value instanceof Map) return { $: 'map', entries: [...(value as Map<string, unknown>)] };
  return value;
}

function revive(_: string, value: unknown): unknown {
  const kept = value as Kept | null;
  if (typeof kept !== 'object' || kept === null || !('$' in kept)) return value;
  if (kept.$ === 'map') return new Map(kept.entries);
  const { buffer } = Uint8Array.from(Buffer.from(kept.bytes, 'base64'));
  if (kept.$ === 'f32') return new Float32Array(buffer);
  if (kept.$ === 'f64') return new Float64Array(buffer);
  return new Matrix(kept.rows, kept.columns, new Float64Array(buffer));
}
