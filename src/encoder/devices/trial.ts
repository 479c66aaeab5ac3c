import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Random } from '../../random';
import type { Encoder } from '../card';
import { EncoderSession } from '../session';
import { type Accelerator, ON_CPU, type Placement, type Precision } from './device';
import { DeviceError } from './device-error';
import { type NodePlacement, nodePlacement } from './node-placement';

/** How far a device's embeddings may be from the CPU's, of the largest number in these. */
export const DISAGREEMENT_MAX = 1e-3;

const BATCHES = [16, 32, 64, 128, 256] as const;
const BATCH_SECONDS = 0.25;
/** For each precision. */
const MEASURE_SECONDS = 2;
/** Batches larger than this share slower than the best end the search. */
const WORTHWHILE = 0.9;
/** Cutouts a second of a device whose batches are not worth measuring. */
const SLOW = 10;
/** Number of pictures of noise that both devices encode. */
const PICTURES = 4;

export interface Agreement {
  /** Largest difference from the CPU, of the largest number in what the CPU answers. */
  readonly disagreement: number;
  readonly nodes: NodePlacement;
  /** Measured in the second run, after the device has compiled its programs. */
  readonly cutoutsPerSecond: number;
  /** Why it does not compute in float16 there; undefined where it may. */
  readonly halfProblem?: string;
}

export interface Throughput extends Required<Omit<Placement, 'device'>> {
  readonly cutoutsPerSecond: number;
  /** With `batch` views at once in `precision`, how far it is from the CPU: as in `Agreement`. */
  readonly disagreement: number;
}

/** A session on the device that answers what the CPU answers. */
interface Agreeing {
  readonly session: EncoderSession;
  readonly precision: Precision;
  readonly disagreement: number;
}

/** A trial of an encoder on a device: whether it answers what the CPU answers there, and how fast. */
export class DeviceTrial {
  private constructor(
    private readonly device: Accelerator,
    private readonly views: number,
    private readonly first: number,
    private readonly agreeing: readonly Agreeing[],
  ) {}

  /**
   * Runs a batch of noise on the device and on the CPU, and once more in float16 where that is worth the time.
   * @throws DeviceError where the device cannot be had, leaves the work to the CPU, fails, or disagrees
   * @throws EncoderError where the encoder cannot be loaded on the CPU either
   */
  static async start(encoder: Encoder, device: Accelerator): Promise<{ trial: DeviceTrial; agreement: Agreement }> {
    const inputs = noise(encoder, PICTURES);
    const reference = await onCpu(encoder, inputs);
    const compare = { encoder, device, inputs, reference };
    const { nodes, ...single } = await agreeing(compare, 'float32');
    const started = performance.now();
    await single.session.embed(inputs);
    const cutoutsPerSecond = (1000 * PICTURES) / (performance.now() - started);
    const sessions = [single];
    let halfProblem: string | undefined;
    if (cutoutsPerSecond < SLOW) halfProblem = 'it is slow';
    else {
      try {
        sessions.push(await agreeing(compare, 'float16'));
      } catch (error) {
        halfProblem = (error as Error & { reason?: string }).reason ?? (error as Error).message;
      }
    }
    const trial = new DeviceTrial(device, encoder.card.views, cutoutsPerSecond, sessions);
    return { trial, agreement: { disagreement: single.disagreement, nodes, cutoutsPerSecond, halfProblem } };
  }

  /**
   * Cutouts a second in the precision and at the batch with which there are most. Larger batches are tried as long as they are
   * worth it, and memory and some seconds allow.
   * @throws DeviceError where not even the smallest can be run
   */
  async measure(): Promise<Throughput> {
    const [single] = this.agreeing;
    if (this.first < SLOW) return { ...resultOf(single), cutoutsPerSecond: this.first, batch: BATCHES[0] };
    let best: Throughput | undefined;
    for (const one of this.agreeing) {
      const found = await this.fastest(one);
      if (!best || found.cutoutsPerSecond > best.cutoutsPerSecond) best = found;
    }
    return best!;
  }

  async release(): Promise<void> {
    for (const { session } of this.agreeing) await session.release();
  }

