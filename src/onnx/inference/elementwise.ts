import { intOf, tensorOf } from '../attributes';
import { OnnxError } from '../error';
import type { KnownValue } from '../known';
import { DataType } from '../model';
import { broadcast } from '../shape';
import { numbersOf } from '../values';
import type { Infer, NodeContext } from './context';

const same: Infer = (n) => [{ shape: n.shape(0), type: n.type(0) }];

const broadcasting: Infer = (n) => [
  { shape: broadcast(...n.node.inputs.map((_, index) => n.shape(index))), type: n.type(0) },
];

const comparing: Infer = (n) => [{ shape: broadcast(n.shape(0), n.shape(1)), type: DataType.bool }];

/** Arithmetic that exporters do on shapes: element by element, where both sides are known. */
const arithmetic =
  (compute: (a: number, b: number) => number, scalesBatch: boolean): Infer =>
  (n) => {
    const [known] = broadcasting(n);
    return [n.type(0) === DataType.int64 ? { ...known, values: combine(n, compute, scalesBatch) } : known];
  };

function combine(n: NodeContext, compute: (a: number, b: number) => number, scalesBatch: boolean) {
  const [a, b] = [n.known(0), n.known(1)];
  if (!a || !b || (a.length !== b.length && a.length !== 1 && b.length !== 1)) return undefined;
  const values: KnownValue[] = [];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [left, right] = [a[a.length === 1 ? 0 : i], b[b.length === 1 ? 0 : i]];
    if (typeof left === 'number' && typeof right === 'number') values.push(compute(left, right));
    else if (scalesBatch && typeof left === 'object' && typeof right === 'number')
      values.push({ timesBatch: compute(left.timesBatch, right) });
    else if (scalesBatch && typeof left === 'number' && typeof right === 'object')
      values.push({ timesBatch: compute(right.timesBatch, left) });
    else return undefined;
  }
  return values;
}

const UNARY = [
  'Abs', 'Ceil', 'Clip', 'Elu', 'Erf', 'Exp', 'Floor', 'Gelu', 'HardSigmoid', 'HardSwish', 'LeakyRelu', 'Log', 'LogSoftmax',
  'Mish', 'Neg', 'Not', 'Reciprocal', 'Relu', 'Round', 'Selu', 'Sigmoid', 'Sign', 'Softmax', 'Softplus', 'Softsign', 'Sqrt', 'Tanh',
  'Sin', 'Cos', 'EyeLike',
]; // prettier-ignore

export const ELEMENTWISE: Readonly<Record<string, Infer>> = {
  ...Object.fromEntries(UNARY.map((op) => [op, same])),
  ...Object.fromEntries(['Max', 'Min', 'Sum', 'Mean', 'Pow', 'PRelu'].map((op) => [op, broadcasting])),
  ...Object.fromEntries(
    ['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'And', 'Or', 'Xor'].map((op) => [op, comparing]),
  ),
  Add: arithmetic((a, b) => a + b, false),
  Sub: arithmetic((a, b) => a - b, false),
  Mul: arithmetic((a, b) => a * b, true),
  Div: arithmetic((a, b) => Math.trunc(a / b), false),
  Identity: (n) => [{ shape: n.shape(0), type: n.type(0), values: n.known(0) }],
  Dropout: (n) => [
    { shape: n.shape(0), type: n.type(0) },
    { shape: n.shape(0), type: DataType.bool },
  ],
  Cast: (n) => [{ shape: n.shape(0), type: intOf(n.node, 'to', DataType.float32), values: n.known(0) }],
  Where: (n) => [{ shape: broadcast(n.shape(0), n.shape(1), n.shape(2)), type: n.type(1) }],
  Constant: (n) => {
    const value = tensorOf(n.node, 'value');
    if (!value) throw new OnnxError('a constant that is not a tensor');
    const small = value.type !== DataType.float32 || value.bytes.length <= 16;
    return [{ shape: value.dims, type: value.type, values: small ? numbersOf(value) : undefined }];
  },
};
