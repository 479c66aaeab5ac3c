import { CARD } from './blocks';
import { type Card, type CardValue, cardText, parseCard } from './card';

/** Up to so many lookups, scanning the cards costs less than an index of them: enough to read pixels. */
const FEW_LOOKUPS = 16;
const [EQUALS, SPACE, MINUS, SLASH, ZERO] = [0x3d, 0x20, 0x2d, 0x2f, 0x30];

/**
 * The header of one HDU, read lazily: making one costs nothing, and a lookup parses only the card it finds. Indexing
 * tens of thousands of cutouts asks each for a dozen of its keywords.
 *
 * Where a keyword stands twice, the first counts, as in astropy.
 */
export class Header {
  private parsed: readonly Card[] | undefined;
  /** Offsets of the cards by keyword, made once lookups have become many. */
  private index: Map<string, number> | undefined;
  /** The cards by keyword, made once a keyword is asked for that no card of eight characters can hold. */
  private hierarch: Map<string, Card> | undefined;
  private lookups = 0;

  /**
   * @param bytes the file
   * @param start offset of the first card
   * @param end offset of the END card
   */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly start: number,
    private readonly end: number,
  ) {}

  /** The card images up to END, 80 bytes each, as they stand in the file. */
  get raw(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }

  /** All cards up to END in order, blank and commentary ones included, CONTINUE cards joined to the one they continue. */
  get cards(): readonly Card[] {
    if (!this.parsed) {
      const cards: Card[] = [];
      for (let at = this.start; at < this.end;) {
        const images = this.imagesAt(at);
        cards.push(parseCard(images));
        at += images.length * CARD;
      }
      this.parsed = cards;
    }
    return this.parsed;
  }

  /** This header with the cards of another behind its own, which count where it does not say the same keyword. */
  inheriting(other: Header): Header {
    const bytes = new Uint8Array(this.raw.length + other.raw.length);
    bytes.set(this.raw);
    bytes.set(other.raw, this.raw.length);
    return new Header(bytes, 0, bytes.length);
  }

  /** Whether the keyword stands in the header, with or without a value. */
  has(keyword: string): boolean {
    return this.find(keyword) !== undefined;
  }

  /**
   * The card images as they stand in the file, of 80 characters each, a character a byte; END and what follows left out.
   * A card with CONTINUE cards is several of them.
   */
  get images(): string[] {
    return Array.from({ length: Math.floor((this.end - this.start) / CARD) }, (_, i) =>
      cardText(this.bytes, this.start + i * CARD),
    );
  }

  /** The values of all cards of `keyword`, in their order: the standard allows one, files have more (FITS 4.0, section 4.1.2.1). */
  all(keyword: string): CardValue[] {
    return this.cards.filter((card) => card.keyword === keyword).map(({ value }) => value);
  }

  /** The value of `keyword` (upper case; for HIERARCH the words after it); undefined where it is absent or has no value. */
  get(keyword: string): CardValue {
    return this.find(keyword)?.value;
  }

  /**
   * The value of `keyword` as a number, a bigint rounded to the nearest; a string that holds a number counts, as
   * careless writers quote them. `fallback` (default: undefined) where it is absent or not a number.
   */
  number(keyword: string): number | undefined;
  number(keyword: string, fallback: number): number;
  number(keyword: string, fallback?: number): number | undefined {
    const at = isPlain(keyword) ? this.offsetOf(keyword) : -1;
    const plain = at < 0 ? undefined : plainInteger(this.bytes, at);
    if (plain !== undefined) return plain;
    const value = at < 0 && isPlain(keyword) ? undefined : this.get(keyword);
    if (typeof value === 'number') return value;
    if (typeof value === 'bigint') return Number(value);
    if (typeof value === 'string' && value.trim() !== '') {
      const number = Number(value);
      if (Number.isFinite(number)) return number;
    }
    return fallback;
  }

  /** The value of `keyword` if it is a string, without trailing blanks; undefined otherwise. */
  string(keyword: string): string | undefined {
    const value = this.get(keyword);
    return typeof value === 'string' ? value : undefined;
  }

  private find(keyword: string): Card | undefined {
    if (!isPlain(keyword)) return this.findHierarch(keyword);
    const at = this.offsetOf(keyword);
    return at < 0 ? undefined : parseCard(this.imagesAt(at));
  }

  private findHierarch(keyword: string): Card | undefined {
    if (!this.hierarch) {
      this.hierarch = new Map();
      for (const card of this.cards) if (!this.hierarch.has(card.keyword)) this.hierarch.set(card.keyword, card);
    }
    return this.hierarch.get(keyword);
  }

  /** Offset of the first card whose keyword field is `keyword`; -1 if none. */
  private offsetOf(keyword: string): number {
    if (this.index || ++this.lookups > FEW_LOOKUPS) return (this.index ??= this.makeIndex()).get(keyword) ?? -1;
    return this.scanFor(keyword);
  }

  private makeIndex(): Map<string, number> {
    const index = new Map<string, number>();
    for (let at = this.start; at < this.end; at += CARD) {
      let keyword = '';
      for (let i = 0; i < 8 && this.bytes[at + i] !== EQUALS; i++) {
        keyword += String.fromCharCode(upper(this.bytes[at + i]));
      }
      keyword = keyword.trimEnd();
      if (!index.has(keyword)) index.set(keyword, at);
    }
    return index;
  }

  /** Compares bytes: nothing is made of the cards that are passed. */
  private scanFor(keyword: string): number {
    const { bytes, end } = this;
    const first = keyword.charCodeAt(0);
    next: for (let at = this.start; at < end; at += CARD) {
      if (upper(bytes[at]) !== first) continue;
      for (let i = 1; i < 8; i++) {
        const byte = upper(bytes[at + i]);
        if (i < keyword.length) {
          if (byte !== keyword.charCodeAt(i)) continue next;
        } else if (byte === EQUALS) {
          return at; // an equals sign before its column, see parseCard
        } else if (byte !== 0x20) {
          continue next;
        }
      }
      return at;
    }
    return -1;
  }

  /** The card image at `at` and the CONTINUE images after it. */
  private imagesAt(at: number): string[] {
    const images = [cardText(this.bytes, at)];
    for (let next = at + CARD; next < this.end && isContinue(this.bytes, next); next += CARD) {
      images.push(cardText(this.bytes, next));
    }
    return images;
  }
}

