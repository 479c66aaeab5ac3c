import type { GraphBuilder } from '../../onnx';
import { type Loss, type LossOptions, weightedMean } from './loss';

/**
 * Softmax cross-entropy: the weighted mean over rows of -sum_k t_k ln softmax(z)_k.
 * Output: logits z [N, K]. Inputs: `target` [N, K], each row a distribution (soft targets) or one-hot; `weight` [N], 0
 * for rows that do not count. Smoothing e makes the targets (1 - e) t + e / K.
 */
export function softmaxCrossEntropy(options: LossOptions & { readonly labelSmoothing?: number }): Loss {
  const { name, weight, labelSmoothing = 0 } = options;
  return {
    name,
    weight,
    build: ({ tape, output, input }) => {
      const logits = output(options.output);
      const [rows, classes] = tape.shape(logits);
      const target = input('target', [rows, classes]);
      const smooth =
        labelSmoothing > 0 ? tape.add2(tape.mul(target, 1 - labelSmoothing), labelSmoothing / classes) : target;
      const logProbability = tape.op('LogSoftmax', [logits], { axis: -1 });
      const each = tape.neg(tape.sum(tape.mul(logProbability, smooth), [1]));
      return weightedMean(tape, each, input('weight', [rows]));
    },
  };
}

/**
 * Sigmoid cross-entropy of independent yes/no questions: the mean of ln(1 + exp z) - t z over the entries that count.
 * Output: logits z [N, K]. Inputs: `target` [N, K] in 0..1; `mask` [N, K], 0 where there is no answer, else its weight.
 */
export function sigmoidCrossEntropy(options: LossOptions): Loss {
  return masked(options, (tape, logits, target) => {
    // ln(1 + exp z) = max(z, 0) + ln(1 + exp -|z|), which cannot overflow.
    const tail = tape.unary('Log', tape.add2(tape.unary('Exp', tape.neg(tape.unary('Abs', logits))), 1));
    return tape.sub(tape.add2(tape.unary('Relu', logits), tail), tape.mul(logits, target));
  });
}

/** Mean square: the mean of (y - t)^2 over the entries that count. Output y, inputs `target` and `mask`, all of one shape. */
export function meanSquare(options: LossOptions): Loss {
  return masked(options, (tape, y, target) => {
    const difference = tape.sub(y, target);
    return tape.mul(difference, difference);
  });
}

/**
 * Huber's loss (1964): d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2), for d = y - t; the mean over the entries that
 * count. Output y, inputs `target` and `mask`, all of one shape.
 */
export function huber(options: LossOptions & { readonly delta?: number }): Loss {
  const { delta = 1 } = options;
  return masked(options, (tape, y, target) => {
    const size = tape.unary('Abs', tape.sub(y, target));
    // With c = min(|d|, delta) both pieces are c (|d| - c / 2).
    const clipped = tape.op('Min', [size, tape.constant(delta)]);
    return tape.mul(clipped, tape.sub(size, tape.mul(clipped, 0.5)));
  });
}

function masked(options: LossOptions, each: (tape: GraphBuilder, y: string, target: string) => string): Loss {
  const { name, weight } = options;
  return {
    name,
    weight,
    build: ({ tape, output, input }) => {
      const y = output(options.output);
      const target = input('target', tape.shape(y));
      return weightedMean(tape, each(tape, y, target), input('mask', tape.shape(y)));
    },
  };
}
