import { floatOf, intOf, isDynamic, size } from '../../onnx';
import type { Rule, Rules } from './rule';

const turned = (rank: number) => Array.from({ length: rank }, (_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i));

/** Y = A B over the last two axes, the ones before broadcast: dA = dY B^T, dB = A^T dY. */
const matmul: Rule = ({ graph, shape, x, give, dy }) => {
  const [a, b] = [shape(0), shape(1)];
  const dynamic = a.filter(isDynamic).length;
  if (b.length === 2 && dynamic <= 1) {
    // One product over all rows at once, not one for each matrix of the batch.
    const [inner, columns] = b;
    const rows = size(a) / inner;
    const flat = () => graph.reshape(dy, [rows, columns]);
    give(0, () => graph.reshape(graph.gemm(flat(), x(1), { transB: 1 }), a));
    give(1, () => graph.gemm(graph.reshape(x(0), [rows, inner]), flat(), { transA: 1 }));
    return;
  }
  give(0, () => graph.matmul(dy, graph.transpose(x(1), turned(b.length))));
  give(1, () => graph.matmul(graph.transpose(x(0), turned(a.length)), dy));
};

/** Y = alpha A' B' + beta C, where a prime may transpose. */
const gemm: Rule = ({ graph, step, x, give, dy: dY }) => {
  const [alpha, beta] = [floatOf(step, 'alpha', 1), floatOf(step, 'beta', 1)];
  const [transA, transB] = [intOf(step, 'transA', 0), intOf(step, 'transB', 0)];
  const dy = graph.mul(dY, alpha);
  give(0, () =>
    transA
      ? graph.gemm(x(1), dy, { transA: transB, transB: 1 })
      : graph.gemm(dy, x(1), { transA: 0, transB: 1 - transB }),
  );
  give(1, () =>
    transB
      ? graph.gemm(dy, x(0), { transA: 1, transB: transA })
      : graph.gemm(x(0), dy, { transA: 1 - transA, transB: 0 }),
  );
  if (step.inputs[2]) give(2, () => graph.mul(dY, beta));
};

export const MATRIX: Rules = { MatMul: matmul, Gemm: gemm };
