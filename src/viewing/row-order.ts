import type { Table } from '../fits';

const collator = new Intl.Collator('en', { numeric: true });

/**
 * The rows of a table in the order of a column's values, rising; rows of equal value, and the undefined ones at the
 * end, stay in the order of the file. Numbers, logicals and strings have an order; other cells have none.
 * @param column 0-based
 * @throws FitsError where the column has no order, or cannot be read
 */
export function rowOrder(table: Table, column: number): Uint32Array {
  const { kind } = table.columns[column];
  return kind === 'text' ? byText(table.texts(column)) : byNumber(table.numbers(column));
}

function byText(texts: readonly string[]): Uint32Array {
  const order = Uint32Array.from(texts, (_, row) => row);
  // Sorting is stable, and '' stands for undefined.
  return order.sort((a, b) => {
    if ((texts[a] === '') !== (texts[b] === '')) return texts[a] === '' ? 1 : -1;
    return collator.compare(texts[a], texts[b]) || a - b;
  });
}

const DIGIT_BITS = 16;
const DIGITS = 2 ** DIGIT_BITS;

/**
 * Radix sort of the values' bits, four digits of 16: a million rows take a tenth of the time that comparing them does.
 * All doubles order as their bits do once the sign is folded (Terdiman 2000); NaN comes last.
 */
function byNumber(values: Float64Array): Uint32Array {
  const rows = values.length;
  const digits = new Uint16Array(values.slice().buffer);
  for (let row = 0, at = 0; row < rows; row++, at += 4) {
    if (values[row] !== values[row]) digits.fill(0xffff, at, at + 4);
    else if (digits[at + 3] & 0x8000) for (let i = 0; i < 4; i++) digits[at + i] ^= 0xffff;
    else digits[at + 3] |= 0x8000;
  }
  let order = Uint32Array.from({ length: rows }, (_, row) => row);
  let next = new Uint32Array(rows);
  const starts = new Uint32Array(DIGITS + 1);
  for (let digit = 0; digit < 4; digit++) {
    starts.fill(0);
    for (let row = 0; row < rows; row++) starts[digits[4 * row + digit] + 1]++;
    for (let i = 0; i < DIGITS; i++) starts[i + 1] += starts[i];
    for (let i = 0; i < rows; i++) next[starts[digits[4 * order[i] + digit]]++] = order[i];
    [order, next] = [next, order];
  }
  return order;
}
