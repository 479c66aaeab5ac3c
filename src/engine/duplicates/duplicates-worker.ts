import { decodeFloat16 } from '../../collection';
import { linksOfCopies, PictureLinks, PositionLinks } from '../../similarity';
import { serve } from '../process/worker-calls';

/** What is known of all cutouts of a search for near-duplicates, by their numbers. */
export interface DuplicateColumns {
  /** What copies of a file share. */
  readonly keys: Float64Array;
  /** What file each is of. */
  readonly files: Int32Array;
  /** ICRS degrees; NaN where there is no position. */
  readonly ra: Float64Array;
  readonly dec: Float64Array;
}

/** Links are numbers of cutouts, two by two. */
export type DuplicateCalls = {
  /** Takes the cutouts; answers the links of those that are copies of one file. */
  open: { params: { columns: DuplicateColumns; radius: number }; result: Int32Array };
  /** Looks at some more positions; answers how many are done. */
  positions: { params: { count: number }; result: number };
  /** Takes more representations, binary16, in the order of the cutouts. */
  representations: { params: { matrix: Uint16Array; dimensions: number }; result: void };
  /** Makes ready to compare all of them. */
  prepare: { params: { cosine: number }; result: void };
  /** Compares some more; answers how many are done. */
  pictures: { params: { count: number }; result: number };
  /** Links of what has been looked at. */
  links: { params: void; result: { positions: Int32Array; pictures: Int32Array } };
};

let positions: PositionLinks | undefined;
let pictures: PictureLinks | undefined;
let vectors: Float32Array[] = [];
let width = 0;

serve<DuplicateCalls>({
  open({ columns: { keys, files, ra, dec }, radius }) {
    positions = radius > 0 ? new PositionLinks(ra, dec, files, radius) : undefined;
    return { result: packed(linksOfCopies(keys)) };
  },

  positions({ count }) {
    return { result: positions?.step(count) ?? Infinity };
  },

  representations({ matrix, dimensions }) {
    width = dimensions;
    vectors.push(unitRows(decodeFloat16(matrix), dimensions));
    return { result: undefined };
  },

  prepare({ cosine }) {
    const all = new Float32Array(vectors.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of vectors) {
      all.set(part, at);
      at += part.length;
    }
    vectors = [];
    pictures = new PictureLinks(all, width, cosine);
    return { result: undefined };
  },

  pictures({ count }) {
    return { result: pictures?.step(count) ?? Infinity };
  },

  links() {
    return { result: { positions: packed(positions?.links ?? []), pictures: packed(pictures?.links ?? []) } };
  },
});

/** Each row at length one; one that is zero or not finite as zeros. */
function unitRows(rows: Float32Array, dimensions: number): Float32Array {
  for (let from = 0; from < rows.length; from += dimensions) {
    let sum = 0;
    for (let d = from; d < from + dimensions; d++) sum += rows[d] * rows[d];
    if (sum > 0 && Number.isFinite(sum)) {
      const scale = 1 / Math.sqrt(sum);
      for (let d = from; d < from + dimensions; d++) rows[d] *= scale;
    } else rows.fill(0, from, from + dimensions);
  }
  return rows;
}

function packed(links: readonly (readonly [number, number])[]): Int32Array {
  const out = new Int32Array(2 * links.length);
  links.forEach(([a, b], i) => {
    out[2 * i] = a;
    out[2 * i + 1] = b;
  });
  return out;
}
