import type { Attributes } from './attributes';
import { GraphCore } from './graph-core';
import { isDynamic, type Shape, sameShape, size } from './shape';
import { OnnxError } from './error';

type Value = string | number;

/** Operators by name, written as the graph's operator set wants them; a number stands for a constant. */
export class GraphBuilder extends GraphCore {
  private value(value: Value): string {
    return typeof value === 'number' ? this.constant(value) : value;
  }

  unary(op: string, x: string): string {
    return this.op(op, [x]);
  }

  binary(op: string, a: Value, b: Value): string {
    return this.op(op, [this.value(a), this.value(b)]);
  }

  add2(a: Value, b: Value): string {
    return this.binary('Add', a, b);
  }

  sub(a: Value, b: Value): string {
    return this.binary('Sub', a, b);
  }

  /** a * b; multiplying by the number 1 adds nothing. */
  mul(a: string, b: Value): string {
    return b === 1 ? a : this.binary('Mul', a, b);
  }

  div(a: Value, b: Value): string {
    return this.binary('Div', a, b);
  }

  neg(x: string): string {
    return this.unary('Neg', x);
  }

  /** x Phi(x) (Hendrycks and Gimpel 2016, arXiv:1606.08415), written as exporters write it before there was an operator. */
  gelu(x: string): string {
    const erf = this.unary('Erf', this.div(x, Math.SQRT2));
    return this.mul(this.mul(x, this.add2(erf, 1)), 0.5);
  }

  /** The same by its approximation (equation 3 there): 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
  geluTanh(x: string): string {
    const cubic = this.mul(this.mul(this.mul(x, x), x), 0.044715);
    const tanh = this.unary('Tanh', this.mul(this.add2(x, cubic), Math.sqrt(2 / Math.PI)));
    return this.mul(this.mul(x, this.add2(tanh, 1)), 0.5);
  }

  /** x sigmoid(x). */
  silu(x: string): string {
    return this.mul(x, this.unary('Sigmoid', x));
  }

  where(condition: string, a: Value, b: Value): string {
    return this.op('Where', [condition, this.value(a), this.value(b)]);
  }

  matmul(a: string, b: string): string {
    return this.op('MatMul', [a, b]);
  }

  gemm(a: string, b: string, attributes: Attributes = {}): string {
    return this.op('Gemm', [a, b], attributes);
  }

  /** Same elements, other shape; at most one dimension may depend on the batch. */
  reshape(x: string, shape: Shape): string {
    if (sameShape(this.shape(x), shape)) return x;
    if (shape.filter(isDynamic).length > 1) throw new OnnxError('a shape depends on the batch twice');
    if (size(shape) !== size(this.shape(x)))
      throw new OnnxError(`[${this.shape(x).join()}] cannot take the shape [${shape.join()}]`);
    return this.op('Reshape', [x, this.integers(shape.map((dim) => (isDynamic(dim) ? -1 : dim)))]);
  }

  transpose(x: string, perm: readonly number[]): string {
    return perm.every((from, to) => from === to) ? x : this.op('Transpose', [x], { perm });
  }

  concat(parts: readonly string[], axis: number): string {
    return parts.length === 1 ? parts[0] : this.op('Concat', parts, { axis });
  }

  gather(x: string, indices: readonly number[], axis: number): string {
    return this.op('Gather', [x, this.integers(indices)], { axis });
  }

  /** Zeros (or `value`) around a tensor: `pads` are those before every axis, then those after. */
  pad(x: string, pads: readonly number[], value?: number): string {
    if (pads.every((pad) => pad === 0)) return x;
    const inputs = [x, this.integers(pads)];
    return this.op('Pad', value === undefined ? inputs : [...inputs, this.constant(value)]);
  }

  slice(
    x: string,
    axes: readonly number[],
    starts: readonly number[],
    ends: readonly number[],
    steps?: readonly number[],
  ): string {
    const inputs = [x, this.integers(starts), this.integers(ends), this.integers(axes)];
    return this.op('Slice', steps?.some((step) => step !== 1) ? [...inputs, this.integers(steps)] : inputs);
  }

  /** A reduction (ReduceSum, ReduceMean, ...), whose axes are an input or an attribute by operator set. */
  reduce(op: string, x: string, axes: readonly number[], keepdims: boolean): string {
    if (axes.length === 0) return x;
    const keep = keepdims ? 1 : 0;
    return this.opset >= (op === 'ReduceSum' ? 13 : 18)
      ? this.op(op, [x, this.integers(axes)], { keepdims: keep })
      : this.op(op, [x], { axes, keepdims: keep });
  }

  sum(x: string, axes: readonly number[], keepdims = false): string {
    return this.reduce('ReduceSum', x, axes, keepdims);
  }

  mean(x: string, axes: readonly number[], keepdims = true): string {
    return this.reduce('ReduceMean', x, axes, keepdims);
  }

  unsqueeze(x: string, axes: readonly number[]): string {
    return this.op('Unsqueeze', [x, this.integers(axes)]);
  }

  /** Sums over the axes along which a tensor of shape `target` was broadcast, and gives it that shape. */
  reduceTo(x: string, target: Shape): string {
    const shape = this.shape(x);
    const extra = shape.length - target.length;
    const axes = shape.flatMap((dim, axis) =>
      axis < extra || (target[axis - extra] === 1 && dim !== 1) ? [axis] : [],
    );
    if (axes.length === 0) return x;
    // Keeping the axes needs no reshape where nothing is lost in front, whatever depends on the batch.
    return extra === 0 ? this.sum(x, axes, true) : this.dropFront(this.sum(x, axes, true), extra);
  }

  private dropFront(x: string, count: number): string {
    return this.op('Squeeze', [x, this.integers(Array.from({ length: count }, (_, axis) => axis))]);
  }

  /** The number of elements along `axes`, as a scalar: a constant, or a tensor where the batch decides. */
  count(x: string, axes: readonly number[]): Value {
    const shape = this.shape(x);
    const fixed = axes.reduce((product, axis) => product * (isDynamic(shape[axis]) ? 1 : shape[axis]), 1);
    return axes
      .filter((axis) => isDynamic(shape[axis]))
      .reduce<Value>((product, axis) => {
        const length = this.op('Cast', [this.op('Gather', [this.op('Shape', [x]), this.integers(axis)])], { to: 1 });
        return product === 1 ? length : this.mul(length, product);
      }, fixed);
  }

  /** Repeats a tensor along its axes of length 1 until it has the shape of `like`. */
  expandLike(x: string, like: string): string {
    const [from, to] = [this.shape(x), this.shape(like)];
    if (sameShape(from, to)) return x;
    const batchIsThere = to.every((dim, axis) => !isDynamic(dim) || from[axis - to.length + from.length] === dim);
    const shape = batchIsThere ? this.integers(to.map((dim) => (isDynamic(dim) ? 1 : dim))) : this.op('Shape', [like]);
    return this.op('Expand', [x, shape]);
  }
}
