import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DIST } from '../../built';
import { writeGalaxies } from '../../galaxies';
import { binaryTable } from '../../unit/fits/table-file';
import { smallOnnx } from '../../unit/encoder/small-onnx';
import { scratch } from '../scratch';
import { type Message, PLACES } from './engine-messages';

const GALAXIES = 8;
const LABELS = [
  'path,class,tags,z,interest',
  ...Array.from({ length: GALAXIES }, (_, i) => `g00${i}.fits,${i % 2 ? 'spiral' : 'round'},${i % 3 ? 'ring' : 'bar;ring'},0.${i},${i % 6}`),
  '',
].join('\n'); // prettier-ignore

/** A request that has not been answered by then is cancelled; what still is not answered then never will be, in milliseconds. */
const PATIENCE = 3000;
const AFTER_CANCELLING = 5000;
/** Bytes that a message may add to the engine's memory. */
const MEMORY = 400 * 2 ** 20;
/** What is left to be found in it slows it down after so many messages. */
const MESSAGES = 400;

const TABLE = 'table.fits';

interface Answer {
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** An engine with a small collection in a folder of its own, which answers messages as the extension's does. */
export class EngineUnderTest {
  private readonly root = path.join(scratch(), 'engine');
  private readonly workspace = path.join(this.root, 'workspace');
  private readonly outside = path.join(this.root, 'outside');
  private readonly encoder = path.join(this.root, 'encoder');
  /** Deep, so that a few steps up from it stay inside. */
  private readonly cwd = path.join(this.root, 'a/b/c/d/cwd');
  private child?: ChildProcess;
  private stderr = '';
  private readonly waiting = new Map<unknown, (answer: Answer) => void>();
  private next = 1;
  private sent = 0;
  private expected?: unknown;
  private death?: string;

  /** Starts the engine where it does not run, or has been sent enough. */
  async ready(): Promise<void> {
    if (this.child && this.sent < MESSAGES) return;
    await this.stop();
    if (!fs.existsSync(this.workspace)) this.makeFolders();
    this.restore();
    this.start();
    const initialised = await this.ask('initialize', this.initialisation());
    assert.ok(initialised.result, `the engine does not start: ${JSON.stringify(initialised.error)}`);
    await this.ask('collection/open', this.collection());
    await this.ask('collection/index', { folder: this.workspace });
    this.expected ??= await this.usual();
  }

  /** Sends a message, and waits for its answer where it has one. @throws AssertionError where it has none, or no reason */
  async send(message: Message): Promise<void> {
    this.sent++;
    const memory = this.residentMemory('reset');
    if (message.kind === 'raw') {
      this.post(this.placed(message.message));
    } else {
      const answer = await this.ask(message.method, this.placed(message.params), message.cancelled);
      if (answer.error)
        assert.ok(typeof answer.error.message === 'string' && answer.error.message.length > 3, 'no reason');
    }
    const more = this.residentMemory('greatest') - memory;
    assert.ok(more < MEMORY, `${(more / 2 ** 20).toFixed(0)} MiB more memory`);
  }

  /** @throws AssertionError where the engine is not what it was before, or anything was written where nothing should be */
  async check(): Promise<void> {
    assert.deepEqual(filesIn(this.cwd), [], 'files in its working folder, which nobody named');
    assert.deepEqual(filesIn(this.outside), ['kept.txt'], 'files outside of the folder');
    assert.equal(fs.readFileSync(path.join(this.outside, 'kept.txt'), 'utf8'), 'kept');
    this.restore();
    const found = await this.usual();
    assert.ok(isDeepStrictEqual(found, this.expected), `it answers ${JSON.stringify(found).slice(0, 300)} now`);
  }

  async stop(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    this.sent = 0;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  private initialisation() {
    return { encoderFolder: this.encoder, encoderPath: [], threads: 1, device: 'cpu' };
  }

  private collection() {
    return { folder: this.workspace, include: ['**/g*.fits'], store: path.join(this.workspace, '.morphoscope') };
  }

  /** What the engine answers of its collection, whatever has been asked before. */
  private async usual(): Promise<unknown> {
    const folder = this.workspace;
    const file = path.join(folder, 'labels.csv');
    await this.answered('initialize', this.initialisation());
    await this.answered('collection/open', this.collection());
    await this.answered('tables/open', { folder, file });
    const filter = { where: 'class == "spiral"', tables: [file] };
    return this.answered('similar', { folder, query: [{ path: 'g000.fits' }], count: 3, filter });
  }

  private async answered(method: string, params: unknown): Promise<unknown> {
    const { result, error } = await this.ask(method, params);
    assert.equal(error, undefined, `${method}: ${error?.message}`);
    return result;
  }

  private async ask(method: string, params: unknown, cancelled = false): Promise<Answer> {
    const id = this.next++;
    const answer = new Promise<Answer>((resolve) => this.waiting.set(id, resolve));
    this.post({ jsonrpc: '2.0', id, method, params });
    const cancel = () => this.post({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id } });
    if (cancelled) cancel();
    const late = setTimeout(cancel, PATIENCE);
    let never: NodeJS.Timeout | undefined;
    try {
      return await Promise.race([
        answer,
        new Promise<never>((_, reject) => {
          never = setTimeout(() => reject(new Error(`${method} is not answered`)), PATIENCE + AFTER_CANCELLING);
        }),
      ]);
    } finally {
      this.waiting.delete(id);
      clearTimeout(late);
      clearTimeout(never);
      assert.equal(this.death, undefined, `the engine died (${this.death}) of ${method}: ${this.stderr}`);
    }
  }

