import { parseArgs } from 'node:util';
import { readGalaxies } from '../bench/quality/galaxies';
import { markdownTable } from '../bench/quality/table';
import { mirror, quarterTurn } from '../bench/quality/transforms';
import { cropCentre, type Picture } from '../src/imaging';
import { grainCorrelation, grainOf, SAME_GRAIN, USUAL_CRITERIA } from '../src/similarity';
import { cosines, Matrix } from '../src/statistics';
import { seeing } from './seeing';

/**
 * How near copies of a galaxy are to it and how many different galaxies are as near, which is what a threshold for
 * near-duplicates lies between; and how far their pixels decide:
 *
 *     node --import tsx encoder-training/copies.ts --encoder FOLDER [--encoder FOLDER]...
 *
 * On every fourth galaxy of Galaxy Zoo 1; copies of every 32nd.
 */
const STEP = 4;
const COPIED = 8;
const COSINES = [0.97, 0.98, 0.99];
/** Grey levels of an image that was written with fewer. */
const LEVELS = 6;

const COPIES: Readonly<Record<string, (picture: Picture) => Picture>> = {
  'turned by 90°': quarterTurn,
  mirrored: mirror,
  'turned, a pixel less on each side': (picture) =>
    quarterTurn(cropCentre(picture, picture.width - 2, picture.height - 2)),
  'cut 3 and 2 pixels off the middle': (picture) => cut(picture, 3, 2, 4),
  'in steps of six grey levels': (picture) => ({
    ...picture,
    bands: picture.bands.map((band) => band.map((value) => Math.round(value / LEVELS) * LEVELS)),
  }),
};

const { values: options } = parseArgs({ options: { encoder: { type: 'string', multiple: true, default: [] } } });

/** A picture without `less` of its rows and columns, from a corner. */
function cut({ width, height, bands }: Picture, left: number, top: number, less: number): Picture {
  const [w, h] = [width - less, height - less];
  const part = (band: Float32Array) =>
    Float32Array.from({ length: w * h }, (_, i) => band[(Math.floor(i / w) + top) * width + (i % w) + left]);
  return { width: w, height: h, bands: bands.map(part) };
}

function shareAbove(values: readonly number[], least: number): number {
  return values.filter((value) => value > least).length / values.length;
}

async function main(): Promise<void> {
  const columns = [];
  const grains = [];
  const same: Record<string, number[]> = {};
  for await (const { picture } of readGalaxies('gz1', STEP)) {
    const grain = grainOf(picture);
    if (grains.length % COPIED === 0)
      for (const [name, copy] of Object.entries(COPIES))
        (same[name] ??= []).push(grainCorrelation(grain, grainOf(copy(picture))));
    grains.push(grain);
  }
  for (const folder of options.encoder) {
    const see = await seeing(folder);
    const rows: Float32Array[] = [];
    const near: Record<string, number[]> = {};
    let i = 0;
    for await (const { picture, kind } of readGalaxies('gz1', STEP)) {
      const copied = i++ % COPIED === 0 ? Object.entries(COPIES) : [];
      const pictures = [picture, ...copied.map(([, copy]) => copy(picture))];
      const { embeddings } = await see(pictures.map((one) => ({ picture: one, kind })));
      rows.push(embeddings[0]);
      const alike = cosines(Matrix.fromRows(embeddings)).row(0);
      copied.forEach(([name], c) => (near[name] ??= []).push(alike[c + 1]));
    }
    const all = cosines(Matrix.fromRows(rows));
    const values: Record<string, number> = {};
    for (const [name, of] of Object.entries(same))
      values[`${name}, share of the same grain`] = shareAbove(of, SAME_GRAIN);
    for (const least of COSINES) {
      for (const [name, of] of Object.entries(near)) values[`${name}, share above ${least}`] = shareAbove(of, least);
      let pairs = 0;
      for (let a = 0; a < all.rows; a++) for (let b = 0; b < a; b++) pairs += Number(all.row(a)[b] > least);
      values[`pairs of different ones above ${least}, of ${rows.length} galaxies`] = pairs;
    }
    let alike = 0;
    for (let a = 0; a < all.rows; a++)
      for (let b = 0; b < a; b++)
        alike += Number(all.row(a)[b] > USUAL_CRITERIA.cosine && grainCorrelation(grains[a], grains[b]) > SAME_GRAIN);
    values[`pairs of different ones above ${USUAL_CRITERIA.cosine} and of the same grain`] = alike;
    columns.push({ name: folder, values });
  }
  console.log(markdownTable(columns));
}

void main();
