import * as ort from 'onnxruntime-node';
import { readCutoutFile, readCutouts } from '../src/collection';
import { serve } from '../src/engine/process/worker-calls';
import { encodeModel, GraphBuilder } from '../src/onnx';
import type { Batch } from '../src/training';
import { plain } from './augment';
import { makeBatch } from './batch';
import { frameOf, viewLength } from './frame';
import { coarse } from './network';
import { measures } from './photometry';
import { Pool, type PoolMemory } from './pool';
import type { Recipe } from './recipe';
import { trainingSets, type LabelledFile } from './sets';
import { synthetic } from './synthetic/generate';

/** Galaxies by number, and the synthetic places of the pool that they go to. */
interface Rendered {
  readonly places: readonly number[];
  readonly galaxies: readonly number[];
}

export type WorkerCalls = {
  open: { params: { memory: PoolMemory; recipe: Recipe }; result: void };
  /** Reads files into places of the pool. */
  real: { params: { from: number; to: number }; result: void };
  /** Renders galaxies into synthetic places of the pool. */
  synthetic: { params: Rendered; result: void };
  /** Renders what a step replaces, then makes its batch: in one call, so that no other step's comes between. */
  batch: {
    params: Rendered & { step: number; mean: Float32Array; deviation: Float32Array };
    result: Batch;
  };
};

let pool: Pool;
let recipe: Recipe;
let files: LabelledFile[];
let measure: Promise<ort.InferenceSession> | undefined;

/** Photometry of frames as they stand, in places of the pool. */
async function measureInto(places: readonly number[]): Promise<void> {
  measure ??= ort.InferenceSession.create(measuringGraph(), { intraOpNumThreads: 1 });
  const session = await measure;
  const { resolution } = pool.memory;
  const { input } = resolution;
  const length = viewLength(resolution);
  for (let from = 0; from < places.length; from += 64) {
    const some = places.slice(from, from + 64);
    const images = new Float32Array(some.length * length);
    some.forEach((place, i) => plain(pool.frame(place), images.subarray(i * length, (i + 1) * length), resolution));
    const { measures } = await session.run({
      image: new ort.Tensor('float32', images, [some.length, 3, input, input]),
    });
    const values = measures.data as Float32Array;
    const n = measures.dims[1];
    some.forEach((place, i) => pool.measured(place).set(values.subarray(i * n, (i + 1) * n)));
  }
}

function measuringGraph(): Uint8Array {
  const graph = new GraphBuilder(17);
  const { input } = pool.memory.resolution;
  graph.output('measures', measures(graph, coarse(graph, graph.input('image', [-1, 3, input, input]))));
  return encodeModel(graph.model());
}

async function render({ places, galaxies }: Rendered): Promise<void> {
  places.forEach((place, i) => {
    const galaxy = synthetic(recipe.seed, galaxies[i], recipe.radio);
    galaxy.pictures.forEach(({ picture, kind }, k) =>
      pool.frame(pool.firstSynthetic + place, k).set(frameOf(picture, kind, pool.memory.resolution)),
    );
    pool.votes(place).set(galaxy.answers.votes);
    pool.asked(place).set(galaxy.answers.asked);
  });
  await measureInto(places.map((place) => pool.firstSynthetic + place));
}

serve<WorkerCalls>({
  open(params) {
    pool = new Pool(params.memory);
    recipe = params.recipe;
    const sets = trainingSets(recipe.looks);
    files = [...sets.gz1, ...sets.euclid];
    return { result: undefined };
  },

  async real({ from, to }) {
    for (let place = from; place < to; place++) {
      const { file } = files[place];
      const { cutouts, failures } = await readCutouts(readCutoutFile(file), file);
      if (cutouts.length === 0) throw failures[0] ?? new Error(`${file} holds no image`);
      const [{ picture, kind }] = cutouts;
      pool.frame(place, 0).set(frameOf(picture, kind, pool.memory.resolution));
      // The same picture as a FITS file would bring it.
      pool.frame(place, 1).set(frameOf(picture, 'fits', pool.memory.resolution));
    }
    await measureInto(Array.from({ length: to - from }, (_, i) => from + i));
    return { result: undefined };
  },

  async synthetic(rendered) {
    await render(rendered);
    return { result: undefined };
  },

  async batch({ step, mean, deviation, ...rendered }) {
    await render(rendered);
    const batch = makeBatch(pool, files, recipe, step, mean, deviation);
    return { result: batch, transfer: Object.values(batch).map((values) => values.buffer as ArrayBuffer) };
  },
});
