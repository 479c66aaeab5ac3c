import type { GraphBuilder } from '../../onnx';

/** Images with the pixels first, [H, W, N, C]: the other layout in which training graphs compute. */

export const toPixelsFirst = (graph: GraphBuilder, x: string): string => {
  const [N, C, H, W] = graph.shape(x);
  return graph.reshape(graph.transpose(graph.reshape(x, [N * C, H * W]), [1, 0]), [H, W, N, C]);
};

export const fromPixelsFirst = (graph: GraphBuilder, x: string): string => {
  const [H, W, N, C] = graph.shape(x);
  return graph.reshape(graph.transpose(graph.reshape(x, [H * W, N * C]), [1, 0]), [N, C, H, W]);
};
