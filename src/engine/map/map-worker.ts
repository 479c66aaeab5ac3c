import { decodeFloat16 } from '../../collection';
import { NearestPoints, placeAmong, PrincipalSpace, UmapLayout } from '../../projection';
import { serve } from '../process/worker-calls';

/** Matrices are binary16 representations, rows x dimensions, C order, none zero and all finite. */
export type MapCalls = {
  /** Takes the rows that span the space and that are laid out, before everything else. */
  sample: { params: { matrix: Uint16Array; dimensions: number }; result: void };
  /** x and y of rows on the first two principal axes. */
  plane: { params: { matrix: Uint16Array }; result: Float32Array };
  /** Finds the neighbours of some more of the sample; answers of how many they are known. */
  findNeighbours: { params: { count: number; seed: number }; result: number };
  /** Makes the graph of neighbours; answers the epochs of the layout. */
  prepare: { params: void; result: number };
  /** Lays out for some more epochs; answers how many are done. */
  step: { params: { count: number }; result: number };
  /** Ends the layout: x and y of the sample, among which others can now be placed. */
  finish: { params: void; result: Float32Array };
  /** Takes the sample's positions from an earlier layout instead. */
  anchor: { params: { positions: Float32Array }; result: void };
  /** x and y of rows among the sample. */
  place: { params: { matrix: Uint16Array }; result: Float32Array };
};

let space: PrincipalSpace | undefined;
let points: Float32Array = new Float32Array();
let sample: NearestPoints | undefined;
let layout: UmapLayout | undefined;
let positions: Float32Array | undefined;

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the map’s steps are out of order');
  return value;
}

serve<MapCalls>({
  sample({ matrix, dimensions }) {
    const rows = decodeFloat16(matrix);
    space = new PrincipalSpace(rows, dimensions);
    points = space.coordinates(rows);
    sample = new NearestPoints(points, space.dimensions);
    return { result: undefined };
  },

  plane({ matrix }) {
    const result = known(space).coordinates(decodeFloat16(matrix), 2);
    return { result, transfer: [result.buffer as ArrayBuffer] };
  },

  findNeighbours({ count, seed }) {
    layout ??= new UmapLayout(known(sample), points, known(space).dimensions, seed);
    return { result: layout.findNeighbours(count) };
  },

  prepare() {
    return { result: known(layout).prepare() };
  },

  step({ count }) {
    return { result: known(layout).step(count) };
  },

  finish() {
    positions = known(layout).coordinates;
    return { result: positions };
  },

  anchor({ positions: earlier }) {
    positions = earlier;
    return { result: undefined };
  },

  place({ matrix }) {
    const { dimensions } = known(space);
    const others = known(space).coordinates(decodeFloat16(matrix));
    const result = placeAmong(known(sample), known(positions), others, dimensions);
    return { result, transfer: [result.buffer as ArrayBuffer] };
  },
});
