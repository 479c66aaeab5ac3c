import type { GraphBuilder } from '../../onnx';
import { type Matrix, range } from './cook-toom';

/** Cost of gathering a block's pixels, in multiplications for each of its rows. */
const GATHERING = 24;

/**
 * Y = M X along one axis of X, for a matrix M whose rows are blocks that each reach over a part of X alone: a small product a
 * block where its parts lie side by side, or where gathering them is worth it, one large product otherwise.
 * @param x [length, K], or [L, length, K] with `M` along its second axis; so is the result.
 */
export function banded(graph: GraphBuilder, matrix: Matrix, blocks: number, x: string, again = false): string {
  const shape = graph.shape(x);
  const [outer, length, K] = [shape.slice(0, -2), shape.at(-2)!, shape.at(-1)!];
  const parts = blocks > 1 && matrix.length % blocks === 0 ? partsOf(matrix, blocks) : undefined;
  if (!parts || (!parts.apart && parts.width + GATHERING > length)) {
    const m = constant(graph, matrix);
    return again ? graph.gemm(m, x) : graph.matmul(m, x);
  }
  const { starts, width, apart } = parts;
  const rows = matrix.length / blocks;
  const places = starts.flatMap((start) => range(width).map((i) => start + i));
  const gathered = apart ? x : graph.gather(x, places, again ? -2 : outer.length);
  const each = starts.flatMap((start, block) =>
    matrix.slice(block * rows, (block + 1) * rows).flatMap((row) => row.slice(start, start + width)),
  );
  const y = graph.matmul(
    graph.constant(each, [blocks, rows, width]),
    graph.reshape(gathered, [...outer, blocks, width, K]),
  );
  return graph.reshape(y, [...outer, matrix.length, K]);
}

/** Where each block's part of the axis begins, all of one width; `apart` where they are the whole axis, side by side. */
function partsOf(matrix: Matrix, blocks: number) {
  const length = matrix[0].length;
  const rows = matrix.length / blocks;
  const reach = range(blocks).map((block) => {
    const used = range(length).filter((i) =>
      matrix.slice(block * rows, (block + 1) * rows).some((row) => row[i] !== 0),
    );
    return { first: used[0] ?? 0, end: (used.at(-1) ?? 0) + 1 };
  });
  const width = Math.max(...reach.map(({ first, end }) => end - first));
  const even = length / blocks;
  if (reach.every(({ first, end }, block) => first >= block * even && end <= (block + 1) * even))
    return { starts: range(blocks).map((block) => block * even), width: even, apart: true };
  return { starts: reach.map(({ first }) => Math.min(first, length - width)), width, apart: false };
}

export const constant = (graph: GraphBuilder, matrix: Matrix) =>
  graph.constant(matrix.flat(), [matrix.length, matrix[0].length]);
