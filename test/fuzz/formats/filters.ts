import assert from 'node:assert/strict';
import {
  type Cell,
  type Column,
  columnText,
  compileExpression,
  compileFilter,
  complete,
  type Expression,
  ExpressionError,
  FUNCTIONS,
  KEYWORDS,
  parse,
  print,
  type Value,
} from '../../../src/expressions';
import { IN_TEXTS, NUMBERS, PIECES, utf8 } from '../damage/texts';
import { damagedBy, type Way } from '../damage/ways';
import type { Format, Mutant, Step } from '../format';
import { made } from '../inputs';
import { Random } from '../random';
import { refusing } from '../refusals';

/** Columns of every type, with names of every kind; of two with one name the first counts. */
const COLUMNS: readonly Column[] = [
  { name: 'z', type: 'number' },
  { name: 'class', type: 'text' },
  { name: 'odd', type: 'truth' },
  { name: 'smooth-or-featured_smooth', type: 'number' },
  { name: 'in', type: 'text' },
  { name: 'a `b`', type: 'text' },
  { name: '__proto__', type: 'number' },
  { name: 'constructor', type: 'text' },
  { name: 'größe', type: 'number' },
  { name: '', type: 'text' },
  { name: 'z', type: 'text' },
];

const CELLS: readonly Cell[] = [
  null,
  undefined,
  NaN,
  0,
  -1,
  0.05,
  1e308,
  Infinity,
  '',
  'spiral',
  'ring;bar',
  true,
  false,
];
const ROWS = 6;
/** Places of the cursor. */
const CURSORS = 8;

/** Each operator, function and way of writing, as docs/expressions.md has them. */
const FILTERS = [
  'z < 0.1 and class in ("spiral", "ring")',
  'not (z >= 0.1 or odd) and class is not missing',
  '`smooth-or-featured_smooth` > 0.8 && class != "round" || !odd',
  'in == "x" or `in` contains \'y\' and `a ``b``` not contains "z"',
  '0 < z <= 0.05 == true',
  '-z ** 2 ** -1 + 3 * (z - 1) % 360 / 2 >= 1e-3',
  'sqrt(abs(z)) + min(z, 1, 2) < max(log10(z), exp(0), radians(degrees(z)))',
  'lower(class) == "e" and upper(class) not in ("A", "B")',
  'odd == false and odd != true',
  '"tab\\t line\\n quote\\" back\\\\" == class',
  'round(z) is missing',
  'größe > 1 and constructor == "x" and `__proto__` < 2',
];

const WORDS = [
  ...KEYWORDS, ...FUNCTIONS.map(({ name }) => `${name}(`), ...COLUMNS.map(({ name }) => columnText(name)), 'AND', 'Not', '**', '<=', '==', '=', '!=', '&&',
  '||', '!', '(', ')', ',', '"', "'", '`', '``', '\\', '-', '+', '%', '/', '1e', '.5', '5.', '0x1', ' ', '\u00a0', '\n', '“', 'toString', 'valueOf(',
  'hasOwnProperty', '((((', '))))', '- - -', 'not not', '1 **',
]; // prettier-ignore

/** A word of the filter in the place of another, or one more. */
const otherWord: Way = (bytes, random) => {
  const text = Buffer.from(bytes).toString('utf8');
  const found = [...text.matchAll(/[\p{L}\p{N}_.]+|"[^"]*"|`[^`]*`|[^\s]/gu)];
  const word = random.of([...WORDS, ...NUMBERS, ...PIECES]);
  if (found.length === 0) return utf8(word);
  const { index, 0: old } = random.of(found);
  const [from, to] = [index, index + (random.below(3) ? old.length : 0)];
  return utf8(`${text.slice(0, from)}${random.below(2) ? ` ${word} ` : word}${text.slice(to)}`);
};

/** A filter within another, in brackets or not. */
const within: Way = (bytes, random, another) => {
  const [text, other] = [bytes, another()].map((one) => Buffer.from(one).toString('utf8'));
  const operator = random.of([' and ', ' or ', ' == ', ' + ', ' in ', ' contains ', ', ']);
  return utf8(random.below(2) ? `(${text})${operator}(${other})` : `${text}${operator}${other}`);
};

const WAYS: readonly Way[] = [...Array<Way>(8).fill(otherWord), within, within, ...IN_TEXTS];

export const filters: Format = {
  name: 'filters',
  count: 100_000,
  seeds: () => FILTERS.map((text) => made(text, text)),
  damage: (bytes, random, another) => damagedBy(WAYS, bytes, random, another),
  read: async ({ bytes, seed }: Mutant, step: Step) => {
    const text = Buffer.from(bytes).toString('utf8');
    const random = new Random(seed ^ 0x5eed);
    let expression: Expression | undefined;
    await step('parse', async () => void (expression = await refusedAt(text, () => parse(text))));
    if (expression) await step('print', () => printAgain(expression!));
    await step('compile', () => compileAndRun(text, random));
    await step('complete', () => {
      for (let i = 0; i < CURSORS; i++) completeAt(text, random.below(text.length + 1));
    });
  },
};

/** What is wrong is said, and lies in the text. */
function refusedAt<T>(text: string, work: () => T): Promise<T | undefined> {
  return refusing(() => {
    try {
      return work();
    } catch (error) {
      if (error instanceof ExpressionError)
        assert.ok(0 <= error.from && error.from <= error.to && error.to <= text.length, `at ${error.from} to ${error.to}`);
      throw error;
    }
  }, { errors: [ExpressionError] }); // prettier-ignore
}

/** What is printed is parsed to the same expression. */
function printAgain(expression: Expression): void {
  const printed = print(expression);
  assert.equal(print(parse(printed)), printed);
  const fewer = (one: unknown) => JSON.stringify(one, (key, value: unknown) => (PLACES.has(key) ? undefined : value));
  assert.equal(fewer(parse(printed)), fewer(expression));
}
const PLACES = new Set(['from', 'to', 'nameRange']);

async function compileAndRun(text: string, random: Random): Promise<void> {
  const expression = await refusedAt(text, () => compileExpression(text, COLUMNS));
  const filter = await refusedAt(text, () => compileFilter(text, COLUMNS));
  assert.equal(filter !== undefined, expression?.type === 'truth');
  if (!expression) return;
  const { type, reads } = expression;
  assert.ok(reads.every((place) => place < COLUMNS.length) && new Set(reads).size === reads.length);
  for (let i = 0; i < ROWS; i++) {
    const row = COLUMNS.map(() => random.of(CELLS));
    const asked = new Set<number>();
    const value: Value = expression.evaluate((column) => {
      asked.add(column);
      return row[column];
    });
    assert.ok(
      [...asked].every((column) => reads.includes(column)),
      'it reads a column that it does not name',
    );
    if (value !== undefined) {
      assert.equal(typeof value, type === 'truth' ? 'boolean' : type === 'text' ? 'string' : 'number');
      assert.ok(!Number.isNaN(value));
    }
    const holds = filter?.test((column) => row[column]);
    if (filter) assert.equal(holds, value === true);
  }
}

function completeAt(text: string, cursor: number): void {
  for (const { from, to, insert, label } of complete(text, cursor, COLUMNS)) {
    assert.ok(0 <= from && from <= cursor && cursor <= to && to <= text.length, `${from} to ${to} at ${cursor}`);
    assert.ok(insert.length > 0 && typeof label === 'string');
  }
}
