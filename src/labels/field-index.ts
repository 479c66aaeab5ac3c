import { type Dialect, fieldSpans } from './csv-row';
import type { Block } from './row-text';

/**
 * In a wide table the position of every 16th field of a row is stored, so that a field is found without scanning the
 * whole row.
 */
export const STEP = 16;
/** A row that is too short. */
const NONE = 0xffffffff;

/** Where every 16th field of the rows of a block begins: a cell far to the right is found without those before it. */
export class FieldIndex {
  private readonly places: Uint32Array;
  /** Places of a row: its first field begins with the row. */
  private readonly perRow: number;

  private constructor(
    private readonly block: Block,
    dialect: Dialect,
    readonly columns: number,
  ) {
    this.perRow = Math.ceil(columns / STEP) - 1;
    this.places = new Uint32Array(this.perRow * block.starts.length).fill(NONE);
    const spans: number[] = [];
    for (let row = 0; row < block.starts.length; row++) {
      fieldSpans(block.text, block.starts[row], block.ends[row], dialect, columns, spans);
      for (let k = 1; k <= this.perRow && 2 * STEP * k < spans.length; k++) {
        this.places[row * this.perRow + k - 1] = spans[2 * STEP * k];
      }
    }
  }

  /** Made once: blocks never change. */
  static of(block: Block, dialect: Dialect, columns: number): FieldIndex {
    const known = made.get(block);
    if (known?.columns === columns) return known;
    const index = new FieldIndex(block, dialect, columns);
    made.set(block, index);
    return index;
  }

  /** Where field `STEP * k` of a row begins; undefined where the row has none. */
  start(row: number, k: number): number | undefined {
    if (k === 0) return this.block.starts[row];
    const place = this.places[row * this.perRow + k - 1];
    return place === NONE ? undefined : place;
  }
}

const made = new WeakMap<Block, FieldIndex>();
