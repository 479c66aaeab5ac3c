import { fileName, normalPath, parsedHdu, percentDecoded, stem } from './file-names';
import { FirstLetters } from './first-letters';

const [SLASH, BACKSLASH, PERCENT] = [47, 92, 37];

/**
 * Tells cells that name no cutout, most of them at a glance: of the thousands of columns that a table may have few name
 * some. Upper and lower case are taken as the same.
 */
export class NameSieve {
  /** Names without extension, which those of a path and of a file are, too. */
  private readonly stems = new Set<string>();
  private readonly starts = new FirstLetters();
  private numbers?: ReadonlySet<number>;

  /** @param paths of the cutouts, normal */
  constructor(paths: readonly string[]) {
    for (const path of paths) {
      const name = stem(path).toLowerCase();
      this.stems.add(name);
      this.starts.add(name);
    }
  }

  /** Like `mayName`, for a number as it is written. */
  mayNameNumber(value: number): boolean {
    this.numbers ??= numbersAmong(this.stems);
    return this.numbers.has(value);
  }

  /** Like `mayName`, for the character codes of a text; `source` holds the same text at the same place. */
  mayNameCodes(codes: Uint16Array, from: number, to: number, source: string): boolean {
    if (!this.starts.hasCodes(codes, from, to, true) && isPlainCodes(codes, from, to)) return false;
    return this.mayName(source.slice(from, to));
  }

  /** Whether a cell may be the path, the name or the name without extension of a cutout. */
  mayName(text: string): boolean {
    if (text === '') return false;
    // Most show it by their first letters, before they are taken apart.
    if (!this.starts.has(text, true) && isPlain(text)) return false;
    const decoded = percentDecoded(text);
    const file = parsedHdu(text)?.file;
    return [text, decoded, file].some((one) => one !== undefined && this.isStem(one));
  }

  private isStem(text: string): boolean {
    return this.stems.has(stem(fileName(normalPath(text))).toLowerCase());
  }
}

/** The numbers among texts that are written as they are. */
export function numbersAmong(texts: Iterable<string>): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const text of texts) if (String(Number(text)).toLowerCase() === text) numbers.add(Number(text));
  return numbers;
}

function isPlainCodes(codes: Uint16Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isPlainCode(codes[at])) return false;
  return true;
}

/** Whether a text begins as the name in it does: no path, nothing encoded, no accents, which may be one letter or two. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isPlainCode(text.charCodeAt(i))) return false;
  return true;
}

function isPlainCode(code: number): boolean {
  return code !== SLASH && code !== BACKSLASH && code !== PERCENT && code <= 127;
}
