import type { Header } from '../header';

/** The keywords of one of a header's coordinate descriptions: `CTYPE1`, or for the alternate A `CTYPE1A` (FITS 4.0, section 8.2.1). */
export class WcsKeywords {
  /**
   * @param header the header that holds them
   * @param alternate '' for the primary description, else 'A' to 'Z'
   */
  constructor(
    readonly header: Header,
    readonly alternate: string,
  ) {}

  /** The value as a number; `fallback` (default: undefined) where there is none. */
  number(keyword: string): number | undefined;
  number(keyword: string, fallback: number): number;
  number(keyword: string, fallback?: number): number | undefined {
    return this.header.number(keyword + this.alternate) ?? fallback;
  }

  /** The value as a string without blanks around it; '' where there is none. */
  string(keyword: string): string {
    return (this.header.string(keyword + this.alternate) ?? '').trim();
  }

  has(keyword: string): boolean {
    return this.header.has(keyword + this.alternate);
  }
}

/**
 * The coordinate descriptions that a header has by its CTYPE1: '' for the primary one, letters for alternates, in
 * this order. Whether they can be read, `readWcs` says.
 */
export function alternatesOf(header: Header): string[] {
  return ['', ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter((alternate) => header.has(`CTYPE1${alternate}`));
}
