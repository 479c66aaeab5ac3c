import type { Column, ValueType } from './columns';
import { ExpressionError } from './errors';
import { FUNCTIONS, functionOf } from './functions';
import { nearestName } from './nearest-name';
import type { Expression, Range } from './syntax';

const NOUN: Record<ValueType, string> = { number: 'a number', text: 'text', truth: 'true or false' };

/** Columns that a message lists. */
const LISTED = 12;

/** The columns by name, with their places; of two with one name the first. */
export type ColumnPlaces = ReadonlyMap<string, ColumnPlace>;

interface ColumnPlace {
  readonly place: number;
  readonly type: ValueType;
  readonly column: Column;
}

export function placesOf(columns: readonly Column[]): ColumnPlaces {
  const places = new Map<string, ColumnPlace>();
  columns.forEach((column, place) => {
    if (!places.has(column.name)) places.set(column.name, { place, type: column.type, column });
  });
  return places;
}

/**
 * What an expression gives.
 * @throws ExpressionError where a name is unknown, with the nearest that is known, or a value is of another type than its
 *   operator or function takes.
 */
export function typeOf(expression: Expression, columns: ColumnPlaces): ValueType {
  const check = (part: Expression) => typeOf(part, columns);
  const need = (part: Expression, type: ValueType, by: string) => {
    const found = check(part);
    if (found !== type) throw wrong(part, `${by} takes ${NOUN[type]}, this is ${NOUN[found]}`);
  };
  switch (expression.kind) {
    case 'number':
    case 'text':
    case 'truth':
      return expression.kind;
    case 'column':
      return columnType(expression.name, expression, columns);
    case 'sign':
      need(expression.operand, 'number', `“${expression.operator}”`);
      return 'number';
    case 'arithmetic':
      need(expression.left, 'number', `“${expression.operator}”`);
      need(expression.right, 'number', `“${expression.operator}”`);
      return 'number';
    case 'not':
      need(expression.operand, 'truth', '“not”');
      return 'truth';
    case 'logic':
      for (const operand of expression.operands) need(operand, 'truth', `“${expression.operator}”`);
      return 'truth';
    case 'comparison': {
      const { operands, operators } = expression;
      const types = operands.map((operand) => comparedType(operand, operands, columns));
      operators.forEach((operator, i) => {
        same(operands[i], types[i], operands[i + 1], types[i + 1], columns);
        if (types[i] === 'truth' && operator !== '==' && operator !== '!=')
          throw wrong(operands[i], `“${operator}” takes numbers or texts, this is true or false`);
      });
      return 'truth';
    }
    case 'in': {
      const all = [expression.operand, ...expression.options];
      const [type, ...types] = all.map((one) => comparedType(one, all, columns));
      expression.options.forEach((option, i) => same(expression.operand, type, option, types[i], columns));
      return 'truth';
    }
    case 'contains':
      need(expression.operand, 'text', '“contains”');
      need(expression.part, 'text', '“contains”');
      return 'truth';
    case 'missing':
      check(expression.operand);
      return 'truth';
    case 'call':
      return callType(expression, columns, need);
  }
}

function columnType(name: string, range: Range, columns: ColumnPlaces): ValueType {
  const column = columns.get(name);
  if (column) return column.type;
  const nearest = nearestName(name, [...columns.keys()]);
  const names = [...columns.keys()];
  const there = `; there are ${names.slice(0, LISTED).join(', ')}${names.length > LISTED ? ` and ${names.length - LISTED} more` : ''}`;
  const hint = nearest !== undefined ? `; is it “${nearest}”?` : names.length > 0 ? there : '';
  throw wrong(range, `there is no column “${name}”${hint}`);
}

function callType(
  { name, nameRange, values, from, to }: Extract<Expression, { kind: 'call' }>,
  columns: ColumnPlaces,
  need: (part: Expression, type: ValueType, by: string) => void,
): ValueType {
  const called = functionOf(name);
  if (!called) {
    const nearest = nearestName(name, FUNCTIONS.map((one) => one.name)); // prettier-ignore
    const hint = columns.has(name)
      ? '; it is a column'
      : nearest === undefined
        ? `; there are ${FUNCTIONS.map((one) => one.name).join(', ')}`
        : `; is it “${nearest}”?`;
    throw wrong(nameRange, `there is no function “${name}”${hint}`);
  }
  const [fewest, most] = called.arity;
  if (values.length < fewest || values.length > most) {
    const wanted = fewest === most ? String(fewest) : `${fewest} to ${most}`;
    throw wrong({ from, to }, `${name} takes ${wanted} value${most === 1 ? '' : 's'}, not ${values.length}`);
  }
  for (const value of values) need(value, called.takes, name);
  return called.gives;
}

/** The type of what is compared. A bare word beside a column of texts is most likely one of them. */
function comparedType(part: Expression, all: readonly Expression[], columns: ColumnPlaces): ValueType {
  if (part.kind === 'column' && !columns.has(part.name)) {
    const besideText = all.some((one) => one.kind === 'column' && columns.get(one.name)?.type === 'text');
    if (besideText) throw wrong(part, `there is no column “${part.name}”; a text is written "${part.name}"`);
  }
  return typeOf(part, columns);
}

function same(left: Expression, type: ValueType, right: Expression, other: ValueType, columns: ColumnPlaces): void {
  if (type === other || comparesExactly(left, right, columns)) return;
  const [text, number] = type === 'text' ? [left, right] : [right, left];
  throw wrong(right, `${NOUN[type]} is compared here with ${NOUN[other]}${cureOf(text, number, columns)}`);
}

/**
 * Whether two operands are compared as integers of any length, or as numbers, though one is a text: a column of integers that is kept as
 * texts, with a number or another such column, or a text of digits with a number.
 */
export function comparesExactly(left: Expression, right: Expression, columns: ColumnPlaces): boolean {
  const both = [left, right];
  const isInteger = (one: Expression) => one.kind === 'column' && columns.get(one.name)?.column.integers === true;
  const isNumber = (one: Expression) => typeOf(one, columns) === 'number';
  // Two texts of digits are compared as texts, and two numbers as numbers.
  const isOne = both.some(isInteger) || (both.some(isNumberText) && both.some(isNumber));
  return isOne && both.every((one) => isInteger(one) || isNumber(one) || isNumberText(one));
}

function isNumberText(one: Expression): boolean {
  return one.kind === 'text' && one.value.trim() !== '' && Number.isFinite(Number(one.value));
}

/** Suggests what to write instead, or names the cell that makes a column of numbers one of texts. */
function cureOf(text: Expression, number: Expression, columns: ColumnPlaces): string {
  if (text.kind !== 'column') return '';
  const { type, column } = columns.get(text.name)!;
  if (type !== 'text') return '';
  const { odd } = column;
  if (odd !== undefined) return `: ${odd}, which is no number, so that the column “${text.name}” counts as text`;
  const written = number.kind === 'number' ? String(number.exact ?? number.value) : undefined;
  return `: the column “${text.name}” holds texts${written === undefined ? '' : `; a text is written "${written}"`}`;
}

function wrong({ from, to }: Range, message: string): ExpressionError {
  return new ExpressionError(message, from, to);
}
