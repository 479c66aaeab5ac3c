import { type JsonSpan, jsonSpans } from './json-row';
import type { Block } from './row-text';

/** Which member of an object has a name: the last of those that have. Most rows of a file share one. */
type Names = ReadonlyMap<string, number>;

/** Where the members of the rows of a block are, so that one of thousands is found without those before it. */
export class MemberIndex {
  private readonly names: Names[] = [];
  /** Of each row where its values begin and end. */
  private readonly places: Uint32Array[] = [];

  private constructor(block: Block) {
    let before: readonly JsonSpan[] = [];
    let names: Names = new Map();
    for (let row = 0; row < block.starts.length; row++) {
      const spans = jsonSpans(block.text, block.starts[row], block.ends[row]);
      // Rows that are alike follow one another.
      if (!haveSameNames(spans, before)) names = new Map(spans.map(({ key }, i) => [key, i]));
      before = spans;
      this.names.push(names);
      const places = new Uint32Array(2 * spans.length);
      spans.forEach(({ value, to }, i) => {
        places[2 * i] = value;
        places[2 * i + 1] = to;
      });
      this.places.push(places);
    }
  }

  /** Made once: blocks never change. */
  static of(block: Block): MemberIndex {
    let index = made.get(block);
    if (!index) made.set(block, (index = new MemberIndex(block)));
    return index;
  }

  /** Where the value of a member lies in the block's text; undefined where the row has none of that name. */
  value(row: number, name: string): { from: number; to: number } | undefined {
    const member = this.names[row].get(name);
    if (member === undefined) return undefined;
    const places = this.places[row];
    return { from: places[2 * member], to: places[2 * member + 1] };
  }
}

const made = new WeakMap<Block, MemberIndex>();

function haveSameNames(one: readonly JsonSpan[], other: readonly JsonSpan[]): boolean {
  return one.length === other.length && one.every(({ key }, i) => key === other[i].key);
}
