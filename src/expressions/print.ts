import { ARITHMETIC_BINDING, BINDING, type Expression } from './syntax';
import { IDENTIFIER, isKeyword } from './tokens';

/** An expression as text, which `parse` takes back to the same expression; brackets where they are needed alone. */
export function print(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return expression.exact ?? numberText(expression.value);
    case 'text':
      return quoted(expression.value);
    case 'truth':
      return String(expression.value);
    case 'column':
      return columnText(expression.name);
    case 'sign':
      return `${expression.operator}${within(expression.operand, BINDING.sign)}`;
    case 'arithmetic': {
      const { operator, left, right } = expression;
      const binding = ARITHMETIC_BINDING[operator];
      // Powers group from the right, all else from the left.
      const power = operator === '**';
      const first = within(left, power ? binding + 1 : binding);
      return `${first} ${operator} ${within(right, power ? BINDING.sign : binding + 1)}`;
    }
    case 'comparison':
      return expression.operands
        .map((operand, i) => {
          const operator = i === 0 ? '' : ` ${expression.operators[i - 1]} `;
          return `${operator}${within(operand, BINDING.sum)}`;
        })
        .join('');
    case 'not':
      return `not ${within(expression.operand, BINDING.not)}`;
    case 'logic': {
      const { operator, operands } = expression;
      return operands.map((operand) => within(operand, BINDING[operator] + 1)).join(` ${operator} `);
    }
    case 'in': {
      const options = expression.options.map(print).join(', ');
      return `${within(expression.operand, BINDING.sum)} ${expression.negated ? 'not in' : 'in'} (${options})`;
    }
    case 'contains': {
      const word = expression.negated ? 'not contains' : 'contains';
      return `${within(expression.operand, BINDING.sum)} ${word} ${within(expression.part, BINDING.sum)}`;
    }
    case 'missing':
      return `${within(expression.operand, BINDING.sum)} is ${expression.negated ? 'not ' : ''}missing`;
    case 'call':
      return `${expression.name}(${expression.values.map(print).join(', ')})`;
  }
}

/** Whole numbers beyond those that a double counts one by one have an exponent: their digits alone would be exact ones. */
function numberText(value: number): string {
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? value.toExponential() : String(value);
}

/** A column's name as an expression has it, in backquotes where it needs them. */
export function columnText(name: string): string {
  const bare = IDENTIFIER.test(name) && !isKeyword(name.toLowerCase());
  return bare ? name : `\`${name.replaceAll('`', '``')}\``;
}

/** In brackets where it binds more weakly than its place asks for. */
function within(expression: Expression, least: number): string {
  const text = print(expression);
  return bindingOf(expression) >= least ? text : `(${text})`;
}

function bindingOf(expression: Expression): number {
  switch (expression.kind) {
    case 'sign':
      return BINDING.sign;
    case 'arithmetic':
      return ARITHMETIC_BINDING[expression.operator];
    case 'comparison':
    case 'in':
    case 'contains':
    case 'missing':
      return BINDING.comparison;
    case 'not':
      return BINDING.not;
    case 'logic':
      return BINDING[expression.operator];
    default:
      return BINDING.value;
  }
}

function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return `"${escaped}"`;
}
