import { Random } from '../random';

export interface Split {
  readonly train: number[];
  readonly test: number[];
}

/** `count` random splits with `trainSize` places for training, both classes in their share of the whole; seeded. */
export function stratifiedSplits(
  positive: readonly boolean[],
  trainSize: number,
  count: number,
  seed: number,
): Split[] {
  const places = [false, true].map((which) => [...positive.keys()].filter((i) => positive[i] === which));
  const positives = Math.round((trainSize * places[1].length) / positive.length);
  const sizes = [trainSize - positives, positives];
  return Array.from({ length: count }, (_, s) => {
    const random = new Random(seed, trainSize, s);
    const shuffled = places.map((of) => shuffle(of, random));
    return {
      train: shuffled.flatMap((of, which) => of.slice(0, sizes[which])),
      test: shuffled.flatMap((of, which) => of.slice(sizes[which])),
    };
  });
}

/** In random order (Fisher and Yates); the list itself is left as it was. */
export function shuffle<T>(items: readonly T[], random: Random): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}