  private async fastest(one: Agreeing): Promise<Throughput> {
    let best: Throughput | undefined;
    const end = performance.now() + MEASURE_SECONDS * 1000;
    for (const batch of BATCHES) {
      if (best && performance.now() > end) break;
      let cutoutsPerSecond: number;
      try {
        cutoutsPerSecond = await this.throughput(one.session, batch);
      } catch (cause) {
        // Most likely memory: what fitted before is what there is.
        if (!best) throw new DeviceError(this.device, (cause as Error).message, { cause });
        break;
      }
      if (!best || cutoutsPerSecond > best.cutoutsPerSecond) best = { ...resultOf(one), cutoutsPerSecond, batch };
      else if (cutoutsPerSecond < WORTHWHILE * best.cutoutsPerSecond) break;
    }
    return best!;
  }

  private async throughput(session: EncoderSession, batch: number): Promise<number> {
    const count = Math.max(1, Math.floor(batch / this.views));
    const inputs = new Float32Array(count * session.inputLength).fill(0.5);
    await session.embed(inputs, batch);
    const started = performance.now();
    let [done, seconds] = [0, 0];
    while (seconds < BATCH_SECONDS) {
      await session.embed(inputs, batch);
      done += count;
      seconds = (performance.now() - started) / 1000;
    }
    return done / seconds;
  }
}

const resultOf = ({ precision, disagreement }: Agreeing) => ({ precision, disagreement });

interface Comparison {
  readonly encoder: Encoder;
  readonly device: Accelerator;
  readonly inputs: Float32Array;
  /** The CPU's output for the same pictures. */
  readonly reference: Float32Array;
}

/** @throws DeviceError where there is no session on the device that agrees with the CPU in this precision */
async function agreeing(
  { encoder, device, inputs, reference }: Comparison,
  precision: Precision,
): Promise<Agreeing & { readonly nodes: NodePlacement }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-device-'));
  try {
    const session = await EncoderSession.load(encoder, 1, { device, precision, profile: path.join(folder, 'profile') });
    try {
      const answer = await session.embed(inputs);
      session.endProfile();
      const [file] = fs.readdirSync(folder);
      const nodes = nodePlacement(fs.readFileSync(path.join(folder, file), 'utf8'), device);
      refuseCpu(device, nodes);
      const disagreement = largestDifference(answer, reference);
      // Not `>`: a device that answers NaN agrees with nothing.
      if (!(disagreement <= DISAGREEMENT_MAX)) {
        throw new DeviceError(device, `it disagrees with the CPU by ${disagreement.toExponential(1)}`);
      }
      return { session, precision, disagreement, nodes };
    } catch (error) {
      await session.release();
      throw error;
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Pictures of noise, uniform in 0..1: N x channels x size x size. The same each time. */
export function noise({ card: { input } }: Encoder, count: number): Float32Array {
  const random = new Random(1);
  return Float32Array.from({ length: count * input.channels * input.size ** 2 }, () => random.uniform());
}

async function onCpu(encoder: Encoder, inputs: Float32Array): Promise<Float32Array> {
  const session = await EncoderSession.load(encoder, 1, ON_CPU);
  try {
    return await session.embed(inputs);
  } finally {
    await session.release();
  }
}

function refuseCpu(device: Accelerator, { onDevice, heavyOnCpu }: NodePlacement): void {
  if (onDevice === 0) throw new DeviceError(device, 'ONNX Runtime runs the encoder on the CPU in its place');
  if (heavyOnCpu.length > 0) {
    throw new DeviceError(device, `ONNX Runtime runs parts of the encoder on the CPU (${heavyOnCpu.join(', ')})`);
  }
}

function largestDifference(answer: Float32Array, reference: Float32Array): number {
  let [difference, largest] = [0, 0];
  for (let i = 0; i < reference.length; i++) {
    const one = Math.abs(answer[i] - reference[i]);
    if (Number.isNaN(one)) return NaN;
    difference = Math.max(difference, one);
    largest = Math.max(largest, Math.abs(reference[i]));
  }
  return difference / largest;
}
