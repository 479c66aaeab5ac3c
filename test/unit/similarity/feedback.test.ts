import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import Papa from 'papaparse';
import { RepresentationStore, type Place } from '../../../src/collection';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import { Random } from '../../../src/random';
import { feedbackVector, findNeighbours } from '../../../src/similarity';
import { shuffle } from '../../../src/statistics';
import { ensureBuilt } from '../../built';
import { temporaryFolder } from '../../galaxies';
import { sharedData, SHARED_DATA } from '../../shared-data';
import { indexJson } from '../cli/run-cli';

const QUERIES = 40;
const SHOWN = 20;
const SEED = 1;

interface Label {
  readonly file: string;
  readonly class?: string;
  readonly ring?: string;
}

/**
 * Precision among the first twenty of one galaxy of a class, and after two more of it and three of others have been marked,
 * drawn at random; the marked ones are in neither list, nor are galaxies without a label.
 */
async function precisionBeforeAndAfter(store: RepresentationStore, classOf: (place: Place) => string, name: string) {
  const places = [...store.places()].filter((place) => classOf(place) !== '');
  places.sort((a, b) => (a.block.rows[a.row].path < b.block.rows[b.row].path ? -1 : 1));
  const isMember = (place: Place) => classOf(place) === name;
  const [members, others] = [places.filter(isMember), places.filter((place) => !isMember(place))];
  const random = new Random(SEED);
  const rows = (all: readonly Place[]) => all.map(({ block, row }) => block.representation(row));
  const sums = { before: 0, after: 0 };
  for (let query = 0; query < QUERIES; query++) {
    const positives = shuffle(members, random).slice(0, 3);
    const negatives = shuffle(others, random).slice(0, 3);
    const marked = new Set([...positives, ...negatives].map(({ block, row }) => block.rows[row]));
    const precision = async (vector: Float32Array) => {
      const leftOut = (place: Place) => classOf(place) === '' || marked.has(place.block.rows[place.row]);
      const hits = await findNeighbours(store, vector, SHOWN, leftOut);
      return hits.filter(({ place }) => isMember(place)).length / SHOWN;
    };
    sums.before += (await precision(feedbackVector(rows(positives.slice(0, 1)), [])!)) / QUERIES;
    sums.after += (await precision(feedbackVector(rows(positives), rows(negatives))!)) / QUERIES;
  }
  return sums;
}

describe('relevance feedback on real galaxies', function () {
  this.timeout(240_000);
  before(ensureBuilt);

  it('three positives and three negatives show more of what is looked for than one positive', async function () {
    const { folder, remove } = temporaryFolder();
    try {
      const gains: Record<string, number> = {};
      for (const [set, column] of [
        ['gz2', 'class'],
        ['rings', 'ring'],
      ] as const) {
        sharedData(this, set);
        const data = path.join(SHARED_DATA, set);
        const { data: labels } = Papa.parse<Label>(fs.readFileSync(path.join(data, 'labels.csv'), 'utf8'), {
          header: true,
          skipEmptyLines: true,
        });
        const labelOf = new Map(labels.map((label) => [label.file, label[column] ?? '']));
        const root = path.join(folder, set);
        await indexJson(data, '--store', root);
        const store = await RepresentationStore.open(root, BUNDLED_ENCODER, 256, () => undefined);
        for (const value of new Set(labelOf.values())) {
          if (value === '' || (set === 'rings' && value === '0')) continue;
          const classOf = ({ block, row }: Place) => labelOf.get(block.rows[row].path) ?? '';
          const { before, after } = await precisionBeforeAndAfter(store, classOf, value);
          gains[`${set} ${column} ${value}`] = after - before;
        }
      }
      const mean = Object.values(gains).reduce((a, b) => a + b, 0) / Object.keys(gains).length;
      assert.equal(Object.keys(gains).length, 6);
      assert.ok(mean > 0.04, `precision at ${SHOWN} gains ${mean.toFixed(3)}: ${JSON.stringify(gains)}`);
    } finally {
      remove();
    }
  });
});
