import { EncoderSession, preprocess, readEncoder, type Encoder, type ModelCard } from '../../src/encoder';
import { writeViews } from '../../src/encoder/views';
import { readGalaxies, type Galaxy } from './galaxies';
import { Matrix, principalAxes, project } from '../../src/statistics';

/** A way to represent galaxies. */
export interface Method {
  readonly name: string;
  represent(galaxies: readonly Galaxy[]): Promise<Float32Array[]>;
}

const THREADS = 2;

/** An encoder with one view and with the mean of eight, whatever its card says. */
export async function encoderMethods(name: string, folder: string): Promise<Method[]> {
  const encoder = await readEncoder(folder);
  return Promise.all(([1, 8] as const).map((views) => encoderMethod(name, encoder, views)));
}

async function encoderMethod(name: string, { card, modelFile }: Encoder, views: 1 | 8): Promise<Method> {
  const session = await EncoderSession.load({ card: { ...card, views }, modelFile }, THREADS);
  return {
    name: `${name}, ${viewsText(views)}`,
    async represent(galaxies) {
      const all = await session.embed(inputsOf(galaxies, card));
      return galaxies.map((_, i) => all.slice(i * card.dimensions, (i + 1) * card.dimensions));
    },
  };
}

/** Pixels a side, and components, of the principal components of raw pixels. */
const PIXELS = 32;
const COMPONENTS = 64;
/** Every so many of the training galaxies are looked at. */
const TRAINING_STEP = 4;

/**
 * Principal components of the pixels themselves, as `card` prepares them and binned to 32 x 32; fitted to the training
 * galaxies of SDSS, never to those that are labelled here.
 */
export async function pixelMethods(card: ModelCard): Promise<Method[]> {
  const training: Float32Array[] = [];
  for await (const galaxy of readGalaxies('gz1', TRAINING_STEP)) training.push(...pixels([galaxy], card, 1));
  const axes = principalAxes(Matrix.fromRows(training), COMPONENTS);
  return ([1, 8] as const).map((views) => ({
    name: `raw-pixel PCA, ${viewsText(views)}`,
    represent(galaxies) {
      const along = project(Matrix.fromRows(pixels(galaxies, card, views)), axes);
      return Promise.resolve(galaxies.map((_, i) => Float32Array.from(along.row(i))));
    },
  }));
}

function viewsText(views: 1 | 8): string {
  return views === 1 ? '1 view' : '8 views';
}

function inputsOf(galaxies: readonly Galaxy[], card: ModelCard): Float32Array {
  const length = card.input.channels * card.input.size ** 2;
  const inputs = new Float32Array(galaxies.length * length);
  galaxies.forEach(({ picture, kind }, i) =>
    preprocess(picture, kind, card, inputs.subarray(i * length, (i + 1) * length)),
  );
  return inputs;
}

function pixels(galaxies: readonly Galaxy[], card: ModelCard, views: 1 | 8): Float32Array[] {
  const { channels, size } = card.input;
  const inputs = inputsOf(galaxies, card);
  const length = channels * size * size;
  const eight = new Float32Array(8 * length);
  const bin = size / PIXELS;
  return galaxies.map((_, g) => {
    writeViews(inputs.subarray(g * length, (g + 1) * length), channels, size, eight);
    const out = new Float32Array(channels * PIXELS * PIXELS);
    for (let i = 0; i < views * length; i++) {
      const [row, x] = [Math.floor(i / size), i % size];
      const c = Math.floor(row / size) % channels;
      const at = (c * PIXELS + Math.floor((row % size) / bin)) * PIXELS + Math.floor(x / bin);
      out[at] += eight[i] / (bin * bin * views);
    }
    return out;
  });
}
