import { type Place, type RepresentationStore, Top } from '../collection';

/** The labels of an image. */
export type LabelsOf = (place: Place) => readonly string[] | undefined;

/** Galaxies of one label. */
export interface LabelExamples {
  /** How many cutouts of the index carry it. */
  readonly galaxies: number;
  /** The label's galaxies nearest to the mean of all of them, nearest first. */
  readonly examples: readonly Place[];
}

/** Between these many rows others get their turn. */
const ROWS_A_TURN = 4096;

/**
 * The galaxies that show best what a label means: of all that carry it those nearest (cosine) to the mean of their
 * embeddings, each of length one.
 * @param labelsOf one label of a class, any number of tags; undefined of what has none
 * @param most examples of each label
 * @returns by label; those that no cutout of the index carries are not in it
 */
export async function labelExamples(
  store: RepresentationStore,
  labelsOf: LabelsOf,
  most: number,
  signal?: AbortSignal,
): Promise<Map<string, LabelExamples>> {
  const sums = new Map<string, { galaxies: number; sum: Float32Array }>();
  // Files may come and go while others have their turn: both passes are over what there is now.
  const places = [...store.places()];
  await eachLabelled(places, labelsOf, signal, (place, labels) => {
    const representation = place.block.representation(place.row);
    const scale = place.block.inverseNorms[place.row];
    for (const label of labels) {
      let of = sums.get(label);
      if (!of) sums.set(label, (of = { galaxies: 0, sum: new Float32Array(representation.length) }));
      of.galaxies++;
      for (let d = 0; d < representation.length; d++) of.sum[d] += scale * representation[d];
    }
  });
  const tops = new Map([...sums.keys()].map((label) => [label, new Top<Place>(most)]));
  // The length of the mean makes no difference to the order.
  await eachLabelled(places, labelsOf, signal, (place, labels) => {
    for (const label of labels) tops.get(label)!.offer(place.block.cosine(place.row, sums.get(label)!.sum), place);
  });
  return new Map(
    [...sums].map(([label, { galaxies }]) => [
      label,
      {
        galaxies,
        examples: tops
          .get(label)!
          .sorted()
          .map(({ item }) => item),
      },
    ]),
  );
}

/** Visits the cutouts that have a label and an embedding that can be compared. */
async function eachLabelled(
  places: readonly Place[],
  labelsOf: LabelsOf,
  signal: AbortSignal | undefined,
  visit: (place: Place, labels: ReadonlySet<string>) => void,
): Promise<void> {
  for (const [i, place] of places.entries()) {
    if (i % ROWS_A_TURN === 0) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    }
    const { block, row } = place;
    const labels = block.inverseNorms[row] > 0 ? labelsOf(place) : undefined;
    if (labels) visit(place, new Set(labels));
  }
}
