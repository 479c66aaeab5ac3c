import { JsonLine, LineNames } from './json-line';
import { jsonSpans } from './json-row';
import type { Block } from './row-text';
import { codesOf } from './text-codes';

const line = new JsonLine();

/** Which member of an object has a name: the last of those that have. Most rows of a file share one. */
type Names = ReadonlyMap<string, number>;

/** Where the members of the rows of a block are, so that one of thousands is found without those before it. */
export class MemberIndex {
  private readonly names: Names[] = [];
  /** Of each row where its values begin and end. */
  private readonly places: Uint32Array[] = [];

  private constructor(block: Block) {
    const { text, starts, ends } = block;
    const codes = codesOf(text);
    let written: LineNames | undefined;
    let names: Names = new Map();
    for (let row = 0; row < starts.length; row++) {
      const isSure = line.read(codes, starts[row], ends[row]);
      // Rows that are alike follow one another.
      if (!isSure || !written?.areOf(line, codes)) {
        const spans = jsonSpans(text, starts[row], ends[row]);
        names = new Map(spans.map(({ key }, i) => [key, i]));
        written = isSure ? new LineNames(line, codes) : undefined;
        if (!isSure) {
          this.names.push(names);
          this.places.push(Uint32Array.from(spans.flatMap(({ value, to }) => [value, to])));
          continue;
        }
      }
      this.names.push(names);
      const places = new Uint32Array(2 * line.count);
      for (let i = 0; i < line.count; i++) {
        places[2 * i] = line.places[4 * i + 2];
        places[2 * i + 1] = line.places[4 * i + 3];
      }
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
