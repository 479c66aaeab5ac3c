import type { Tape } from '../tape';
import { lgamma } from '../special-functions';
import { type Loss, type LossOptions, weightedMean } from './loss';

/** Concentrations lie between 1 and 1 + SPAN, as in Zoobot (Walmsley et al. 2022, MNRAS 509, 3966). */
const SPAN = 99;

/**
 * The negative logarithm of the Dirichlet-multinomial probability of vote counts, questions added up:
 * for a question with answers k, counts n_k, n = sum n_k, and concentrations a_k = 1 + 99 sigmoid(z_k), a = sum a_k,
 * ln Gamma(a + n) - ln Gamma(a) - sum_k (ln Gamma(a_k + n_k) - ln Gamma(a_k)), without the multinomial coefficient,
 * which no weight changes. The weighted mean over rows. A question nobody was asked (all counts 0) adds nothing.
 *
 * Output: logits z [N, K]. Inputs: `counts` [N, K]; `weight` [N].
 * @param questions the columns of each question's answers.
 */
export function dirichletMultinomial(
  options: LossOptions & { readonly questions: readonly (readonly number[])[] },
): Loss {
  const { name, weight, questions } = options;
  return {
    name,
    weight,
    build: ({ tape, output, input }) => {
      const logits = output(options.output);
      const [rows, answers] = tape.shape(logits);
      const counts = input('counts', [rows, answers]);
      const membership = new Float32Array(answers * questions.length);
      questions.forEach((columns, question) => {
        for (const column of columns) membership[column * questions.length + question] = 1;
      });
      const sums = tape.constant(membership, [answers, questions.length]);
      const concentration = tape.add2(tape.mul(tape.unary('Sigmoid', logits), SPAN), 1);
      const total = tape.matmul(concentration, sums);
      const votes = tape.matmul(counts, sums);
      const asked = tape.sub(logGamma(tape, tape.add2(total, votes)), logGamma(tape, total));
      const answered = tape.sub(logGamma(tape, tape.add2(concentration, counts)), logGamma(tape, concentration));
      const each = tape.sub(tape.sum(asked, [1]), tape.sum(answered, [1]));
      return weightedMean(tape, each, input('weight', [rows]));
    },
  };
}

/** ln Gamma as one step, whose gradient is the digamma function, not the derivative of the series. */
const logGamma = (tape: Tape, x: string) => tape.composite('@LogGamma', [x], () => ({ output: lgamma(tape, x) }));
