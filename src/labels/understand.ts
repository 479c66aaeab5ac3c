import { hasCutoutExtension } from './file-names';
import { declination, rightAscension, skyColumns } from '../sky';
import { type CellValue, type ColumnRef, columnIndex, type LabelTable, type Scalar, textOf } from './table';
import { type TagCount, vocabulary } from './tags';
import { type VoteGroup, voteOf } from './votes';
import { haveDecimalCommas, isLongInteger, isMissing, isMissingNumber, numberOf, WHOLE } from './written-value';

/** A value and how many rows have it, as it is written, without blanks around it. */
export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

export interface Counted {
  /** Rows that have a value. */
  readonly filled: number;
  readonly empty: number;
}

/** Kind of a column, with the number of rows for each value where there are few values. */
export type Understood = Counted &
  (
    | { readonly kind: 'class'; readonly values: readonly ValueCount[] }
    | {
        readonly kind: 'binary';
        readonly values: readonly ValueCount[];
        /** What yes and no are written as in this column; what it has none of as is usual beside the other. */
        readonly positive: string;
        readonly negative: string;
      }
    | { readonly kind: 'tags'; readonly values: readonly TagCount[] }
    /** From 0 to 5, in whole or half steps. */
    | { readonly kind: 'rating'; readonly values: readonly ValueCount[] }
    /** One of the columns of a group of votes. */
    | { readonly kind: 'votes'; readonly group: VoteGroup; readonly answer: string }
    | {
        readonly kind: 'number';
        /** Smallest finite value; infinite where there are none. */
        readonly min: number;
        readonly max: number;
        /** Decimals stand behind a comma. */
        readonly commas?: true;
      }
    | {
        readonly kind: 'id';
        /** Whether all are integers, which compare with numbers by all of their digits. */
        readonly integers: boolean;
      }
    | { readonly kind: 'path' | 'ra' | 'dec' | 'text' }
  );

/** Yes and no, in the ways they are written. */
export const BINARY: readonly (readonly [positive: string, negative: string])[] = [
  ['1', '0'],
  ['1.0', '0.0'],
  ['true', 'false'],
  ['True', 'False'],
  ['TRUE', 'FALSE'],
  ['yes', 'no'],
  ['Yes', 'No'],
  ['YES', 'NO'],
  ['y', 'n'],
  ['Y', 'N'],
  ['t', 'f'],
  ['T', 'F'],
];

export const TAGS = /^(?:.*[_\s-])?(?:tags?|keywords?|hashtags?)$/i;
export const RATING = /^(?:.*[_\s-])?(?:ratings?|stars?|interest|interestingness|grade)$/i;
export const CLASS = /(?:^|[_\s-])(?:class|classification|label|type|category|morphology)$/i;
export const ID = /^(?:(?:.*_)?id|id_.*|(?:.*_)?objid|(?:.*_)?object_?id|iauname|(?:.*_)?name|designation)$/i;
export const PATH = /^(?:path|file|file_?name|file_?path|file_loc|image|image_?path|cutout)$/i;
/** Columns that say which HDU of a file a row is about. */
export const HDU = /^(?:hdu|ext|extension)(?:[_ ]?(?:index|idx|number|num|no|id))?$/i;
/** More distinct values than these are no classes, unless the column's name says so. */
export const MOST_CLASSES = 30;

/**
 * What a column is, from its values and its name: always the same of the same table. In this order: an answer of a group
 * of votes; right ascension and declination, by name, where the values can be; a path, by name or by the extensions of
 * cutouts; tags, by name or arrays; a rating, by name; HDUs, by name, which are numbers; yes and no; an identifier, by name or, for texts and integers beyond 2^53,
 * where all differ; a class; a number; any other text. Cells that are empty, or say that there is no value (`written-value.ts`), count
 * as empty.
 * @throws RangeError where there is no such column
 */
