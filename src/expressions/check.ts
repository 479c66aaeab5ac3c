import type { Column, ValueType } from './columns';
import { ExpressionError } from './errors';
import { FUNCTIONS, functionOf } from './functions';
import { nearestName } from './nearest-name';
import type { Expression, Range } from './syntax';

const NOUN: Record<ValueType, string> = { number: 'a number', text: 'text', truth: 'true or false' };

/** The columns by name, with their places; of two with one name the first. */
export type ColumnPlaces = ReadonlyMap<string, { readonly place: number; readonly type: ValueType }>;

export function placesOf(columns: readonly Column[]): ColumnPlaces {
  const places = new Map<string, { place: number; type: ValueType }>();
  columns.forEach(({ name, type }, place) => {
    if (!places.has(name)) places.set(name, { place, type });
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
      const types = operands.map(check);
      operators.forEach((operator, i) => {
        same(types[i], operands[i + 1], types[i + 1]);
        if (types[i] === 'truth' && operator !== '==' && operator !== '!=')
          throw wrong(operands[i], `“${operator}” takes numbers or texts, this is true or false`);
      });
      return 'truth';
    }
    case 'in': {
      const type = check(expression.operand);
      for (const option of expression.options) same(type, option, check(option));
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
  throw wrong(range, `there is no column “${name}”${nearest === undefined ? '' : `; is it “${nearest}”?`}`);
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

function same(type: ValueType, other: Expression, otherType: ValueType): void {
  if (type === otherType) return;
  throw wrong(other, `${NOUN[type]} is compared here with ${NOUN[otherType]}`);
}

function wrong({ from, to }: Range, message: string): ExpressionError {
  return new ExpressionError(message, from, to);
}
