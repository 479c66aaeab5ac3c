import { isDynamic } from '../../onnx';
import type { Tape } from '../tape';
import { type Loss, type LossOptions, plainMean, weightedMean } from './loss';

/** Taken from a similarity so that the softmax does not see it. */
const FAR = 1e9;
const EPSILON = 1e-12;

/** Rows scaled to unit length. */
export function normaliseRows(tape: Tape, z: string): string {
  const square = tape.sum(tape.mul(z, z), [1], true);
  return tape.div(z, tape.unary('Sqrt', tape.add2(square, EPSILON)));
}

/** The first and the second half of the rows. */
function halves(tape: Tape, z: string): readonly string[] {
  const [rows] = tape.shape(z);
  const attributes = tape.opset >= 18 ? { axis: 0, num_outputs: 2 } : { axis: 0 };
  return isDynamic(rows)
    ? tape.node('Split', [z], attributes, 2)
    : [tape.slice(z, [0], [0], [rows / 2]), tape.slice(z, [0], [rows / 2], [rows])];
}

/** Similarities of all pairs of rows over the temperature, [N, N], a row's with itself far below all others. */
function similarities(tape: Tape, unit: string, temperature: number): { all: string; self: string } {
  const products = tape.mul(tape.matmul(unit, tape.transpose(unit, [1, 0])), 1 / temperature);
  const self = tape.op('EyeLike', [products]);
  return { all: tape.sub(products, tape.mul(self, FAR)), self };
}

/**
 * NT-Xent, the contrastive loss of SimCLR (Chen et al. 2020, arXiv:2002.05709): rows i and i + N/2 are two views of one image;
 * the mean over rows of -ln(exp(s_ip / T) / sum_{j != i} exp(s_ij / T)), s the cosine and p the other view.
 * Output: z [N, D], N even. No inputs.
 */
export function ntXent(options: LossOptions & { readonly temperature?: number }): Loss {
  const { name, weight, temperature = 0.2 } = options;
  return {
    name,
    weight,
    build: ({ tape, output }) => {
      const unit = normaliseRows(tape, output(options.output));
      const { all } = similarities(tape, unit, temperature);
      const partner = tape.concat(halves(tape, unit).toReversed(), 0);
      const positive = tape.mul(tape.sum(tape.mul(unit, partner), [1]), 1 / temperature);
      return plainMean(tape, tape.sub(logSumExp(tape, all), positive));
    },
  };
}

/** ln sum_j exp x_ij of each row, its greatest entry taken out first. */
function logSumExp(tape: Tape, x: string): string {
  return tape.reduce('ReduceLogSumExp', x, [1], false);
}

/**
 * Supervised contrastive loss (Khosla et al. 2020, arXiv:2004.11362, L_out): as NT-Xent, with every other row of the same
 * label a positive; the mean over the rows that have one. Output: z [N, D]. Inputs: `label` [N], numbers that are equal where
 * the classes are.
 */
export function supCon(options: LossOptions & { readonly temperature?: number }): Loss {
  const { name, weight, temperature = 0.1 } = options;
  return {
    name,
    weight,
    build: ({ tape, output, input }) => {
      const unit = normaliseRows(tape, output(options.output));
      const { all, self } = similarities(tape, unit, temperature);
      const label = input('label', [tape.shape(unit)[0]]);
      const equal = tape.op('Equal', [tape.unsqueeze(label, [1]), tape.unsqueeze(label, [0])]);
      const positives = tape.sub(tape.op('Cast', [equal], { to: 1 }), self);
      const count = tape.sum(positives, [1]);
      const logProbability = tape.op('LogSoftmax', [all], { axis: -1 });
      const each = tape.div(
        tape.neg(tape.sum(tape.mul(logProbability, positives), [1])),
        tape.op('Max', [count, tape.constant(1)]),
      );
      return weightedMean(tape, each, tape.op('Min', [count, tape.constant(1)]));
    },
  };
}

export interface VicRegOptions extends LossOptions {
  /** Factors of the three terms. */
  readonly invariance?: number;
  readonly variance?: number;
  readonly covariance?: number;
}

/**
 * VICReg (Bardes, Ponce and LeCun 2022, arXiv:2105.04906) of two views, rows i and i + N/2: their mean square difference; the
 * mean over features and views of max(0, 1 - deviation); the sum of squared covariances of different features over D, both
 * views added up. Output: z [N, D], N even. No inputs.
 */
export function vicReg(options: VicRegOptions): Loss {
  const { name, weight, invariance = 25, variance = 25, covariance = 1 } = options;
  return {
    name,
    weight,
    build: ({ tape, output }) => {
      const views = halves(tape, output(options.output));
      const difference = tape.sub(views[0], views[1]);
      const terms = [tape.mul(plainMean(tape, tape.mul(difference, difference)), invariance)];
      for (const view of views) {
        terms.push(tape.mul(spread(tape, view), variance / 2));
        terms.push(tape.mul(redundancy(tape, view), covariance));
      }
      return terms.reduce((sum, term) => tape.add2(sum, term));
    },
  };
}

function spread(tape: Tape, view: string): string {
  const { centred, freedom } = centre(tape, view);
  const squares = tape.div(tape.sum(tape.mul(centred, centred), [0]), freedom);
  const deviation = tape.unary('Sqrt', tape.add2(squares, 1e-4));
  return plainMean(tape, tape.unary('Relu', tape.sub(1, deviation)));
}

function redundancy(tape: Tape, view: string): string {
  const { centred, freedom } = centre(tape, view);
  const [, features] = tape.shape(view);
  const covariance = tape.div(tape.matmul(tape.transpose(centred, [1, 0]), centred), freedom);
  const different = Float32Array.from({ length: features ** 2 }, (_, i) => (i % (features + 1) === 0 ? 0 : 1));
  const off = tape.mul(covariance, tape.constant(different, [features, features]));
  return tape.div(tape.sum(tape.mul(off, off), [0, 1]), features);
}

function centre(tape: Tape, view: string) {
  const rows = tape.count(view, [0]);
  return { centred: tape.sub(view, tape.mean(view, [0])), freedom: tape.sub(rows, 1) };
}
