import { type ColumnPlaces, comparesExactly, placesOf, typeOf } from './check';
import type { Cell, Column, RowAccessor, ValueType } from './columns';
import { ExpressionError } from './errors';
import { functionOf } from './functions';
import { parse } from './parse';
import type { Arithmetic, Comparison, Expression } from './syntax';

/** Value of an expression in one row; undefined where it is missing. */
export type Value = number | string | boolean | undefined;

export interface CompiledExpression {
  readonly type: ValueType;
  /** The columns that it reads, by their places, each once. */
  readonly reads: readonly number[];
  /** Its value in a row; of a truth undefined where it is a column's missing cell alone. */
  evaluate(row: RowAccessor): Value;
}

/** A compiled condition on rows. */
export interface Filter {
  readonly reads: readonly number[];
  test(row: RowAccessor): boolean;
}

type Evaluate = (row: RowAccessor) => Value;
type Test = (row: RowAccessor) => boolean;

/**
 * Compiles an expression over some columns into closures; nothing is ever run as code.
 * @throws ExpressionError where it is none, a column is unknown, or the types do not fit.
 */
export function compileExpression(text: string, columns: readonly Column[]): CompiledExpression {
  return compiled(parse(text), columns);
}

/**
 * Compiles a condition: an expression that is true or false of each row.
 * @throws ExpressionError as `compileExpression`, and where the expression is a number or a text.
 */
export function compileFilter(text: string, columns: readonly Column[]): Filter {
  const expression = parse(text);
  const { type, reads } = compiled(expression, columns);
  if (type !== 'truth') {
    const hint = type === 'number' ? 'as in “… < 1”' : 'as in “… == "spiral"”';
    throw new ExpressionError(`expected a condition, ${hint}`, expression.from, expression.to);
  }
  return { reads, test: truthOf(expression, placesOf(columns)) };
}

function compiled(expression: Expression, columns: readonly Column[]): CompiledExpression {
  const places = placesOf(columns);
  const type = typeOf(expression, places);
  const reads = new Set<number>();
  collectReads(expression, places, reads);
  return { type, reads: [...reads], evaluate: valueOf(expression, places) };
}

function collectReads(expression: Expression, places: ColumnPlaces, into: Set<number>): void {
  if (expression.kind === 'column') into.add(places.get(expression.name)!.place);
  for (const part of partsOf(expression)) collectReads(part, places, into);
}

/** The expressions that an expression is made of. */
function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'sign':
    case 'not':
    case 'missing':
      return [expression.operand];
    case 'arithmetic':
      return [expression.left, expression.right];
    case 'comparison':
    case 'logic':
      return expression.operands;
    case 'in':
      return [expression.operand, ...expression.options];
    case 'contains':
      return [expression.operand, expression.part];
    case 'call':
      return expression.values;
    default:
      return [];
  }
}

function valueOf(expression: Expression, columns: ColumnPlaces): Evaluate {
  switch (expression.kind) {
    case 'number':
    case 'text':
      return () => expression.value;
    case 'column': {
      const { place, type } = columns.get(expression.name)!;
      return (row) => present(row(place), type);
    }
    case 'sign': {
      const operand = valueOf(expression.operand, columns);
      if (expression.operator === '+') return operand;
      return (row) => {
        const value = operand(row);
        return value === undefined ? undefined : -(value as number);
      };
    }
    case 'arithmetic': {
      const [left, right] = [valueOf(expression.left, columns), valueOf(expression.right, columns)];
      const operate = ARITHMETIC[expression.operator];
      return (row) => {
        const a = left(row);
        const b = right(row);
        return a === undefined || b === undefined ? undefined : defined(operate(a as number, b as number));
      };
    }
    case 'call': {
      const values = expression.values.map((value) => valueOf(value, columns));
      const { of } = functionOf(expression.name)!;
      const apply = of as (...given: Value[]) => number | string;
      return (row) => {
        const given = values.map((value) => value(row));
        return given.includes(undefined) ? undefined : defined(apply(...given));
      };
    }
    default:
      return truthOf(expression, columns);
  }
}

