import { gunzipSync } from 'node:zlib';
import { imageSize, openFits } from '../../fits';
import { type Picture, pictureFromFits } from '../../imaging';
import { generateSampleSky } from '../../sample-sky';
import type { Encoder } from '../card';
import { preprocess } from '../preprocessing';
import { EncoderSession } from '../session';

/** Enough for a mean; each goes through the encoder once, on whatever processor is here. */
const GALAXIES = 64;
const SIDE = 96;
const SEED = 1;
const AT_ONCE = 8;

/**
 * The mean embedding over galaxies of the synthetic sky, for an encoder of which no one has published the mean over its training
 * galaxies. All embeddings of a network share a direction, by far the longest part of them; less a mean over any galaxies, the
 * cosine of two is the likeness of two galaxies and not that direction.
 * @param running is told before every few galaxies
 * @returns as many values as the embedding has dimensions
 * @throws EncoderError where the encoder cannot be loaded or run; AbortError
 */
export async function syntheticCentre(
  { card, ...files }: Encoder,
  threads: number,
  running: () => void,
  signal?: AbortSignal,
): Promise<number[]> {
  const session = await EncoderSession.load({ card: { ...card, centre: undefined }, ...files }, threads);
  try {
    const { dimensions } = card;
    const { inputLength } = session;
    const sums = new Float64Array(dimensions);
    const pictures = [...generateSampleSky({ count: GALAXIES, size: SIDE, seed: SEED })].map(pictureOf);
    for (let from = 0; from < GALAXIES; from += AT_ONCE) {
      signal?.throwIfAborted();
      running();
      const inputs = new Float32Array(AT_ONCE * inputLength);
      for (let i = 0; i < AT_ONCE; i++) {
        const input = inputs.subarray(i * inputLength, (i + 1) * inputLength);
        preprocess(pictures[from + i], 'fits', card, input);
      }
      (await session.embed(inputs)).forEach((value, i) => (sums[i % dimensions] += value));
    }
    // Six digits are more than a mean of so few knows.
    return Array.from(sums, (sum) => Number((sum / GALAXIES).toPrecision(6)));
  } finally {
    await session.release();
  }
}

function pictureOf({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }): Picture {
  const plain = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  const hdu = openFits(plain, name).find((one) => imageSize(one).width > 0);
  return pictureFromFits(hdu!);
}
