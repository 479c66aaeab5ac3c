import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { NearestIndex, RepresentationStore } from '../../src/collection';
import type { Random } from '../../src/random';
import { row } from '../unit/collection/rows-of';
import type { Campaign } from './campaign';

const [SEGMENTS, ROWS, DIMENSIONS] = [6, 20, 16];

const vector = (seed: number) => Float32Array.from({ length: DIMENSIONS }, (_, d) => Math.sin(seed * 13.7 + d * 5.1));
const nameOf = (seed: number) => `g${seed}.fits`;

/** Flips bits, overwrites, cuts, empties, deletes or swaps files of a store, one to three of them. */
function damage(files: readonly string[], random: Random): Set<string> {
  const touched = new Set<string>();
  const one = () => files[random.integer(0, files.length - 1)];
  for (let times = random.integer(1, 3); times > 0; times--) {
    const file = one();
    if (!fs.existsSync(file)) continue;
    const bytes = fs.readFileSync(file);
    touched.add(file);
    switch (random.integer(0, 5)) {
      case 0:
        for (let n = random.integer(1, 8); n > 0 && bytes.length > 0; n--) bytes[random.integer(0, bytes.length - 1)] ^= 1 << random.integer(0, 7); // prettier-ignore
        fs.writeFileSync(file, bytes);
        break;
      case 1:
        bytes.fill(random.integer(0, 255), Math.floor(bytes.length * random.uniform()));
        fs.writeFileSync(file, bytes);
        break;
      case 2:
        fs.writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length * random.uniform())));
        break;
      case 3:
        fs.writeFileSync(file, '');
        break;
      case 4:
        fs.rmSync(file);
        break;
      default: {
        const other = one();
        if (!fs.existsSync(other) || other === file) break;
        touched.add(other);
        fs.copyFileSync(other, file);
      }
    }
  }
  return touched;
}

/** Files of an index that are damaged, cut, emptied, deleted or swapped, and then opened and searched. */
export const damages: Campaign = {
  name: 'damages',
  what: 'files of an index flipped, overwritten, cut, emptied, deleted or swapped, then opened and searched',
  rounds: 200,
  async start(folder, random) {
    const pristine = path.join(folder, 'pristine');
    const made = await RepresentationStore.open(pristine, 'enc', DIMENSIONS, () => undefined);
    for (let s = 0; s < SEGMENTS; s++) {
      const seeds = Array.from({ length: ROWS }, (_, i) => s * ROWS + i);
      made.put(seeds.map((seed) => row(nameOf(seed))), Float32Array.from(seeds.flatMap((seed) => [...vector(seed)]))); // prettier-ignore
      await made.flush();
    }
    return async (round) => {
      const root = path.join(folder, `round-${round}`);
      fs.cpSync(pristine, root, { recursive: true });
      const segments = path.join(root, 'encoders', 'enc', 'segments');
      const names = fs.readdirSync(segments).filter((name) => /^\d+\.(npy|parquet)$/.test(name));
      const touched = damage(names.map((name) => path.join(segments, name)), random); // prettier-ignore
      const numbers = new Set([...touched].map((file) => Number.parseInt(path.basename(file), 10)));

      const reports: string[] = [];
      const store = await RepresentationStore.open(root, 'enc', DIMENSIONS, (message) => reports.push(message));
      for (const { block, row: at } of store.places()) {
        const seed = Number(/\d+/.exec(block.rows[at].path)![0]);
        const reference = made.place(nameOf(seed), 0)!;
        assert.deepEqual(block.representation(at), reference.block.representation(reference.row), `round ${round}: a row is its own`); // prettier-ignore
      }
      for (let s = 0; s < SEGMENTS; s++) {
        if (numbers.has(s + 1)) continue;
        for (let i = 0; i < ROWS; i++) assert.ok(store.place(nameOf(s * ROWS + i), 0), `segment ${s + 1} is untouched, and there`); // prettier-ignore
      }
      const missing = SEGMENTS * ROWS - store.count;
      assert.equal(reports.length > 0, missing > 0, `${missing} rows are missing; reported: ${reports.join('; ')}`);
      const query = vector(1);
      const length = Math.hypot(...query);
      assert.ok(store.exactSearch(query.map((value) => value / length), 5).every(({ similarity }) => similarity <= 1.001)); // prettier-ignore

      // What is indexed again is whole again, and no number is used twice for other rows.
      const lost = Array.from({ length: SEGMENTS * ROWS }, (_, seed) => seed).filter((seed) => !store.place(nameOf(seed), 0)); // prettier-ignore
      store.put(lost.map((seed) => row(nameOf(seed))), Float32Array.from(lost.flatMap((seed) => [...vector(seed)]))); // prettier-ignore
      await store.flush();
      const again = await RepresentationStore.open(root, 'enc', DIMENSIONS, () => undefined);
      assert.equal(again.count, SEGMENTS * ROWS);
      // An index of before the damage is not believed of what has changed.
      await NearestIndex.load(path.join(root, 'encoders', 'enc'), DIMENSIONS, () => undefined);
      fs.rmSync(root, { recursive: true });
    };
  },
};