  private post(message: unknown): void {
    try {
      this.child?.send(message as object);
    } catch (error) {
      // What cannot be cloned cannot be sent by anybody.
      if ((error as Error).name !== 'DataCloneError' && !(error instanceof TypeError)) throw error;
      this.settle({ id: (message as { id?: unknown } | null)?.id, result: null });
    }
  }

  private settle(answer: Answer): void {
    this.waiting.get(answer.id)?.(answer);
  }

  private start(): void {
    this.death = undefined;
    this.stderr = '';
    const child = fork(path.join(DIST, 'engine.js'), [], { serialization: 'advanced', silent: true, cwd: this.cwd, execArgv: [] }); // prettier-ignore
    this.child = child;
    child.stderr?.on('data', (text: Buffer) => (this.stderr = (this.stderr + text.toString()).slice(-1500)));
    child.stdout?.resume();
    child.on('message', (answer: Answer) => this.settle(answer));
    child.once('exit', (code, signal) => {
      if (this.child !== child) return;
      this.death = signal ?? `exit code ${code}`;
      this.child = undefined;
      for (const id of this.waiting.keys()) this.settle({ id, error: { code: 0, message: 'it died' } });
    });
  }

  private makeFolders(): void {
    for (const folder of [this.cwd, this.outside, this.encoder]) fs.mkdirSync(folder, { recursive: true });
    writeGalaxies(this.workspace, GALAXIES, 16);
    fs.writeFileSync(path.join(this.workspace, TABLE), table());
    fs.writeFileSync(path.join(this.outside, 'kept.txt'), 'kept');
    const onnx = smallOnnx();
    fs.writeFileSync(path.join(this.encoder, 'encoder.onnx'), onnx);
    const card = {
      id: 'small',
      name: 'Small',
      licence: 'MIT',
      source: 'here',
      model: 'encoder.onnx',
      sha256: createHash('sha256').update(onnx).digest('hex'),
      input: { name: 'picture', channels: 3, size: 8 },
      preprocessing: [{ step: 'resize', size: 8, filter: 'box' }],
      views: 1,
      outputs: { embedding: 'vector' },
      dimensions: 3,
    };
    fs.writeFileSync(path.join(this.encoder, 'card.json'), JSON.stringify(card));
  }

  /** Takes away what messages have made in the workspace, and puts back what they have changed. */
  private restore(): void {
    const own = new Set([
      '.morphoscope',
      'labels.csv',
      TABLE,
      ...Array.from({ length: GALAXIES }, (_, i) => `g00${i}.fits`),
    ]);
    for (const name of fs.readdirSync(this.workspace))
      if (!own.has(name)) fs.rmSync(path.join(this.workspace, name), { recursive: true, force: true });
    const labels = path.join(this.workspace, 'labels.csv');
    if (!fs.existsSync(labels) || fs.readFileSync(labels, 'utf8') !== LABELS) fs.writeFileSync(labels, LABELS);
  }

  /** The message with the engine's own folders in it; paths that lead out of them lead nowhere. */
  private placed(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return this.confined(value);
    if (typeof value !== 'object' || value === null || depth > 400) return value;
    if (Array.isArray(value)) return value.map((one) => this.placed(one, depth + 1));
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    const out = {};
    for (const [key, one] of Object.entries(value))
      Object.defineProperty(out, key, { value: this.placed(one, depth + 1), enumerable: true });
    return out;
  }

  private confined(text: string): string {
    const placed = text
      .replaceAll(PLACES.workspace, this.workspace)
      .replaceAll(PLACES.outside, this.outside)
      .replaceAll(PLACES.encoder, this.encoder);
    const ups = placed.split('..').length - 1;
    if (ups > 3) return 'up';
    return path.isAbsolute(placed) && !path.normalize(placed).startsWith(this.root)
      ? path.join(this.root, placed)
      : placed;
  }

  /** Of the engine, in bytes; nothing where the system does not tell. */
  private residentMemory(which: 'reset' | 'greatest'): number {
    const pid = this.child?.pid;
    try {
      if (which === 'reset') fs.writeFileSync(`/proc/${pid}/clear_refs`, '5');
      return 1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0; // no Linux, or the engine has ended, which is told elsewhere
    }
  }
}

/** A binary table of two columns and nine rows. */
function table(): Uint8Array {
  const rows = Array.from({ length: 9 }, (_, row) => {
    const bytes = new DataView(new ArrayBuffer(12));
    bytes.setInt32(0, row);
    bytes.setFloat64(4, row / 4);
    return new Uint8Array(bytes.buffer);
  });
  return binaryTable(['J', 'D'], rows);
}

function filesIn(folder: string): string[] {
  return fs.readdirSync(folder, { recursive: true }).map(String);
}
