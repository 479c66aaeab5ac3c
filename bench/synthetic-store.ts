import { createHash } from 'node:crypto';
import { NOT_MEASURED, RepresentationStore, type Row } from '../src/collection';
import { BUNDLED_ENCODER } from '../src/encoder/bundled';
import { randomNumbers } from '../test/galaxies';

export const DIMENSIONS = 256;
const SEGMENT = 50_000;

/** A store of so many made-up galaxies, g0.fits and so on. */
export async function syntheticStore(root: string, count: number): Promise<RepresentationStore> {
  const store = await RepresentationStore.open(root, BUNDLED_ENCODER, DIMENSIONS, (message) => console.error(message));
  await addRows(store, 0, count);
  return store;
}

const random = randomNumbers(11);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
/** Representations vary along some tens of directions, unequally: points of a low dimension in a high one. */
const INNER = 24;
const directions = Float32Array.from(
  { length: INNER * DIMENSIONS },
  (_, i) => normal() / Math.sqrt(1 + i / DIMENSIONS),
);

/** More of them, from number `first` on. */
export async function addRows(store: RepresentationStore, first: number, count: number): Promise<void> {
  for (let from = first; from < first + count; from += SEGMENT) {
    const values = new Float32Array(SEGMENT * DIMENSIONS);
    for (let i = 0; i < SEGMENT; i++) {
      for (let j = 0; j < INNER; j++) {
        const along = normal();
        for (let d = 0; d < DIMENSIONS; d++) values[i * DIMENSIONS + d] += along * directions[j * DIMENSIONS + d];
      }
    }
    store.put(Array.from({ length: SEGMENT }, (_, i) => row(from + i)), values); // prettier-ignore
    await store.flush();
  }
}

function row(i: number): Row {
  const file = {
    path: `g${i}.fits`,
    hdu: 0,
    size: 92_160,
    mtime: 1_700_000_000 + i,
    sha256: createHash('sha256').update(`${i}`).digest('hex'),
  };
  const place = { ra: (i % 3600) / 10, dec: 0, pixelScale: 0.262 };
  return { ...file, width: 150, height: 150, bands: 1, ...place, measures: NOT_MEASURED, removed: false };
}
