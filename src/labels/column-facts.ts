import type { CellReader } from './cell-reader';
import { DistinctTexts } from './distinct-texts';
import { hasCutoutExtension } from './file-names';
import { NumberText } from './number-text';
import { isLongInteger, isMissingNumber, numberOf, WHOLE } from './written-value';

/** The most by which a number of kind `near` may be off. */
const NEAR = 1e-12;
const numberText = new NumberText();

/** What is found of a column's cells in one reading, without keeping them: so much as most columns are understood by. */
export class ColumnFacts implements CellReader {
  filled = 0;
  isNumber = true;
  /** Whether all are written as integers are. */
  isWhole = true;
  /** Whether one of them is an integer of more digits than a double holds. */
  isLong = false;
  min = Infinity;
  max = -Infinity;
  /** Whether the least and the largest are known: of integers of so many digits they mostly do not matter. */
  isMeasured = true;
  /** Whether all end like files of cutouts. */
  arePaths = true;
  /** Whether all was told here: not of cells with several values, and not where some are numbers and others texts. */
  isSure = true;
  private texts?: DistinctTexts;
  private numbers?: DistinctNumbers;

  /** @param most so many distinct cells are counted */
  constructor(private readonly most: number) {}

  /** Distinct cells and how many there are of each, in the order in which they came first; undefined where they are too many. */
  get counts(): Map<string, number> | undefined {
    if (this.texts) return this.texts.counts;
    if (!this.numbers) return new Map();
    const { counts } = this.numbers;
    return counts && new Map([...counts].map(([value, count]) => [String(value), count]));
  }

  /**
   * Whether any value occurs twice in a column with too many values to count: `likely` where only hashes say so,
   * undefined where it was not examined, since it does not matter for numbers that are not integers.
   */
  get comesTwice(): 'yes' | 'no' | 'likely' | undefined {
    return (this.texts ?? this.numbers)?.comesTwice;
  }

  text(codes: Uint16Array, from: number, to: number, source: string): void {
    this.filled++;
    if (this.numbers) this.isSure = false;
    // Words for missing values, infinity, decimal commas: whoever looks at all cells knows them.
    if (this.isSure && mayMeanMore(codes, from, to)) this.isSure = isPlain(source.slice(from, to));
    this.texts ??= new DistinctTexts(this.most);
    if (this.arePaths) this.arePaths = hasCutoutExtension(source.slice(from, to));
    if (this.isNumber) {
      this.readNumber(codes, from, to, source);
      if (this.isNumber && !this.isWhole) this.texts.leave();
    }
    this.texts.add(codes, from, to, source);
  }

  number(value: number): void {
    this.filled++;
    if (this.texts) this.isSure = false;
    this.numbers ??= new DistinctNumbers(this.most);
    this.arePaths = false;
    if (!Number.isFinite(value)) this.isSure = false;
    // Larger integers are written with a power of ten.
    if (!Number.isInteger(value) || Math.abs(value) >= 1e21) this.isWhole = false;
    // Written, -0 is 0.
    this.take(value + 0);
    if (this.isNumber && !this.isWhole) this.numbers.leave();
    this.numbers.add(value);
  }

  several(): void {
    this.filled++;
    this.isSure = false;
  }

  private readNumber(codes: Uint16Array, from: number, to: number, source: string): void {
    const kind = numberText.read(codes, from, to);
    if (kind === 'other') {
      const text = source.slice(from, to);
      const value = Number(text);
      if (!Number.isFinite(value)) this.isNumber = false;
      if (this.isWhole) this.isWhole = WHOLE.test(text);
      this.take(value);
      return;
    }
    const { value, whole } = numberText;
    if (!whole) this.isWhole = false;
    if (kind === 'exact') return this.take(value);
    if (whole) {
      this.isLong ||= isLongInteger(source.slice(from, to));
      this.isMeasured = false;
      return;
    }
    const off = Math.abs(value) * NEAR;
    if (value - off <= this.min || value + off >= this.max) this.take(Number(source.slice(from, to)));
  }

  private take(value: number): void {
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }
}

const [LETTER_A, LETTER_Z, COMMA] = [97, 122, 44];
/** The longest word for a missing value, and for infinity. */
const LONGEST_WORD = 9;

/** Whether a text may be something else than what it is as a text or as a number: a short word or sign, or with a comma in it. */
function mayMeanMore(codes: Uint16Array, from: number, to: number): boolean {
  if (to - from <= LONGEST_WORD) {
    const last = codes[to - 1] | 32;
    if ((last >= LETTER_A && last <= LETTER_Z) || !(codes[to - 1] >= 48 && codes[to - 1] <= 57)) return true;
  }
  for (let at = from; at < to; at++) if (codes[at] === COMMA) return true;
  return false;
}

function isPlain(text: string): boolean {
  return (
    !isMissingNumber(text) && !text.includes(',') && (Number.isFinite(Number(text)) || Number.isNaN(numberOf(text)))
  );
}

/** The counterpart of `DistinctTexts` for numbers. */
class DistinctNumbers {
  private counted: Map<number, number> | undefined = new Map();
  private known: Set<number> | undefined;
  private repeated = false;
  private left = false;

  constructor(private readonly most: number) {}

  get counts(): Map<number, number> | undefined {
    return this.counted;
  }

  get comesTwice(): 'yes' | 'no' | undefined {
    return this.repeated ? 'yes' : this.left ? undefined : 'no';
  }

  leave(): void {
    if (!this.counted) this.left = true;
  }

  add(value: number): void {
    if (this.repeated || this.left) return;
    if (this.counted) {
      this.counted.set(value, (this.counted.get(value) ?? 0) + 1);
      if (this.counted.size <= this.most) return;
      this.known = new Set(this.counted.keys());
      this.repeated = [...this.counted.values()].some((count) => count > 1);
      this.counted = undefined;
    } else this.repeated = this.known!.size === this.known!.add(value).size;
  }
}
