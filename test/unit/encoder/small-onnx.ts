import { DataType, encodeModel, GraphBuilder, type Model, type ValueInfo } from '../../../src/onnx';

export interface SmallOnnx {
  /** Of the input, as the file declares it. */
  readonly input?: ValueInfo['dims'];
  /** Outputs with the same values under other names and declared shapes. */
  readonly outputs?: readonly { readonly name: string; readonly dims: ValueInfo['dims'] }[];
  readonly metadata?: readonly (readonly [string, string])[];
  /** What the pooled picture is multiplied by. */
  readonly factor?: number;
}

/** An ONNX file that answers N x 3 x s x s with the mean of each band, N x 3. */
export function smallOnnx({ input, outputs, metadata = [], factor = 1 }: SmallOnnx = {}): Uint8Array {
  const dims = input === undefined ? ['N', 3, 8, 8] : input;
  const graph = new GraphBuilder(17);
  graph.input('picture', [-1, 3, 8, 8]);
  const pooled = graph.mul(graph.reshape(graph.op('GlobalAveragePool', ['picture']), [-1, 3]), graph.constant(factor));
  const declared = outputs ?? [{ name: 'vector', dims: ['N', 3] }];
  const nodes = [...graph.nodes];
  for (const { name } of declared) {
    nodes.push({ name, op: 'Identity', domain: '', inputs: [pooled], outputs: [name], attributes: new Map() });
  }
  const model: Model = {
    irVersion: 8,
    producer: 'test',
    opsets: new Map([['', 17]]),
    metadata: new Map(metadata),
    graph: {
      name: 'small',
      nodes,
      initializers: graph.initializers,
      inputs: [{ name: 'picture', type: DataType.float32, dims }],
      outputs: declared.map(({ name, dims: shape }) => ({ name, type: DataType.float32, dims: shape })),
      valueInfo: [],
    },
  };
  return encodeModel(model);
}
