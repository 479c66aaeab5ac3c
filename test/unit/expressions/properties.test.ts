import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Cell,
  type Column,
  complete,
  compileExpression,
  type Expression,
  ExpressionError,
  FUNCTIONS,
  parse,
  print,
} from '../../../src/expressions';

const NUMBERS = ['a', 'b c', 'missing'];
const TEXTS = ['t', 'class'];
const TRUTHS = ['f'];
const COLUMNS: Column[] = [
  ...NUMBERS.map((name): Column => ({ name, type: 'number' })),
  ...TEXTS.map((name): Column => ({ name, type: 'text' })),
  ...TRUTHS.map((name): Column => ({ name, type: 'truth' })),
];

type Made<K extends Expression['kind']> = Omit<Extract<Expression, { kind: K }>, 'from' | 'to'>;
/** An expression from nowhere in particular. */
const made = <K extends Expression['kind']>(parts: Made<K>) => ({ ...parts, from: 0, to: 0 }) as unknown as Expression;
const columnOf = (names: string[]) => fc.constantFrom(...names).map((name) => made<'column'>({ kind: 'column', name }));

function numbered(value: number): Expression {
  return made<'number'>({ kind: 'number', value });
}

/** Expressions whose types fit, of each type. */
const { number, text, truth } = fc.letrec<{ number: Expression; text: Expression; truth: Expression }>((tie) => {
  const calls = (takes: 'number' | 'text') =>
    fc
      .constantFrom(...FUNCTIONS.filter((one) => one.takes === takes))
      .chain(({ name, arity }) =>
        fc
          .array(tie(takes), { minLength: arity[0], maxLength: Math.min(arity[1], 3) })
          .map((values) => made<'call'>({ kind: 'call', name, nameRange: { from: 0, to: 0 }, values })),
      );
  const questions = (type: 'number' | 'text') => [
    fc.tuple(tie(type), fc.array(tie(type), { minLength: 1, maxLength: 3 }), fc.boolean()).map(
      ([operand, options, negated]) => made<'in'>({ kind: 'in', operand, options, negated }), // prettier-ignore
    ),
    fc
      .tuple(tie(type), fc.boolean())
      .map(([operand, negated]) => made<'missing'>({ kind: 'missing', operand, negated })),
    fc
      .array(fc.tuple(tie(type), fc.constantFrom('==', '!=', '<', '<=', '>', '>=')), { minLength: 2, maxLength: 4 })
      .map(
        (all) => made<'comparison'>({ kind: 'comparison', operands: all.map(([one]) => one), operators: all.slice(1).map(([, operator]) => operator) }), // prettier-ignore
      ),
  ];
  const shared = { maxDepth: 4, depthSize: 'small' } as const;
  return {
    number: fc.oneof(
      shared,
      fc.oneof(
        columnOf(NUMBERS),
        fc.oneof(fc.nat(20), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })).map((value) => numbered(Math.abs(value))), // prettier-ignore
      ),
      fc.tuple(fc.constantFrom('+', '-', '*', '/', '%', '**'), tie('number'), tie('number')).map(
        ([operator, left, right]) => made<'arithmetic'>({ kind: 'arithmetic', operator, left, right }), // prettier-ignore
      ),
      fc.tuple(fc.constantFrom('+', '-'), tie('number')).map(([operator, operand]) => made<'sign'>({ kind: 'sign', operator, operand })), // prettier-ignore
      calls('number'),
    ),
    text: fc.oneof(
      shared,
      fc.oneof(columnOf(TEXTS), fc.string().map((value) => made<'text'>({ kind: 'text', value }))), // prettier-ignore
      calls('text'),
    ),
    truth: fc.oneof(
      shared,
      fc.oneof(columnOf(TRUTHS), fc.boolean().map((value) => made<'truth'>({ kind: 'truth', value }))), // prettier-ignore
      ...questions('number'),
      ...questions('text'),
      tie('truth').map((operand) => made<'not'>({ kind: 'not', operand })),
      fc.tuple(fc.constantFrom('and', 'or'), fc.array(tie('truth'), { minLength: 2, maxLength: 3 })).map(
        ([operator, operands]) => made<'logic'>({ kind: 'logic', operator, operands }), // prettier-ignore
      ),
      fc.tuple(tie('text'), tie('text'), fc.boolean()).map(
        ([operand, part, negated]) => made<'contains'>({ kind: 'contains', operand, part, negated }), // prettier-ignore
      ),
    ),
  };
});

const row = fc.record({
  a: fc.option(fc.oneof(fc.nat(20), fc.double())),
  'b c': fc.option(fc.nat(20)),
  missing: fc.constantFrom(null, undefined, NaN),
  t: fc.option(fc.string({ maxLength: 3 })),
  class: fc.constantFrom('spiral', 'ring', null),
  f: fc.option(fc.boolean()),
});
type Row = Record<string, Cell>;