export function understand(table: LabelTable, column: ColumnRef): Understood {
  const index = columnIndex(table, column);
  const name = table.columns[index].trim();
  const cells = table.column(index);
  const counts = new Map<string, number>();
  let filled = 0;
  for (const cell of cells) {
    const text = textOf(cell);
    if (isMissing(text)) continue;
    filled++;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  let counted: Counted = { filled, empty: cells.length - filled };
  let distinct = [...counts.keys()];
  const every = (test: (text: string) => boolean) => distinct.every(test);

  const vote = voteOf(table, index);
  if (vote) return { kind: 'votes', ...vote, ...counted };
  const sky = skyColumns(table.columns);
  // Words such as - and None are missing among numbers, and may be classes among texts.
  const said = distinct.filter((text) => !isMissingNumber(text));
  if (
    said.length > 0 &&
    said.length < distinct.length &&
    (isOfNumbers(said) || sky?.ra === index || sky?.dec === index)
  ) {
    filled -= distinct.reduce((sum, text) => sum + (isMissingNumber(text) ? counts.get(text)! : 0), 0);
    for (const text of distinct) if (isMissingNumber(text)) counts.delete(text);
    counted = { filled, empty: cells.length - filled };
    distinct = said;
  }
  if (sky?.ra === index && every((text) => !Number.isNaN(rightAscension(text)))) return { kind: 'ra', ...counted };
  if (sky?.dec === index && every((text) => !Number.isNaN(declination(text)))) return { kind: 'dec', ...counted };
  if (PATH.test(name) || (filled > 0 && every(hasCutoutExtension))) return { kind: 'path', ...counted };
  if (TAGS.test(name) || cells.some(holdsTexts)) {
    return { kind: 'tags', values: vocabulary(table, index), ...counted };
  }
  const values = () => inOrder(counts);
  const commas = haveDecimalCommas(distinct);
  const numbers = distinct.map((text) => numberOf(text, commas));
  const isNumber = filled > 0 && !numbers.some(Number.isNaN);
  if (RATING.test(name) && numbers.every(isRating)) return { kind: 'rating', values: values(), ...counted };
  const isWhole = filled > 0 && every((text) => WHOLE.test(text));
  if (HDU.test(name) && isWhole && isNumber) return { kind: 'number', ...rangeOf(numbers), ...counted };
  const pair = filled > 0 ? BINARY.find((both) => every((text) => both.includes(text))) : undefined;
  if (pair) return { kind: 'binary', values: values(), positive: pair[0], negative: pair[1], ...counted };
  if (ID.test(name)) return { kind: 'id', integers: isWhole, ...counted };
  // Whole numbers that all differ may be ranks or counts: identifiers are those that are called so, or too long to be numbers.
  const isLong = isWhole && distinct.some(isLongInteger);
  const allDiffer = distinct.length === filled && filled > MOST_CLASSES;
  if (allDiffer && (isLong || !isNumber)) return { kind: 'id', integers: isWhole, ...counted };
  const few = distinct.length <= MOST_CLASSES && (2 * distinct.length <= filled || !isNumber);
  if ((CLASS.test(name) && 2 * distinct.length <= filled) || (few && (isWhole || !isNumber))) {
    return { kind: 'class', values: values(), ...counted };
  }
  if (!isNumber) return { kind: 'text', ...counted };
  const { min, max } = rangeOf(numbers);
  return { kind: 'number', min, max, ...(commas && { commas }), ...counted };
}

function isOfNumbers(texts: readonly string[]): boolean {
  const commas = haveDecimalCommas(texts);
  return !texts.some((text) => Number.isNaN(numberOf(text, commas)));
}

/** The most frequent first, of those alike the first in the alphabet. */
export function inOrder(counts: ReadonlyMap<string, number>): ValueCount[] {
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

/** Several texts: numbers of a vector are no tags. */
function holdsTexts(cell: CellValue): boolean {
  return Array.isArray(cell) && (cell.length === 0 || cell.some((one: Scalar) => typeof one === 'string'));
}

function isRating(value: number): boolean {
  return value >= 0 && value <= 5 && Number.isInteger(2 * value);
}

function rangeOf(numbers: readonly number[]): { min: number; max: number } {
  let [min, max] = [Infinity, -Infinity];
  for (const number of numbers) {
    if (!Number.isFinite(number)) continue;
    min = Math.min(min, number);
    max = Math.max(max, number);
  }
  return { min, max };
}
