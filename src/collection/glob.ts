import { RE2JS } from 're2js';

/** A pattern that is none, with what to do about it. */
export class GlobError extends Error {
  override readonly name = 'GlobError';

  constructor(
    readonly pattern: string,
    readonly reason: string,
  ) {
    super(`the pattern ${pattern.length > SHOWN ? `${pattern.slice(0, SHOWN)}…` : pattern}: ${reason}`);
  }
}

/** Characters of a pattern that a message shows. */
const SHOWN = 100;
/** A pattern is written by a person; these bound what a prepared one costs. */
const LONGEST = 1000;
const MOST = 1000;
/** Groups within groups: each is a call within a call, here and in the library. */
const DEEPEST = 50;

/** How often what is in parentheses may stand there, by the character before them (bash's `extglob`). */
const REPEATED = new Map([
  ['@', ''],
  ['?', '?'],
  ['*', '*'],
  ['+', '+'],
]);

/**
 * Tells whether a path (relative, forward slashes) is what glob patterns name; case is ignored. Patterns have `*`, `?`, `**` between
 * slashes, `[a-z]`, `[!a-z]`, `{one,two}`, `+(one|two)` with `@`, `?`, `*` or `+` before it, and `\` before a character that means
 * itself. One that begins with `!` takes away what it names, whatever its place among the others.
 *
 * The time is linear in the path's length, whatever the pattern is: patterns come with a workspace, and those that backtrack
 * take hours for `*a*a*a*a*b`.
 * @throws GlobError for a pattern that cannot be understood
 */
export function globMatcher(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length > MOST) throw new GlobError(patterns[MOST], `there are more than ${MOST} patterns`);
  const isNegative = (pattern: string) => pattern.startsWith('!') && !pattern.startsWith('!(');
  const wanted = anyOf(patterns.filter((pattern) => !isNegative(pattern)));
  const unwanted = anyOf(patterns.filter(isNegative).map((pattern) => pattern.slice(1)));
  return (path) => wanted(path) && !unwanted(path);
}

function anyOf(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  const source = patterns.map((pattern) => new Translation(pattern).source()).join('|');
  // Dots match line breaks, too: names may hold them.
  const expression = RE2JS.compile(`(?:${source})`, RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL);
  return (path) => expression.testExact(path);
}

/** A pattern as a regular expression of RE2, which has no look-ahead and needs none here: hidden files are left out elsewhere. */
class Translation {
  private at: number;

  constructor(private readonly pattern: string) {
    if (pattern.length > LONGEST) throw new GlobError(pattern, `it is longer than ${LONGEST} characters`);
    this.at = pattern.startsWith('./') ? 2 : 0;
  }

  source(): string {
    return this.until('', 0);
  }

  /** Up to one of the characters of `ends`, which is left; to the end where there are none. */
  private until(ends: string, depth: number): string {
    if (depth > DEEPEST) this.fail(`more than ${DEEPEST} braces or parentheses within each other`);
    let source = '';
    while (this.at < this.pattern.length && !ends.includes(this.pattern[this.at])) source += this.next(depth);
    return source;
  }

  private next(depth: number): string {
    const from = this.at;
    const character = this.take();
    if ('!@?*+'.includes(character) && this.pattern[this.at] === '(') return this.group(character, depth);
    switch (character) {
      case '*':
        return this.stars(from);
      case '?':
        return '[^/]';
      case '[':
        return this.characterClass();
      case '{':
        return this.alternatives('{', '}', ',', depth);
      case '\\':
        if (this.at === this.pattern.length) this.fail('nothing follows its last \\');
        return RE2JS.quote(this.take());
      default:
        return RE2JS.quote(character);
    }
  }

  /** Reads by code points, so that no surrogate pair is split. */
  private take(): string {
    const character = String.fromCodePoint(this.pattern.codePointAt(this.at)!);
    this.at += character.length;
    return character;
  }

  /** Any characters of a name, or, where two stars begin one, any folders, or none. */
  private stars(from: number): string {
    while (this.pattern[this.at] === '*' && this.pattern[this.at + 1] !== '(') this.at++;
    const begins = /(?:^|[/{,(|])$/.test(this.pattern.slice(0, from)) || (from === 2 && this.pattern.startsWith('./'));
    if (this.at - from !== 2 || !begins) return '[^/]*';
    // Before a name, as in `**.fits`, any folders as well: people write it and mean that.
    if (this.pattern[this.at] !== '/') return '.*';
    this.at++;
    return '(?:.*/)?';
  }

  private characterClass(): string {
    const end = this.pattern.indexOf(']', this.at + (/^[!^]?\]/.exec(this.pattern.slice(this.at))?.[0].length ?? 0));
    if (end < 0) this.fail('a [ without its ]; write \\[ where the name has one');
    const inside = this.pattern.slice(this.at, end);
    this.at = end + 1;
    const negated = /^[!^]/.test(inside);
    const members = [...inside.slice(negated ? 1 : 0)];
    let source = '';
    for (let i = 0; i < members.length; i++) {
      const [from, to] = [members[i], members[i + 1] === '-' ? members[i + 2] : undefined];
      source += codeOf(from);
      if (to === undefined) continue;
      if (from > to) this.fail(`the range ${from}-${to} goes backwards`);
      source += `-${codeOf(to)}`;
      i += 2;
    }
    // No name holds a slash.
    return negated ? `[^/${source}]` : `[${source}]`;
  }

  private group(kind: string, depth: number): string {
    if (kind === '!') this.fail('!(…) is not understood; a pattern that begins with ! takes files away');
    this.at++;
    return this.alternatives('(', ')', '|', depth) + REPEATED.get(kind)!;
  }

  private alternatives(open: string, close: string, between: string, depth: number): string {
    const all = [this.until(between + close, depth + 1)];
    while (this.pattern[this.at] === between) {
      this.at++;
      all.push(this.until(between + close, depth + 1));
    }
    if (this.at === this.pattern.length)
      this.fail(`a ${open} without its ${close}; write \\${open} where the name has one`);
    this.at++;
    // A range of numbers, as bash has it, would count as a name with dots in it.
    if (open === '{' && all.length === 1) this.fail('braces hold names with commas between them, as in {fits,png}');
    return `(?:${all.join('|')})`;
  }

  private fail(reason: string): never {
    throw new GlobError(this.pattern, reason);
  }
}

function codeOf(character: string): string {
  return `\\x{${character.codePointAt(0)!.toString(16)}}`;
}
