import { JsonLine, LineNames } from './json-line';
import { type JsonSpan, jsonSpans } from './json-row';
import type { Block } from './row-text';
import { codesOf } from './text-codes';

const line = new JsonLine();

/** The names of an object's members. Most rows of a file share one. */
export interface Members {
  /** Names as they are written; a name can occur twice. */
  readonly names: readonly string[];
  /** Maps a name to its member, the last one where several have it. */
  readonly places: ReadonlyMap<string, number>;
}

export function membersOf(spans: readonly JsonSpan[]): Members {
  const names = spans.map(({ key }) => key);
  return { names, places: new Map(names.map((name, i) => [name, i])) };
}

/** A row's members by their places in its block's text. */
export interface MemberRow {
  readonly members: Members;
  /** Where each value begins and ends, alternating. */
  readonly values: Uint32Array;
  /** Whether any text of the row may have a backslash in it. */
  readonly hasEscapes: boolean;
}

/** Where the members of the rows of a block are, so that one of thousands is found without those before it. */
export class MemberIndex {
  readonly rows: MemberRow[] = [];

  /** Made once: blocks never change. */
  static of(block: Block): MemberIndex {
    return made.get(block) ?? MemberIndex.read(block);
  }

  /** The index of a block if it was made before. */
  static known(block: Block): MemberIndex | undefined {
    return made.get(block);
  }

  private static read(block: Block): MemberIndex {
    const { text, starts, ends } = block;
    const index = new MemberIndex();
    const codes = codesOf(text);
    let written: LineNames | undefined;
    let members: Members | undefined;
    for (let row = 0; row < starts.length; row++) {
      if (!line.read(codes, starts[row], ends[row])) {
        index.addSpans(jsonSpans(text, starts[row], ends[row]));
        continue;
      }
      // Rows that are alike follow one another.
      if (!members || !written?.areOf(line, codes)) {
        members = membersOf(jsonSpans(text, starts[row], ends[row]));
        written = new LineNames(line, codes);
      }
      index.add(members, line);
    }
    index.keepFor(block);
    return index;
  }

  /** Adds the row that a line was found to be. */
  add(members: Members, { count, places, hasEscapes }: JsonLine): void {
    const values = new Uint32Array(2 * count);
    for (let i = 0; i < count; i++) {
      values[2 * i] = places[4 * i + 2];
      values[2 * i + 1] = places[4 * i + 3];
    }
    this.rows.push({ members, values, hasEscapes });
  }

  /** Adds a row that was read the long way. */
  addSpans(spans: readonly JsonSpan[]): void {
    const values = Uint32Array.from(spans.flatMap(({ value, to }) => [value, to]));
    this.rows.push({ members: membersOf(spans), values, hasEscapes: true });
  }

  keepFor(block: Block): void {
    made.set(block, this);
  }

  /** Where the value of a member lies in the block's text; undefined where the row has none of that name. */
  value(row: number, name: string): { from: number; to: number } | undefined {
    const { members, values } = this.rows[row];
    const member = members.places.get(name);
    return member === undefined ? undefined : { from: values[2 * member], to: values[2 * member + 1] };
  }
}

const made = new WeakMap<Block, MemberIndex>();