/** Whether a keyword fits the eight characters of a card; others are of the HIERARCH convention. */
function isPlain(keyword: string): boolean {
  return keyword.length <= 8 && !keyword.includes(' ');
}

/**
 * The value of a card that is an integer of up to 15 digits, as nearly all that pixels need are: without a string of the
 * card. Undefined where it is anything else.
 */
function plainInteger(bytes: Uint8Array, card: number): number | undefined {
  if (bytes[card + 8] !== EQUALS || bytes[card + 9] !== SPACE) return undefined;
  const end = card + CARD;
  let at = card + 10;
  while (at < end && bytes[at] === SPACE) at++;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  const first = at;
  let value = 0;
  for (; at < end && bytes[at] >= ZERO && bytes[at] <= ZERO + 9; at++) value = value * 10 + bytes[at] - ZERO;
  if (at === first || at - first > 15) return undefined;
  while (at < end && bytes[at] === SPACE) at++;
  if (at < end && bytes[at] !== SLASH) return undefined;
  return negative ? -value : value;
}

function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
}

const CONTINUE = [...'CONTINUE'].map((letter) => letter.charCodeAt(0));

function isContinue(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < 8; i++) if (bytes[at + i] !== CONTINUE[i]) return false;
  return true;
}

/**
 * Offset of the END card of the header that starts at `start`, or -1 where the bytes end first. As astropy, an END
 * followed by junk on its card is still the end, if what follows it could not be the rest of a keyword.
 */
export function findEnd(bytes: Uint8Array, start: number): number {
  for (let at = start; at + 3 <= bytes.length; at += CARD) {
    if (bytes[at] !== 0x45 || bytes[at + 1] !== 0x4e || bytes[at + 2] !== 0x44) continue;
    if (at + 3 === bytes.length || !isKeywordByte(bytes[at + 3])) return at;
  }
  return -1;
}

function isKeywordByte(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x5f;
}
