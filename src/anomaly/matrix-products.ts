import { encodeWhole, GraphBuilder } from '../onnx';
import { createSession, type Session, Tensor } from '../runtime';
import { type GaussianProcess, inverseTransposed, type Matrix } from '../statistics';
import type { InterestSpace } from './interest-space';
import { distanceColumns, type Points } from './points';

const OPSET = 17;
/** Rows of one product: their kernel with some hundred rated galaxies stays within a core's cache. */
const ROWS = 2048;
/** Graphs are made for so many rated galaxies more at a time. */
const STEP = 16;

/**
 * What has to be computed for every galaxy of a collection, in single precision through ONNX Runtime, which multiplies
 * matrices many times faster than JavaScript does. A run blocks its thread: keep it in a worker.
 */
export class MatrixProducts {
  private readonly graphs = new Map<string, Promise<Session>>();

  /** @param threads of ONNX Runtime. */
  constructor(private readonly threads: number) {}

  /** Coordinates of rows x columns embeddings, rows x dimensions. */
  async coordinates(rows: Float32Array, columns: number, space: InterestSpace): Promise<Float32Array> {
    const { dimensions } = space;
    const graph = await this.graph(`coordinates ${columns} ${dimensions}`, (g) => {
      const x = g.input('x', [-1, columns]);
      const along = g.matmul(x, g.input('axes', [columns, dimensions]));
      g.output('out', g.sub(along, g.input('shift', [dimensions])));
    });
    const count = rows.length / columns;
    const { out } = await graph.run({
      x: new Tensor('float32', rows, [count, columns]),
      axes: new Tensor('float32', space.axes, [columns, dimensions]),
      shift: new Tensor('float32', space.shift, [dimensions]),
    });
    return out.data as Float32Array;
  }

  /**
   * The posterior at some rows: its mean, and where it is wanted the share of the prior variance that the ratings
   * explain, both as the process has them before `mean` and `deviation` undo the normalisation.
   */
  async posterior(
    process: GaussianProcess,
    points: Points,
    from: number,
    to: number,
    wanted: 'mean' | 'mean and explained',
  ): Promise<{ mean: Float32Array; explained?: Float32Array }> {
    const { kernel, train, weights, cholesky } = process;
    const { stride } = points;
    const rated = Math.ceil(train.rows / STEP) * STEP;
    const graph = await this.graph(`${wanted} ${stride} ${rated}`, (g) => {
      // The kernel is (1 + d²/2αl²)^-α; its base comes out of the product as it is, but for rounding below 1.
      const base = g.binary('Max', g.matmul(g.input('x', [-1, stride]), g.input('columns', [stride, rated])), 1);
      const k = g.unary('Exp', g.mul(g.unary('Log', base), g.input('minusAlpha', [1])));
      g.output('mean', g.matmul(k, g.input('weights', [rated, 1])));
      if (wanted === 'mean') return;
      const v = g.matmul(k, g.input('inverse', [rated, rated]));
      g.output('explained', g.op('ReduceSumSquare', [v], { axes: [1], keepdims: 1 }));
    });
    const scale = 1 / (2 * kernel.alpha * kernel.lengthScale ** 2);
    const padded = new Float32Array(rated);
    padded.set(weights);
    const feeds: Record<string, Tensor> = {
      columns: new Tensor('float32', distanceColumns(train, rated, scale, 1), [stride, rated]),
      minusAlpha: new Tensor('float32', [-kernel.alpha], [1]),
      weights: new Tensor('float32', padded, [rated, 1]),
    };
    if (wanted !== 'mean') {
      const inverse = inverseTransposed(cholesky);
      const square = new Float32Array(rated * rated);
      for (let i = 0; i < inverse.rows; i++) square.set(inverse.row(i), i * rated);
      feeds.inverse = new Tensor('float32', square, [rated, rated]);
    }
    const mean = new Float32Array(to - from);
    const explained = wanted === 'mean' ? undefined : new Float32Array(to - from);
    for (let at = from; at < to; at += ROWS) {
      const end = Math.min(to, at + ROWS);
      const out = await graph.run({ ...feeds, x: tensorOf(points, at, end) });
      mean.set(out.mean.data as Float32Array, at - from);
      explained?.set(out.explained.data as Float32Array, at - from);
    }
    return { mean, explained };
  }

  /** Squared distances of some rows from `places`, (to - from) x places.rows; rounding can take those near 0 below it. */
  async squaredDistances(points: Points, from: number, to: number, places: Matrix): Promise<Float32Array> {
    const { stride } = points;
    const graph = await this.graph(`distances ${stride} ${places.rows}`, (g) => {
      g.output('out', g.matmul(g.input('x', [-1, stride]), g.input('columns', [stride, places.rows])));
    });
    const columns = distanceColumns(places, places.rows, 1, 0);
    const { out } = await graph.run({
      x: tensorOf(points, from, to),
      columns: new Tensor('float32', columns, [stride, places.rows]),
    });
    return out.data as Float32Array;
  }

  private graph(key: string, build: (graph: GraphBuilder) => void): Promise<Session> {
    const known = this.graphs.get(key);
    if (known) return known;
    const builder = new GraphBuilder(OPSET);
    build(builder);
    const made = createSession(encodeWhole(builder.model()), {
      executionProviders: ['cpu'],
      intraOpNumThreads: this.threads,
      interOpNumThreads: 1,
      // Threads that spin while they wait take a shared machine's cores from others.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    this.graphs.set(key, made);
    return made;
  }
}

function tensorOf({ values, stride }: Points, from: number, to: number): Tensor {
  return new Tensor('float32', values.subarray(from * stride, to * stride), [to - from, stride]);
}
