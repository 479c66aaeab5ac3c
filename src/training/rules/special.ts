import { digamma } from '../special-functions';
import { unary } from './elementwise';
import type { Rules } from './rule';

export const SPECIAL: Rules = {
  /** y = ln Gamma(x): dx = dy psi(x). */
  '@LogGamma': unary(({ graph, dy, x }) => graph.mul(dy, digamma(graph, x(0)))),
};
