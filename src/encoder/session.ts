import { createHash } from 'node:crypto';
import { readRegular, reasonOf, regularParts } from '../files';
import { decodeModel, encodeWhole, OnnxError, requireOwnWeights } from '../onnx';
import { createSession, type Session, Tensor } from '../runtime';
import type { Encoder, ModelCard } from './card';
import { type Device, ON_CPU, type Placement } from './devices/device';
import { cudaReason } from './devices/cuda-reason';
import { DeviceError } from './devices/device-error';
import { halfPrecision } from './devices/half-precision';
import { providerOptions } from './devices/providers';
import { EncoderError } from './errors';
import { writeViews } from './views';

/** Where a session runs. */
export interface SessionPlacement extends Partial<Placement> {
  /** Beginning of the file that a profile of the first runs is written to; `endProfile` ends it. */
  readonly profile?: string;
}

/** An encoder loaded into ONNX Runtime. `run` blocks its thread: keep it in a worker. */
export class EncoderSession {
  private constructor(
    private readonly session: Session,
    private readonly card: ModelCard,
    private readonly placement: Placement,
  ) {}

  /**
   * Verifies the ONNX file, and its weights where they are in another, against the card's SHA-256, and loads it.
   * @throws EncoderError when the file is missing or altered, names files that its card does not, or its graph lacks an
   * input or output of the card.
   * @throws DeviceError when it cannot be loaded on another device than the CPU, or not in the precision.
   */
  static async load(
    { card, modelFile, weightsFile }: Encoder,
    threads: number,
    { device = 'cpu', batch = ON_CPU.batch, precision = 'float32', profile }: SessionPlacement = {},
  ): Promise<EncoderSession> {
    const whole = await readWhole(modelFile);
    await verify(modelFile, [whole], card.sha256, 'ONNX file');
    checkFiles(modelFile, whole, card);
    // What was verified is what is loaded; weights in another file are too large for that, and found by the model's path.
    let bytes: Uint8Array | undefined = whole;
    if (weightsFile && card.weights) {
      await verify(weightsFile, regularParts(weightsFile), card.weights.sha256, 'file of weights');
      bytes = undefined;
    }
    if (precision === 'float16') bytes = halved(bytes, device);
    let session: Session;
    try {
      const options = {
        ...providerOptions(device, threads),
        ...(profile !== undefined && { enableProfiling: true, profileFilePrefix: profile }),
      };
      session = await createSession(bytes ?? { modelFile, weightsFile: weightsFile! }, options);
    } catch (cause) {
      const reason = (cause as Error).message;
      if (device !== 'cpu') throw new DeviceError(device, device === 'cuda' ? cudaReason(reason) : reason, { cause });
      throw new EncoderError(modelFile, `ONNX Runtime cannot load it (${reason})`, { cause });
    }
    const { embedding, featureMap, blocks = [] } = card.outputs;
    const outputs = [embedding, ...(featureMap === undefined ? [] : [featureMap]), ...blocks];
    for (const [what, wanted, names] of [
      ['input', [card.input.name], session.inputNames],
      ['output', outputs, session.outputNames],
    ] as const) {
      const missing = wanted.find((name) => !names.includes(name));
      if (missing !== undefined) {
        throw new EncoderError(modelFile, `the graph has no ${what} "${missing}" (it has ${names.join(', ')})`);
      }
    }
    return new EncoderSession(session, card, { device, batch, precision });
  }

  /** Length of one encoder input: channels x size x size. */
  get inputLength(): number {
    return this.card.input.channels * this.card.input.size ** 2;
  }

  /**
   * Embeddings of preprocessed cutouts: N x dimensions, the card's views averaged and its centre subtracted.
   * @param inputs N x channels x size x size, from `preprocess`.
   * @param batch views at once
   * @throws EncoderError when the graph answers another shape than the card's, or fails.
   * @throws DeviceError when it fails on another device than the CPU, or answers what is not finite there.
   */
  async embed(inputs: Float32Array, batch = this.placement.batch): Promise<Float32Array> {
    const { views, dimensions } = this.card;
    const count = inputs.length / this.inputLength;
    const out = new Float32Array(count * dimensions);
    const perRun = Math.max(1, Math.floor(batch / views));
    for (let from = 0; from < count; from += perRun) {
      const to = Math.min(count, from + perRun);
      const raw = await this.run(this.viewsOf(inputs, from, to), (to - from) * views);
      this.average(raw, out.subarray(from * dimensions, to * dimensions));
    }
    return out;
  }