/** An expression without its places in the text. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !['from', 'to', 'nameRange'].includes(key));
  return Object.fromEntries(kept.map(([key, part]) => [key, shape(part)]));
}

/** What an expression is worth, worked out as it is written, part by part: null where it is missing. */
function model(expression: Expression, of: Row): number | string | boolean | null {
  const value = (part: Expression) => model(part, of);
  const known = <T>(x: T) => (typeof x === 'number' && Number.isNaN(x) ? null : x);
  switch (expression.kind) {
    case 'number':
    case 'text':
    case 'truth':
      return expression.value;
    case 'column':
      return known(of[expression.name]) ?? null;
    case 'sign': {
      const x = value(expression.operand) as number | null;
      return x === null ? null : expression.operator === '-' ? -x : x;
    }
    case 'arithmetic': {
      const [x, y] = [value(expression.left), value(expression.right)] as [number | null, number | null];
      if (x === null || y === null) return null;
      const all = {
        '+': x + y,
        '-': x - y,
        '*': x * y,
        '/': x / y,
        '%': x - y * Math.floor(x / y),
        '**': Math.pow(x, y),
      };
      return known(all[expression.operator]);
    }
    case 'call': {
      const given = expression.values.map(value);
      if (given.includes(null)) return null;
      const { of: work } = FUNCTIONS.find(({ name }) => name === expression.name)!;
      return known((work as (...x: unknown[]) => number | string)(...given));
    }
    case 'comparison':
      return expression.operators.every((operator, i) => {
        const [x, y] = [value(expression.operands[i]), value(expression.operands[i + 1])];
        if (x === null || y === null) return false;
        return { '==': x === y, '!=': x !== y, '<': x < y, '<=': x <= y, '>': x > y, '>=': x >= y }[operator];
      });
    case 'not':
      return !value(expression.operand);
    case 'logic': {
      const all = expression.operands.map(value);
      return expression.operator === 'and' ? all.every((one) => one === true) : all.includes(true);
    }
    case 'in': {
      const x = value(expression.operand);
      if (x === null) return false;
      const among = expression.options.map(value).some((option) => option === x);
      return expression.negated ? !among : among;
    }
    case 'contains': {
      const [whole, part] = [value(expression.operand), value(expression.part)] as [string | null, string | null];
      if (whole === null || part === null) return false;
      return expression.negated ? whole.indexOf(part) < 0 : whole.indexOf(part) >= 0;
    }
    case 'missing':
      return (value(expression.operand) === null) !== expression.negated;
  }
}

describe('properties of expressions', () => {
  const any = fc.oneof(number, text, truth);

  it('what is printed is parsed to the same expression', () => {
    fc.assert(
      fc.property(any, (expression) => {
        assert.deepEqual(shape(parse(print(expression))), shape(expression));
      }),
      { numRuns: 2000 },
    );
  });

  it('a compiled expression is worth what the parts are', () => {
    fc.assert(
      fc.property(any, row, (expression, of) => {
        const compiled = compileExpression(print(expression), COLUMNS);
        const found = compiled.evaluate((column) => (of as Row)[COLUMNS[column].name]);
        assert.deepEqual(found ?? null, model(expression, of));
      }),
      { numRuns: 4000 },
    );
  });

  const fragment = fc.constantFrom(
    ...'( ) , + - * / % ** < <= == != && || ! and or not in contains is missing true a t f `b c` "x" \' ` 1 .5 1e max sqrt \\ # é 😀'.split(' '), // prettier-ignore
  );
  const garbage = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(fragment, fc.constant(' ')), { maxLength: 30 }).map((all) => all.join(' ')),
    fc.array(fragment, { maxLength: 30 }).map((all) => all.join('')),
  );

  it('garbage gives an ExpressionError within the text, or an expression, and nothing else', () => {
    let refused = 0;
    fc.assert(
      fc.property(garbage, (code) => {
        try {
          compileExpression(code, COLUMNS);
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
          assert.ok(0 <= error.from && error.from <= error.to && error.to <= code.length, error.message);
          refused++;
        }
      }),
      { numRuns: 5000 },
    );
    assert.ok(refused > 1000);
  });

  it('completion takes every text and cursor', () => {
    fc.assert(
      fc.property(garbage, fc.nat(100), (code, at) => {
        const cursor = Math.min(at, code.length);
        for (const { from, to } of complete(code, cursor, COLUMNS)) {
          assert.ok(0 <= from && from <= cursor && cursor <= to && to <= code.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
