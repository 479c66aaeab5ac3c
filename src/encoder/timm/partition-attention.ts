import type { LayerWriter } from './layers';
import type { RelativePosition } from './relative-position';

export interface AttentionOptions {
  readonly epsilon: number;
  readonly activation: (x: string) => string;
  /** Whether the channels of q, k, v of one head lie together, or those of all heads' q, then k, then v. */
  readonly headFirst: boolean;
  readonly position: RelativePosition;
}

/**
 * Attention within windows, or within grids of pixels that lie a window's width apart, and two linear layers, each added to
 * the image (Tu et al. 2022, arXiv:2204.01697, section 3.2): images are [N, height, width, channels].
 */
export function partitionAttention(
  layers: LayerWriter,
  x: string,
  name: string,
  kind: 'window' | 'grid',
  options: AttentionOptions,
): string {
  const { graph, ledger } = layers;
  const scaled = (y: string, by: string) => (ledger.has(`${by}.gamma`) ? layers.scaleLast(y, `${by}.gamma`) : y);
  const { epsilon, activation, position } = options;
  const shape = graph.shape(x);
  const channels = shape[3];
  const { parts, restore } = partition(layers, layers.layerNorm(x, `${name}.norm1`, epsilon), kind, position.side);
  const attended = restore(attention(layers, parts, `${name}.attn`, options));
  x = graph.add2(scaled(attended, `${name}.ls1`), x);
  const hidden = activation(layers.linear(layers.layerNorm(x, `${name}.norm2`, epsilon), `${name}.mlp.fc1`));
  return graph.add2(scaled(layers.linear(hidden, `${name}.mlp.fc2`, channels), `${name}.ls2`), x);
}

/** An image as [parts, side^2, channels], and back. */
function partition(layers: LayerWriter, x: string, kind: 'window' | 'grid', side: number) {
  const { graph } = layers;
  const shape = graph.shape(x);
  const [batch, height, width, channels] = shape;
  const [rows, columns] = [height / side, width / side];
  const split =
    kind === 'window' ? [batch, rows, side, columns, side, channels] : [batch, side, rows, side, columns, channels];
  const order = kind === 'window' ? [0, 1, 3, 2, 4, 5] : [0, 2, 4, 1, 3, 5];
  const back = order.map((_, axis) => order.indexOf(axis));
  const apart = graph.transpose(graph.reshape(x, split), order);
  return {
    parts: graph.reshape(apart, [batch * rows * columns, side * side, channels]),
    restore: (parts: string) => graph.reshape(graph.transpose(graph.reshape(parts, graph.shape(apart)), back), shape),
  };
}

/** Multi-head self-attention of [parts, pixels, channels] (Vaswani et al. 2017, arXiv:1706.03762). */
function attention(layers: LayerWriter, x: string, name: string, { headFirst, position }: AttentionOptions): string {
  const { graph } = layers;
  const [parts, pixels, channels] = graph.shape(x);
  const bias = position.bias(name);
  const heads = graph.shape(bias)[0];
  const inner = channels / heads;
  const all = layers.linear(x, `${name}.qkv`, 3 * channels);
  // [parts, heads, pixels, inner] each.
  const [q, k, v] = headFirst
    ? split(layers, graph.transpose(graph.reshape(all, [parts, pixels, heads, 3 * inner]), [0, 2, 1, 3]), 3)
    : split(layers, graph.transpose(graph.reshape(all, [parts, pixels, 3 * heads, inner]), [0, 2, 1, 3]), 1);
  const likeness = graph.matmul(graph.mul(q, 1 / Math.sqrt(inner)), graph.transpose(k, [0, 1, 3, 2]));
  const weights = graph.op('Softmax', [graph.add2(likeness, bias)], { axis: -1 });
  const mixed = graph.transpose(graph.matmul(weights, v), [0, 2, 1, 3]);
  return layers.linear(graph.reshape(mixed, [parts, pixels, channels]), `${name}.proj`, channels);
}

/** Three equal parts along an axis. */
function split(layers: LayerWriter, x: string, axis: number): readonly string[] {
  const { graph } = layers;
  const third = graph.shape(x)[axis] / 3;
  return graph.node('Split', [x, graph.integers([third, third, third])], { axis }, 3);
}
