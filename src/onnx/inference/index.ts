import { OnnxError } from '../error';
import type { Known } from '../known';
import type { Node } from '../model';
import { CONVOLUTION } from './convolution';
import { type Infer, NodeContext } from './context';
import { ELEMENTWISE } from './elementwise';
import { LAYOUT } from './layout';
import { MATRIX } from './matrix';
import { REDUCTION } from './reduction';
import { SELECTION } from './selection';

const TABLE: Readonly<Record<string, Infer>> = {
  ...ELEMENTWISE,
  ...CONVOLUTION,
  ...MATRIX,
  ...REDUCTION,
  ...LAYOUT,
  ...SELECTION,
};

/**
 * Shapes, types and, where shapes may depend on them, values of a node's outputs.
 * @throws OnnxError for an operator that is not known, or inputs that do not fit it.
 */
export function inferNode(node: Node, graph: { readonly opset: number; about(name: string): Known }): readonly Known[] {
  const infer = node.domain === '' && Object.hasOwn(TABLE, node.op) ? TABLE[node.op] : undefined;
  if (!infer) throw new OnnxError(`the shapes of ${node.domain && `${node.domain}.`}${node.op} are not known`);
  return infer(new NodeContext(node, graph.opset, (name) => graph.about(name)));
}
