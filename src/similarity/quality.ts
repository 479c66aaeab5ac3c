import type { Place, RepresentationStore } from '../collection';
import { Random } from '../random';
import { bootstrapInterval, shuffle } from '../statistics';
import type { LabelsOf } from './label-examples';
import type { NeighbourQuality } from './label-precision';

const RESAMPLES = 2000;
const SEED = 1;
/** More queries than these narrow no interval that matters, and each compares with every labelled galaxy. */
const MOST_QUERIES = 4000;

/**
 * Precision at k of the embeddings, leave one out: of each labelled galaxy the share of its k nearest labelled
 * others (cosine) that carry its label. Other images of the same galaxy do not count among them. Intervals are of 95 %, by bootstrap over the galaxies (2,000 resamples, seed 1);
 * of more than 4,000 labelled galaxies so many are asked, drawn with the same seed, among all.
 * @param labelsOf one label of a class, any number of tags; what has none is left out.
 * @param galaxyOf the name of the galaxy that an image is of
 * @param k fewer where there are not so many others.
 * @throws RangeError where fewer than two galaxies have a label
 */
export async function neighbourQuality(
  store: RepresentationStore,
  labelsOf: LabelsOf,
  galaxyOf: (place: Place) => string,
  k: number,
  signal?: AbortSignal,
): Promise<NeighbourQuality> {
  const places: Place[] = [];
  for (const place of store.places()) {
    const { block, row } = place;
    if (block.inverseNorms[row] > 0 && labelsOf(place) !== undefined) places.push(place);
  }
  if (places.length < 2)
    throw new RangeError(`${places.length} galaxies of the index have a label: two at least are needed`);
  const of = (place: Place) => labelsOf(place)!;
  const counts = new Map<string, number>();
  for (const place of places) for (const label of of(place)) counts.set(label, (counts.get(label) ?? 0) + 1);
  const asked = places.length <= MOST_QUERIES ? places : shuffle(places, new Random(SEED)).slice(0, MOST_QUERIES);
  const shares = new Map<string, number[]>();
  const wanted = Math.min(k, places.length - 1);
  for (const [i, place] of asked.entries()) {
    if (i % 64 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    const own = galaxyOf(place);
    const query = place.block.representation(place.row);
    const length = Math.hypot(...query);
    const found = store.exactSearch(
      query.map((value) => value / length),
      wanted,
      (other) => labelsOf(other) !== undefined && galaxyOf(other) !== own,
    );
    for (const label of of(place)) {
      const list = shares.get(label) ?? [];
      shares.set(label, list);
      list.push(found.filter((hit) => of(hit.place).includes(label)).length / Math.max(1, found.length));
    }
  }
  const chanceOf = chances(places, of, galaxyOf, counts);
  const estimate = (values: readonly number[]) => bootstrapInterval(Float64Array.from(values), RESAMPLES, SEED);
  const labels = [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .flatMap(([name, count]) => {
      const list = shares.get(name);
      return list ? [{ name, count, precision: estimate(list), chance: chanceOf(name) }] : [];
    });
  const all = [...shares.values()].flat();
  const pairs = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const chance = [...counts].reduce((sum, [name, count]) => sum + (count / pairs) * chanceOf(name), 0);
  return { labelled: places.length, labels, all: estimate(all), chance };
}

/**
 * For each label, the share of other images that carry it, averaged over the images with the label. Images of the same
 * galaxy do not count as others.
 */
function chances(
  places: readonly Place[],
  of: (place: Place) => readonly string[],
  galaxyOf: (place: Place) => string,
  counts: ReadonlyMap<string, number>,
): (label: string) => number {
  const images = new Map<string, number>();
  const carrying = new Map<string, number>();
  const both = (label: string, galaxy: string) => `${label}\n${galaxy}`;
  const add = (to: Map<string, number>, key: string) => to.set(key, (to.get(key) ?? 0) + 1);
  for (const place of places) {
    const galaxy = galaxyOf(place);
    add(images, galaxy);
    for (const label of of(place)) add(carrying, both(label, galaxy));
  }
  const sums = new Map<string, number>();
  for (const place of places) {
    const galaxy = galaxyOf(place);
    const others = places.length - images.get(galaxy)!;
    for (const label of of(place)) {
      const alike = counts.get(label)! - carrying.get(both(label, galaxy))!;
      sums.set(label, (sums.get(label) ?? 0) + (others > 0 ? alike / others : 0));
    }
  }
  return (label) => sums.get(label)! / counts.get(label)!;
}
