const ASCII = 128;

/**
 * Whether any of some names begins with the same two letters as a text, the cheapest thing that can be asked of it. Upper
 * and lower case are taken as the same; what begins with other letters than ASCII's may always do so.
 */
export class FirstLetters {
  private readonly known = new Uint8Array(ASCII * ASCII);
  private others = false;

  add(name: string): void {
    const place = placeOf(name);
    if (place < 0) this.others = true;
    else this.known[place] = 1;
  }

  /** @param shorter whether the text may have more behind a name of one letter */
  has(text: string, shorter = false): boolean {
    return this.hasPlace(placeOf(text), shorter);
  }

  /** Like `has`, for the character codes of a text that is not empty. */
  hasCodes(codes: Uint16Array, from: number, to: number, shorter = false): boolean {
    return this.hasPlace(placeOfCodes(codes[from], to - from > 1 ? codes[from + 1] : 0), shorter);
  }

  private hasPlace(place: number, shorter: boolean): boolean {
    if (place < 0 || this.others) return true;
    return this.known[place] === 1 || (shorter && this.known[place - (place % ASCII)] === 1);
  }
}

/** -1 for what is not ASCII. */
function placeOf(text: string): number {
  return placeOfCodes(text.charCodeAt(0), text.length > 1 ? text.charCodeAt(1) : 0);
}

function placeOfCodes(one: number, other: number): number {
  const [first, second] = [lower(one), lower(other)];
  return first < ASCII && second < ASCII ? first * ASCII + second : -1;
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}
