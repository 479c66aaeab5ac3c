import { intOf } from '../attributes';
import { OnnxError } from '../error';
import { broadcast, describe } from '../shape';
import type { Infer } from './context';

export const MATRIX: Readonly<Record<string, Infer>> = {
  MatMul: (n) => {
    const [a, b] = [n.shape(0), n.shape(1)];
    if (a.length < 2 || b.length < 2) throw new OnnxError('a product with a vector');
    if (a.at(-1) !== b.at(-2)) throw new OnnxError(`${describe(a)} times ${describe(b)}`);
    return [{ shape: [...broadcast(a.slice(0, -2), b.slice(0, -2)), a.at(-2)!, b.at(-1)!], type: n.type(0) }];
  },
  Gemm: (n) => {
    const turned = (index: number, attribute: string) =>
      intOf(n.node, attribute, 0) ? n.shape(index).toReversed() : n.shape(index);
    const [a, b] = [turned(0, 'transA'), turned(1, 'transB')];
    if (a.length !== 2 || b.length !== 2 || a[1] !== b[0]) throw new OnnxError(`${describe(a)} times ${describe(b)}`);
    return [{ shape: [a[0], b[1]], type: n.type(0) }];
  },
};
