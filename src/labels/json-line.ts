const [QUOTE, COMMA, MINUS, POINT, ZERO, NINE, COLON, OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN, CLOSE] = [
  34, 44, 45, 46, 48, 57, 58, 91, 92, 93, 123, 125,
];
/** Characters that may follow a backslash, apart from u with four digits: `"\/bfnrt`. */
const ESCAPED = new Set([34, 92, 47, 98, 102, 110, 114, 116]);
const WORDS = ['true', 'false', 'null'].map((word) => Uint16Array.from(word, (char) => char.charCodeAt(0)));
/** Deepest nesting that this reader handles. */
const DEEPEST = 64;
/** Where something is not as it must be. */
const NOWHERE = -1;

/**
 * The members of an object on a line of JSON Lines, found in one pass over its codes that also sees whether it is JSON (RFC
 * 8259). One object serves all lines, since there are millions.
 */
export class JsonLine {
  count = 0;
  /** Whether any text of it has a backslash in it. */
  hasEscapes = false;
  /** For each member four offsets: from and to of the name without its quotes, and from and to of the value. */
  places = new Int32Array(4 * 64);
  private codes: Uint16Array = new Uint16Array(0);
  private end = 0;

  /**
   * @param from of the opening brace
   * @param to behind the closing one
   * @returns whether it is an object for sure; what is not may still be one, such as one that is nested very deeply
   */
  read(codes: Uint16Array, from: number, to: number): boolean {
    this.codes = codes;
    this.end = to;
    this.count = 0;
    this.hasEscapes = false;
    if (codes[from] !== OPEN) return false;
    let at = this.blanks(from + 1);
    if (at < to && codes[at] === CLOSE) return at + 1 === to;
    for (;;) {
      if (at >= to || codes[at] !== QUOTE) return false;
      const name = at + 1;
      at = this.text(at);
      if (at === NOWHERE) return false;
      const nameEnd = at - 1;
      at = this.blanks(at);
      if (at >= to || codes[at] !== COLON) return false;
      const value = this.blanks(at + 1);
      at = this.value(value, 0);
      if (at === NOWHERE) return false;
      this.add(name, nameEnd, value, at);
      at = this.blanks(at);
      if (at >= to) return false;
      if (codes[at] === CLOSE) return at + 1 === to;
      if (codes[at] !== COMMA) return false;
      at = this.blanks(at + 1);
    }
  }

  private add(name: number, nameEnd: number, value: number, valueEnd: number): void {
    let place = 4 * this.count++;
    if (place === this.places.length) {
      const { places } = this;
      this.places = new Int32Array(2 * place);
      this.places.set(places);
    }
    this.places[place++] = name;
    this.places[place++] = nameEnd;
    this.places[place++] = value;
    this.places[place] = valueEnd;
  }

  private blanks(at: number): number {
    const { codes, end } = this;
    while (at < end && (codes[at] === 32 || codes[at] === 9 || codes[at] === 13 || codes[at] === 10)) at++;
    return at;
  }

  /** Behind the value that starts at `at`. */
  private value(at: number, depth: number): number {
    if (at >= this.end) return NOWHERE;
    const code = this.codes[at];
    if (code === QUOTE) return this.text(at);
    if (code === MINUS || (code >= ZERO && code <= NINE)) return this.number(at);
    if (code === OPEN_LIST || code === OPEN) return depth < DEEPEST ? this.nested(at, depth + 1) : NOWHERE;
    for (const word of WORDS) if (this.isWord(word, at)) return at + word.length;
    return NOWHERE;
  }

  private isWord(word: Uint16Array, at: number): boolean {
    if (at + word.length > this.end) return false;
    for (let i = 0; i < word.length; i++) if (this.codes[at + i] !== word[i]) return false;
    return true;
  }

  /** Behind the text whose first quote is at `at`. */
  private text(at: number): number {
    const { codes, end } = this;
    for (at++; at < end; at++) {
      const code = codes[at];
      if (code === QUOTE) return at + 1;
      if (code < 32) return NOWHERE;
      if (code !== BACKSLASH) continue;
      this.hasEscapes = true;
      const escaped = codes[++at];
      if (at >= end) return NOWHERE;
      if (escaped === 117) {
        for (let digit = 0; digit < 4; digit++) if (!(++at < end && isHexadecimal(codes[at]))) return NOWHERE;
      } else if (!ESCAPED.has(escaped)) return NOWHERE;
    }
    return NOWHERE;
  }

  private number(at: number): number {
    const { codes, end } = this;
    if (codes[at] === MINUS) at++;
    if (at < end && codes[at] === ZERO) at++;
    else at = this.digits(at);
    if (at !== NOWHERE && at < end && codes[at] === POINT) at = this.digits(at + 1);
    if (at !== NOWHERE && at < end && (codes[at] | 32) === 101) {
      at++;
      if (at < end && (codes[at] === MINUS || codes[at] === 43)) at++;
      at = this.digits(at);
    }
    return at;
  }

  /** Behind one digit or more. */
  private digits(at: number): number {
    const { codes, end } = this;
    const first = at;
    while (at < end && codes[at] >= ZERO && codes[at] <= NINE) at++;
    return at > first ? at : NOWHERE;
  }

  /** Behind the list or the object that opens at `at`. */
  private nested(at: number, depth: number): number {
    const { codes, end } = this;
    const named = codes[at] === OPEN;
    const close = named ? CLOSE : CLOSE_LIST;
    at = this.blanks(at + 1);
    if (at < end && codes[at] === close) return at + 1;
    for (;;) {
      if (named) {
        if (at >= end || codes[at] !== QUOTE) return NOWHERE;
        at = this.text(at);
        if (at === NOWHERE) return NOWHERE;
        at = this.blanks(at);
        if (at >= end || codes[at] !== COLON) return NOWHERE;
        at = this.blanks(at + 1);
      }
      at = this.value(at, depth);
      if (at === NOWHERE) return NOWHERE;
      at = this.blanks(at);
      if (at >= end) return NOWHERE;
      if (codes[at] === close) return at + 1;
      if (codes[at] !== COMMA) return NOWHERE;
      at = this.blanks(at + 1);
    }
  }
}

function isHexadecimal(code: number): boolean {
  return (code >= ZERO && code <= NINE) || ((code | 32) >= 97 && (code | 32) <= 102);
}

/** The names of a line as they are written. Most lines of a file share them. */
export class LineNames {
  private readonly codes: Uint16Array;
  /** For each name, the offset in `codes` at which it ends. */
  private readonly ends: Int32Array;

  constructor(line: JsonLine, codes: Uint16Array) {
    const { count, places } = line;
    this.ends = new Int32Array(count);
    let end = 0;
    for (let i = 0; i < count; i++) this.ends[i] = end += places[4 * i + 1] - places[4 * i];
    this.codes = new Uint16Array(end);
    for (let i = 0, at = 0; i < count; at = this.ends[i++]) {
      this.codes.set(codes.subarray(places[4 * i], places[4 * i + 1]), at);
    }
  }

  /** Whether another line has the same. */
  areOf({ count, places }: JsonLine, codes: Uint16Array): boolean {
    if (count !== this.ends.length) return false;
    for (let i = 0, own = 0; i < count; i++) {
      const end = this.ends[i];
      let at = places[4 * i];
      if (places[4 * i + 1] - at !== end - own) return false;
      for (; own < end; own++, at++) if (this.codes[own] !== codes[at]) return false;
    }
    return true;
  }
}