  private viewsOf(inputs: Float32Array, from: number, to: number): Float32Array {
    const length = this.inputLength;
    const { views, input } = this.card;
    if (views === 1) return inputs.subarray(from * length, to * length);
    const batch = new Float32Array((to - from) * views * length);
    for (let i = from; i < to; i++) {
      const one = inputs.subarray(i * length, (i + 1) * length);
      const at = (i - from) * views * length;
      writeViews(one, input.channels, input.size, batch.subarray(at, at + views * length));
    }
    return batch;
  }

  /**
   * What the graph's embedding is for `count` inputs, whatever the card says of it: no views, no centre.
   * @throws EncoderError when the graph fails, or answers what is not 32-bit floats.
   * @throws DeviceError when it fails on another device than the CPU.
   */
  async answer(batch: Float32Array, count: number): Promise<{ dims: readonly number[]; values: Float32Array }> {
    const { input, outputs, model } = this.card;
    const tensor = new Tensor('float32', batch, [count, input.channels, input.size, input.size]);
    let answer: Tensor;
    try {
      answer = (await this.session.run({ [input.name]: tensor }, [outputs.embedding]))[outputs.embedding];
    } catch (cause) {
      const reason = (cause as Error).message;
      if (this.device !== 'cpu') throw new DeviceError(this.device, reason, { cause });
      throw new EncoderError(model, `ONNX Runtime cannot run it (${reason})`, { cause });
    }
    if (!(answer.data instanceof Float32Array)) {
      throw new EncoderError(model, `the embedding is of type ${answer.type}, not float32`);
    }
    return { dims: answer.dims, values: answer.data };
  }

  get device(): Device {
    return this.placement.device;
  }

  /** Ends and writes the profile that was asked for when the session was loaded. */
  endProfile(): void {
    this.session.endProfiling();
  }

  /** Gives the memory back. */
  release(): Promise<void> {
    return this.session.release();
  }

  private async run(batch: Float32Array, count: number): Promise<Float32Array> {
    const { dimensions, model } = this.card;
    const { dims, values } = await this.answer(batch, count);
    if (dims.length !== 2 || dims[0] !== count || dims[1] !== dimensions) {
      throw new EncoderError(model, `the embedding is ${dims.join(' x ')}, the card says N x ${dimensions}`);
    }
    // A device that has been lost may answer without an error.
    if (this.device !== 'cpu' && !values.every(Number.isFinite)) {
      throw new DeviceError(this.device, 'it answers NaN or infinity');
    }
    return values;
  }

  private average(raw: Float32Array, out: Float32Array): void {
    const { views, dimensions, centre } = this.card;
    const count = out.length / dimensions;
    for (let i = 0; i < count; i++) {
      for (let d = 0; d < dimensions; d++) {
        let sum = 0;
        for (let v = 0; v < views; v++) sum += raw[(i * views + v) * dimensions + d];
        out[i * dimensions + d] = sum / views - (centre ? centre[d] : 0);
      }
    }
  }
}

/** @throws EncoderError where the graph would have ONNX Runtime read files that are not the encoder's */
function checkFiles(modelFile: string, bytes: Uint8Array, { weights }: ModelCard): void {
  try {
    requireOwnWeights(bytes, weights?.file);
  } catch (cause) {
    if (!(cause instanceof OnnxError)) throw cause;
    throw new EncoderError(modelFile, cause.message, { cause });
  }
}

/** @throws DeviceError where the network cannot be had in float16 */
function halved(bytes: Uint8Array | undefined, device: Device): Uint8Array {
  if (!bytes) throw new DeviceError(device, 'a network with its weights in another file is not turned into float16');
  try {
    return encodeWhole(halfPrecision(decodeModel(bytes)));
  } catch (cause) {
    throw new DeviceError(device, `the network cannot be had in float16 (${(cause as Error).message})`, { cause });
  }
}

async function readWhole(file: string): Promise<Uint8Array> {
  try {
    return await readRegular(file);
  } catch (cause) {
    throw unreadable(file, 'ONNX file', cause);
  }
}

/** @throws EncoderError when a file cannot be read, or is another than its card says. */
async function verify(
  file: string,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  sha256: string,
  what: string,
): Promise<void> {
  const hash = createHash('sha256');
  try {
    for await (const part of bytes) hash.update(part);
  } catch (cause) {
    throw unreadable(file, what, cause);
  }
  const found = hash.digest('hex');
  if (found !== sha256) {
    throw new EncoderError(file, `the ${what} is not the one of its card (SHA-256 ${found.slice(0, 12)}…)`);
  }
}

function unreadable(file: string, what: string, cause: unknown): EncoderError {
  return new EncoderError(file, `the encoder's ${what} cannot be read (${reasonOf(cause)})`, { cause });
}
