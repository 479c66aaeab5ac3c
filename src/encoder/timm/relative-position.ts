import { integerTensor } from '../../onnx';
import type { LayerWriter } from './layers';

/**
 * What attention within a window of `side` x `side` adds for where two pixels lie to each other, [heads, side^2, side^2]
 * (timm/layers/pos_embed_rel.py): a table of every offset, or a small network of the offset's logarithm.
 */
export class RelativePosition {
  private coordinates?: string;
  private readonly indices = new Map<1 | -1, string>();

  constructor(
    private readonly layers: LayerWriter,
    readonly side: number,
  ) {}

  /** The bias of the attention `name`. @throws WeightsError as `TensorLedger.take`. */
  bias(name: string): string {
    const { layers, side } = this;
    const { graph, ledger } = layers;
    const offsets = (2 * side - 1) ** 2;
    const table = `${name}.rel_pos.relative_position_bias_table`;
    const area = side * side;
    if (ledger.has(table) && ledger.shape(table).length === 3) {
      // As TensorFlow's MaxViT has it: heads first, offsets from the query to the key.
      const values = layers.table(table, [null, 2 * side - 1, 2 * side - 1]);
      const heads = graph.shape(values)[0];
      const flat = graph.reshape(values, [heads, offsets]);
      return graph.reshape(graph.op('Gather', [flat, this.index(-1)], { axis: 1 }), [heads, area, area]);
    }
    const values = ledger.has(table) ? layers.table(table, [offsets, null]) : this.network(`${name}.rel_pos.mlp`);
    const heads = graph.shape(values)[1];
    const pairs = graph.reshape(graph.op('Gather', [values, this.index(1)], { axis: 0 }), [area, area, heads]);
    return graph.transpose(pairs, [2, 0, 1]);
  }

  /** Two linear layers over sign(d) ln(1 + |d|) of each offset d, [(2 side - 1)^2, heads] (timm's mode `cr`). */
  private network(name: string): string {
    const { layers, side } = this;
    const log = (d: number) => Math.sign(d) * Math.log1p(Math.abs(d));
    const length = 2 * side - 1;
    this.coordinates ??= layers.graph.constant(
      Array.from({ length: length * length * 2 }, (_, i) => {
        const pair = i >> 1;
        return log((i % 2 === 0 ? Math.floor(pair / length) : pair % length) - side + 1);
      }),
      [length * length, 2],
    );
    const hidden = layers.graph.unary('Relu', layers.linear(this.coordinates, `${name}.fc1`));
    return layers.linear(hidden, `${name}.fc2`);
  }

  /** For each query and each key the row of its offset, query minus key times `sign`, [side^4]. */
  private index(sign: 1 | -1): string {
    const { layers, side } = this;
    const { graph } = layers;
    let name = this.indices.get(sign);
    if (name !== undefined) return name;
    const area = side * side;
    const rows = Array.from({ length: area * area }, (_, i) => {
      const [query, key] = [Math.floor(i / area), i % area];
      const down = sign * (Math.floor(query / side) - Math.floor(key / side));
      const across = sign * ((query % side) - (key % side));
      return (down + side - 1) * (2 * side - 1) + across + side - 1;
    });
    name = graph.initializer(integerTensor(graph.fresh('offsets'), rows, [rows.length]));
    this.indices.set(sign, name);
    return name;
  }
}
