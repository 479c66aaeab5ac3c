import fs from 'node:fs';
import * as ort from 'onnxruntime-node';
import type { Galaxy } from '../bench/quality/galaxies';
import { preprocess, readEncoder } from '../src/encoder';

const BATCH = 64;

/** What an encoder makes of galaxies, a row each: representations, and answers in the order of QUESTIONS. */
export interface Sight {
  readonly embeddings: Float32Array[];
  readonly answers: Float32Array[];
}

export type See = (galaxies: Iterable<Galaxy> | AsyncIterable<Galaxy>) => Promise<Sight>;

/** An encoder that was trained here, from its folder; galaxies are taken one batch at a time. */
export async function seeing(folder: string): Promise<See> {
  const { card, modelFile } = await readEncoder(folder);
  const session = await ort.InferenceSession.create(fs.readFileSync(modelFile), { intraOpNumThreads: 2 });
  const { channels, size } = card.input;
  const length = channels * size * size;
  return async (galaxies) => {
    const sight: Sight = { embeddings: [], answers: [] };
    const images = new Float32Array(BATCH * length);
    let count = 0;
    const run = async () => {
      const image = new ort.Tensor('float32', images.slice(0, count * length), [count, channels, size, size]);
      const { embedding, answers } = await session.run({ image }, ['embedding', 'answers']);
      sight.embeddings.push(...rowsOf(embedding));
      sight.answers.push(...rowsOf(answers));
      count = 0;
    };
    for await (const { picture, kind } of galaxies) {
      preprocess(picture, kind, card, images.subarray(count * length, (count + 1) * length));
      if (++count === BATCH) await run();
    }
    if (count > 0) await run();
    return sight;
  };
}

function rowsOf({ data, dims: [rows, columns] }: ort.Tensor): Float32Array[] {
  return Array.from({ length: rows }, (_, i) => (data as Float32Array).slice(i * columns, (i + 1) * columns));
}
