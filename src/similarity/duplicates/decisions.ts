import * as v from 'valibot';
// By its file: the room's index would load what works on the disk.
import { namesTo } from '../../files/json-names';

/** Lies in the collection's folder: what a person has decided is theirs, and goes into version control with the rest. */
export const DECISIONS_FILE = 'galaxy-duplicates.json';
const VERSION = 1;

const FileSchema = v.object({
  version: v.literal(VERSION),
  /** Maps each merged cutout to the one that is kept in its place. */
  merged: namesTo(v.string()),
  /** Pairs that are not the same. */
  ignored: v.array(v.tuple([v.string(), v.string()])),
});

/**
 * What a person has decided of near-duplicates, cutouts being named by their paths (`file.fits`, or `file.fits[2]` for an HDU
 * beyond the primary one). A value: a change gives another.
 */
export class DuplicateDecisions {
  static readonly none = new DuplicateDecisions(new Map(), new Map());

  private constructor(
    /** Maps each merged cutout to the one that it was merged into. */
    readonly merged: ReadonlyMap<string, string>,
    private readonly ignoredPairs: ReadonlyMap<string, readonly [string, string]>,
  ) {}

  /** @throws Error, with what to do, where the text is none of ours. */
  static parse(text: string): DuplicateDecisions {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw new Error(`it is no JSON (${(error as Error).message}): mend it or take it away`, { cause: error });
    }
    const parsed = v.safeParse(FileSchema, json);
    if (!parsed.success) {
      const at = v.getDotPath(parsed.issues[0]) ?? 'its top';
      throw new Error(`${parsed.issues[0].message} at ${at}: mend it or take it away`);
    }
    const { merged, ignored } = parsed.output;
    return new DuplicateDecisions(merged, new Map(ignored.map(([a, b]) => [keyOf(a, b), [a, b]])));
  }

  /** As a file: a decision a line, in the order of the names, so that version control shows what has changed. */
  get text(): string {
    const inOrder = (one: readonly string[], other: readonly string[]) => (one.join('\n') < other.join('\n') ? -1 : 1);
    const list = (lines: string[], open: string, close: string) =>
      lines.length === 0 ? open + close : `${open}\n    ${lines.join(',\n    ')}\n  ${close}`;
    const merged = [...this.merged]
      .sort(inOrder)
      .map(([away, keep]) => `${JSON.stringify(away)}: ${JSON.stringify(keep)}`);
    const ignored = this.ignored.toSorted(inOrder).map(([a, b]) => `[${JSON.stringify(a)}, ${JSON.stringify(b)}]`);
    return `{\n  "version": ${VERSION},\n  "merged": ${list(merged, '{', '}')},\n  "ignored": ${list(ignored, '[', ']')}\n}\n`;
  }

  get ignored(): readonly (readonly [string, string])[] {
    return [...this.ignoredPairs.values()];
  }

  isIgnored(a: string, b: string): boolean {
    return this.ignoredPairs.has(keyOf(a, b));
  }

  /**
   * The cutout that stands for one: the one that it was merged into, and that one in turn, as long as there is such a cutout.
   * Where the kept one is gone the other stands for itself again, and so do cutouts that were merged in a circle.
   */
  keeperOf(name: string, isThere: (name: string) => boolean): string {
    let keeper = name;
    const seen = new Set([name]);
    for (let next = this.merged.get(name); next !== undefined; next = this.merged.get(next)) {
      if (seen.has(next)) return name;
      seen.add(next);
      if (isThere(next)) keeper = next;
    }
    return keeper;
  }

  /** `away` is a duplicate of `keep`. @throws Error where they are one, or `keep` was merged into `away` */
  merge(keep: string, away: string): DuplicateDecisions {
    const before = this.merged.get(away);
    if (this.keeperOf(keep, () => true) === away || keep === away)
      throw new Error(`${keep} stands for ${away} already`);
    if (before !== undefined) throw new Error(`${away} was merged into ${before} already`);
    return new DuplicateDecisions(new Map([...this.merged, [away, keep]]), this.ignoredPairs);
  }

  /** `away` is a cutout like others again. */
  separate(away: string): DuplicateDecisions {
    return new DuplicateDecisions(new Map([...this.merged].filter(([name]) => name !== away)), this.ignoredPairs);
  }

  /** Two are not the same. */
  ignore(a: string, b: string): DuplicateDecisions {
    return new DuplicateDecisions(this.merged, new Map([...this.ignoredPairs, [keyOf(a, b), [a, b]]]));
  }

  /** Two may be the same after all. */
  consider(a: string, b: string): DuplicateDecisions {
    const key = keyOf(a, b);
    return new DuplicateDecisions(this.merged, new Map([...this.ignoredPairs].filter(([one]) => one !== key)));
  }
}

function keyOf(a: string, b: string): string {
  return JSON.stringify(a < b ? [a, b] : [b, a]);
}
