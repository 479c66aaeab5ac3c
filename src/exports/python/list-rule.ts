/** A cutout of a list. */
export interface NamedCutout {
  /** Relative to the collection's folder. */
  readonly path: string;
  readonly hdu: number;
}

/** A neighbour of a query. */
export interface RankedCutout extends NamedCutout {
  /** Cosine similarity, -1 to 1. */
  readonly similarity: number;
}

/** Lists up to this long are named: that holds whatever becomes of the index. */
const FEW = 50;

/** How a snippet says which cutouts it is about, in their order. */
export type ListRule =
  /** One by one, with similarities where the list has them. */
  | { readonly kind: 'named'; readonly cutouts: readonly (NamedCutout & { readonly similarity?: number })[] }
  /** Every cutout below a folder ('' the collection's, otherwise ending in /) but some, by path and HDU. */
  | { readonly kind: 'all'; readonly within: string; readonly but: readonly NamedCutout[]; readonly sha256: string }
  /** The first by similarity to the mean of some cutouts, which are left out. */
  | {
      readonly kind: 'nearest';
      readonly query: readonly NamedCutout[];
      readonly count: number;
      readonly sha256: string;
    };

/** What the digest of a rule's list is of: a snippet compares it, since a rule's list follows the index. */
export function listText(cutouts: readonly NamedCutout[]): string {
  return cutouts.map(({ path, hdu }) => `${path}[${hdu}]`).join('\n');
}

/** In the order of their paths by code points, as Python sorts, then of their HDUs. */
export function inPathOrder<T extends NamedCutout>(cutouts: readonly T[]): T[] {
  return [...cutouts].sort((a, b) => compareCodePoints(a.path, b.path) || a.hdu - b.hdu);
}

/**
 * The shortest way to say which cutouts some of a collection are; their order is `inPathOrder`.
 * @param some without duplicates, all of them in `all`
 * @param sha256 the hexadecimal SHA-256 of a text in UTF-8
 */
export function ruleOfSome(
  some: readonly NamedCutout[],
  all: readonly NamedCutout[],
  sha256: (text: string) => string,
): ListRule {
  const cutouts = inPathOrder(some);
  if (cutouts.length <= FEW) return { kind: 'named', cutouts };
  const within = commonFolder(cutouts);
  const chosen = new Set(cutouts.map(keyOf));
  const but = all.filter((one) => one.path.startsWith(within) && !chosen.has(keyOf(one)));
  if (but.length >= cutouts.length) return { kind: 'named', cutouts };
  return { kind: 'all', within, but: inPathOrder(but), sha256: sha256(listText(cutouts)) };
}

/** Similarities further apart than this are in the same order in numpy; nearer ones need not be. */
const APART = 1e-11;

/**
 * The neighbours of a query by the rule that found them, where that gives these in this order; named otherwise.
 * @param query in the store, without anything that the neighbours are not to look like
 * @param neighbours the nearest, nearest first, as an exact search without a filter gives them
 * @param next the neighbour that follows them; undefined where there is none
 * @param sha256 the hexadecimal SHA-256 of a text in UTF-8
 */
export function ruleOfNearest(
  query: readonly NamedCutout[],
  neighbours: readonly RankedCutout[],
  next: RankedCutout | undefined,
  sha256: (text: string) => string,
): ListRule {
  const named: ListRule = { kind: 'named', cutouts: neighbours };
  if (neighbours.length <= Math.max(FEW, query.length)) return named;
  const clear = neighbours.every((one, i) => {
    const before = i > 0 ? neighbours[i - 1] : undefined;
    if (!before || before.similarity - one.similarity > APART) return true;
    // Copies of one galaxy: the order of their paths is the rule's, too.
    return before.similarity === one.similarity && compareCodePoints(before.path, one.path) < 0;
  });
  const last = neighbours[neighbours.length - 1];
  if (!clear || (next && !(last.similarity - next.similarity > APART))) return named;
  return { kind: 'nearest', query, count: neighbours.length, sha256: sha256(listText(neighbours)) };
}

function keyOf({ path, hdu }: NamedCutout): string {
  return `${hdu} ${path}`;
}

/** The folder that all are in, ending in /; '' where that is the collection's. */
function commonFolder(cutouts: readonly NamedCutout[]): string {
  // Sorted: what the first and the last begin with, all begin with.
  const [first, last] = [cutouts[0].path, cutouts[cutouts.length - 1].path];
  let same = 0;
  while (same < first.length && first[same] === last[same]) same++;
  return first.slice(0, first.lastIndexOf('/', same - 1) + 1);
}

/** As Python compares texts: code units order like code points but for surrogates, which stand for what follows U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a.codePointAt(i)! - b.codePointAt(i)!;
  return a.length - b.length;
}
