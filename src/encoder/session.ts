import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import * as ort from 'onnxruntime-node';
import type { Encoder, ModelCard } from './card';
import { EncoderError } from './errors';
import { writeViews } from './views';

/** Views run through the graph at once: measured flat from 32 to 256 on CPUs, and small batches cancel sooner. */
const VIEWS_PER_RUN = 64;

/** An encoder loaded into ONNX Runtime. `run` blocks its thread: keep it in a worker. */
export class EncoderSession {
  private constructor(
    private readonly session: ort.InferenceSession,
    private readonly card: ModelCard,
  ) {}

  /**
   * Verifies the ONNX file against its card's SHA-256 and loads it.
   * @throws EncoderError when the file is missing or altered, or its graph lacks an input or output of the card.
   */
  static async load({ card, modelFile }: Encoder, threads: number): Promise<EncoderSession> {
    let bytes: Uint8Array;
    try {
      bytes = await fs.readFile(modelFile);
    } catch (cause) {
      throw new EncoderError(modelFile, `the encoder's ONNX file cannot be read (${(cause as Error).message})`, {
        cause,
      });
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== card.sha256) {
      throw new EncoderError(modelFile, `the ONNX file is not the one of its card (SHA-256 ${sha256.slice(0, 12)}…)`);
    }
    let session: ort.InferenceSession;
    try {
      session = await ort.InferenceSession.create(bytes, {
        executionProviders: ['cpu'],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: 'all',
        // Idle threads that spin take the cores from the decoders.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      });
    } catch (cause) {
      throw new EncoderError(modelFile, `ONNX Runtime cannot load it (${(cause as Error).message})`, { cause });
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
    return new EncoderSession(session, card);
  }

  /** Length of one encoder input: channels x size x size. */
  get inputLength(): number {
    return this.card.input.channels * this.card.input.size ** 2;
  }

  /**
   * Representations of preprocessed cutouts: N x dimensions, the card's views averaged and its centre subtracted.
   * @param inputs N x channels x size x size, from `preprocess`.
   * @throws EncoderError when the graph answers another shape than the card's, or fails.
   */
  async embed(inputs: Float32Array): Promise<Float32Array> {
    const { views, dimensions } = this.card;
    const count = inputs.length / this.inputLength;
    const out = new Float32Array(count * dimensions);
    const perRun = Math.max(1, Math.floor(VIEWS_PER_RUN / views));
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

  private async run(batch: Float32Array, count: number): Promise<Float32Array> {
    const { input, outputs, dimensions, model } = this.card;
    const tensor = new ort.Tensor('float32', batch, [count, input.channels, input.size, input.size]);
    const answer = (await this.session.run({ [input.name]: tensor }, [outputs.embedding]))[outputs.embedding];
    if (answer.dims.length !== 2 || answer.dims[0] !== count || answer.dims[1] !== dimensions) {
      throw new EncoderError(model, `the embedding is ${answer.dims.join(' x ')}, the card says N x ${dimensions}`);
    }
    return answer.data as Float32Array;
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
