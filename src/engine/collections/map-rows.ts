import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Place, RepresentationStore } from '../../collection';
import { rowKey } from '../../projection';

/** Rows looked at before others have their turn: a query waits for at most so many. */
const ROWS_A_TURN = 16_384;

/** The cutouts of a map, in the order of the store. */
export interface MapRows {
  readonly places: readonly Place[];
  /** What each is known by in the cached map. */
  readonly keys: Float64Array;
  /** A hash of the rows' paths, HDUs and keys. */
  readonly revision: string;
}

/** All rows that have a direction; one whose representation is zero or not finite has no place on a map. */
export async function listRows(store: RepresentationStore): Promise<MapRows> {
  const places: Place[] = [];
  const keys: number[] = [];
  const hash = createHash('sha256');
  let names: string[] = [];
  for (const place of store.places()) {
    if (place.block.inverseNorms[place.row] === 0) continue;
    const { path, hdu, sha256 } = place.block.rows[place.row];
    places.push(place);
    keys.push(rowKey(sha256, hdu));
    names.push(`${path}[${hdu}]${sha256}`);
    if (names.length < ROWS_A_TURN) continue;
    hash.update(names.join('\n'));
    names = [];
    await nextTurn();
  }
  hash.update(names.join('\n'));
  return { places, keys: Float64Array.from(keys), revision: hash.digest('hex').slice(0, 32) };
}

/** The binary16 representations of some rows, in an array of their own. */
export function matrixOf(
  places: readonly Place[],
  rows: ArrayLike<number>,
  dimensions: number,
): Uint16Array<ArrayBuffer> {
  const matrix = new Uint16Array(rows.length * dimensions);
  for (let i = 0; i < rows.length; i++) {
    const { block, row } = places[rows[i]];
    matrix.set(block.matrix.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions);
  }
  return matrix;
}

/** Where each row is in a list of keys, or -1: of several with one key the first. */
export async function findRows(keys: Float64Array, known: Float64Array): Promise<Int32Array> {
  const places = new Map<number, number>();
  for (let i = 0; i < known.length; i++) {
    if (!places.has(known[i])) places.set(known[i], i);
    if (i % ROWS_A_TURN === 0) await nextTurn();
  }
  const found = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    found[i] = places.get(keys[i]) ?? -1;
    if (i % ROWS_A_TURN === 0) await nextTurn();
  }
  return found;
}