function truthOf(expression: Expression, columns: ColumnPlaces): Test {
  switch (expression.kind) {
    case 'truth':
      return () => expression.value;
    case 'not': {
      const operand = truthOf(expression.operand, columns);
      return (row) => !operand(row);
    }
    case 'logic': {
      const tests = expression.operands.map((operand) => truthOf(operand, columns));
      return expression.operator === 'and'
        ? (row) => tests.every((test) => test(row))
        : (row) => tests.some((test) => test(row));
    }
    case 'comparison': {
      const tests = expression.operators.map((operator, i) =>
        comparison(expression.operands[i], operator, expression.operands[i + 1], columns),
      );
      return tests.length === 1 ? tests[0] : (row) => tests.every((test) => test(row));
    }
    case 'in': {
      const operand = valueOf(expression.operand, columns);
      const equals = expression.options.map((option) => equalTo(option, expression.operand, columns));
      const { negated } = expression;
      return (row) => {
        const value = operand(row);
        return value !== undefined && equals.some((equal) => equal(value, row)) !== negated;
      };
    }
    case 'contains': {
      const [whole, part] = [valueOf(expression.operand, columns), valueOf(expression.part, columns)];
      const { negated } = expression;
      return (row) => {
        const [text, wanted] = [whole(row), part(row)];
        if (text === undefined || wanted === undefined) return false;
        return (text as string).includes(wanted as string) !== negated;
      };
    }
    case 'missing': {
      const operand = valueOf(expression.operand, columns);
      const { negated } = expression;
      return (row) => (operand(row) === undefined) !== negated;
    }
    default: {
      const value = valueOf(expression, columns);
      // A column of true and false: where it is missing, the condition does not hold.
      return (row) => value(row) === true;
    }
  }
}

function comparison(left: Expression, operator: Comparison, right: Expression, columns: ColumnPlaces): Test {
  const exactly = areComparedExactly(left, right, columns);
  const [a, b] = [left, right].map((one) => (exactly ? exactValueOf(one, columns) : valueOf(one, columns)));
  const compare = (exactly ? COMPARE_EXACTLY : COMPARE)[operator] as (a: unknown, b: unknown) => boolean;
  return (row) => {
    const [one, other] = [a(row), b(row)];
    return one !== undefined && other !== undefined && compare(one, other);
  };
}

/**
 * Whether an operand's value, which `in` computes once a row, equals an option; only where integers are compared
 * exactly is the operand read anew, as its digits.
 */
function equalTo(
  option: Expression,
  operand: Expression,
  columns: ColumnPlaces,
): (value: Known, row: RowAccessor) => boolean {
  if (areComparedExactly(operand, option, columns)) {
    const test = comparison(operand, '==', option, columns);
    return (_, row) => test(row);
  }
  const other = valueOf(option, columns);
  return (value, row) => value === other(row);
}

const areComparedExactly = (left: Expression, right: Expression, columns: ColumnPlaces): boolean =>
  comparesExactly(left, right, columns) || isLong(left) || isLong(right);

const isLong = (one: Expression): boolean => one.kind === 'number' && one.exact !== undefined;

/** A value as an integer of any length where it is one, else as a number; NaN of other texts, which equal nothing. */
function exactValueOf(
  expression: Expression,
  columns: ColumnPlaces,
): (row: RowAccessor) => bigint | number | undefined {
  const exact = (value: Value): bigint | number | undefined => {
    if (value === undefined || typeof value === 'number') return value;
    const text = String(value).trim();
    return /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : Number(text);
  };
  if (expression.kind === 'number' && expression.exact !== undefined) {
    const value = BigInt(expression.exact);
    return () => value;
  }
  if (expression.kind === 'text') {
    const value = exact(expression.value);
    return () => value;
  }
  if (expression.kind === 'sign' && expression.operand.kind === 'number' && expression.operand.exact !== undefined) {
    const digits = BigInt(expression.operand.exact);
    const value = expression.operator === '-' ? -digits : digits;
    return () => value;
  }
  const value = valueOf(expression, columns);
  return (row) => exact(value(row));
}

const ARITHMETIC: Record<Arithmetic, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  // The remainder has the divisor's sign, so that angles wrap: -10 % 360 is 350.
  '%': (a, b) => a - b * Math.floor(a / b),
  '**': (a, b) => a ** b,
};

type Known = number | string | boolean;
const COMPARE: Record<Comparison, (a: Known, b: Known) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

type Exact = number | bigint;
/** Integers and numbers compare by their values, whichever of both they are kept as. */
const COMPARE_EXACTLY: Record<Comparison, (a: Exact, b: Exact) => boolean> = {
  '==': (a, b) => a <= b && a >= b,
  '!=': (a, b) => !(a <= b && a >= b),
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** A cell's value; one of another type than its column's is as good as missing. */
function present(cell: Cell, type: ValueType): Value {
  if (type === 'number') return typeof cell === 'number' && cell === cell ? cell : undefined;
  if (type === 'text') return typeof cell === 'string' ? cell : undefined;
  return typeof cell === 'boolean' ? cell : undefined;
}

function defined(value: number | string): Value {
  return value === value ? value : undefined;
}
