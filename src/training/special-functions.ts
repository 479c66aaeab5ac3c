import type { GraphBuilder } from '../onnx';

/** How far the argument is raised before the asymptotic series, which is then good to float32's last digits. */
const SHIFT = 6;

/**
 * The digamma function of x > 0, element by element: psi(x) = psi(x + 6) - sum_{i<6} 1 / (x + i), and
 * psi(z) = ln z - 1 / (2 z) - 1 / (12 z^2) + 1 / (120 z^4) - 1 / (252 z^6) (Abramowitz and Stegun 6.3.5, 6.3.18).
 */
export function digamma(graph: GraphBuilder, x: string): string {
  let recurrence = graph.unary('Reciprocal', x);
  for (let i = 1; i < SHIFT; i++) recurrence = graph.add2(recurrence, graph.unary('Reciprocal', graph.add2(x, i)));
  const z = graph.add2(x, SHIFT);
  const inverse = graph.unary('Reciprocal', z);
  const square = graph.mul(inverse, inverse);
  const inner = graph.add2(graph.mul(graph.add2(graph.mul(square, -1 / 252), 1 / 120), square), -1 / 12);
  const series = graph.sub(graph.mul(inner, square), graph.mul(inverse, 0.5));
  return graph.sub(graph.add2(graph.unary('Log', z), series), recurrence);
}

/**
 * The logarithm of the gamma function of x > 0: ln Gamma(x) = ln Gamma(x + 6) - ln(x (x + 1) ... (x + 5)), and Stirling's
 * series ln Gamma(z) = (z - 1/2) ln z - z + ln(2 pi) / 2 + 1 / (12 z) - 1 / (360 z^3) + 1 / (1260 z^5)
 * (Abramowitz and Stegun 6.1.15, 6.1.41).
 */
export function lgamma(graph: GraphBuilder, x: string): string {
  // The logarithms are added, not the factors multiplied: the product of counts would leave float32's range.
  let recurrence = graph.unary('Log', x);
  for (let i = 1; i < SHIFT; i++) recurrence = graph.add2(recurrence, graph.unary('Log', graph.add2(x, i)));
  const z = graph.add2(x, SHIFT);
  const inverse = graph.unary('Reciprocal', z);
  const square = graph.mul(inverse, inverse);
  const inner = graph.add2(graph.mul(graph.add2(graph.mul(square, 1 / 1260), -1 / 360), square), 1 / 12);
  const leading = graph.sub(graph.mul(graph.sub(z, 0.5), graph.unary('Log', z)), z);
  const series = graph.add2(graph.mul(inner, inverse), 0.5 * Math.log(2 * Math.PI));
  return graph.sub(graph.add2(leading, series), recurrence);
}
