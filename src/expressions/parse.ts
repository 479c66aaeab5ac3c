import { ExpressionError } from './errors';
import { type Arithmetic, ARITHMETIC_BINDING, BINDING, type Comparison, type Expression } from './syntax';
import { type Keyword, scan, type Sign, type Token } from './tokens';

/** Deeper than anyone writes, and shallow enough for every stack. */
const DEEPEST = 200;
const COMPARISONS: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];

/**
 * The expression that a text is (Pratt 1973, Top Down Operator Precedence; the grammar is in docs/expressions.md).
 * @throws ExpressionError naming what is expected where the text is not one.
 */
export function parse(text: string): Expression {
  const { tokens, problem } = scan(text);
  if (problem) throw problem;
  const parser = new Parser(tokens);
  const expression = parser.expression(0);
  parser.end();
  return expression;
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  end(): void {
    if (this.next.kind !== 'end') throw this.expected('an operator, as in “and”, or the end');
  }

  /** Parses an expression whose operators all bind more strongly than `weakest`. */
  expression(weakest: number): Expression {
    if (++this.depth > DEEPEST) throw new ExpressionError('this is nested too deeply', this.next.from, this.next.to);
    let left = this.first(weakest);
    for (let chain = 0; ; chain++) {
      const longer = this.continued(left, weakest);
      if (!longer) break;
      if (chain >= DEEPEST) throw new ExpressionError('too many operators in a row; brackets help', left.from, left.to);
      left = longer;
    }
    this.depth--;
    return left;
  }

  /** A value, or an operator in front of one. */
  private first(weakest: number): Expression {
    const token = this.take();
    const { from, to } = token;
    if (token.kind === 'number' || token.kind === 'text') return { ...token };
    if (token.kind === 'name') {
      return !token.quoted && this.isSign('(')
        ? this.call(token.value, { from, to })
        : { kind: 'column', name: token.value, from, to };
    }
    if (token.kind === 'keyword') {
      const { value } = token;
      if (value === 'true' || value === 'false') return { kind: 'truth', value: value === 'true', from, to };
      if (value === 'not' && weakest < BINDING.not) {
        const operand = this.expression(BINDING.not - 1);
        return { kind: 'not', operand, from, to: operand.to };
      }
    }
    if (token.kind === 'sign') {
      const { value } = token;
      if (value === '(') {
        const inner = this.expression(0);
        return { ...inner, from, to: this.takeSign(')').to };
      }
      if (value === '-' || value === '+') {
        const operand = this.expression(BINDING.sign - 1);
        return { kind: 'sign', operator: value, operand, from, to: operand.to };
      }
    }
    this.at--;
    throw this.expected('a number, text in quotes, a column, a function or “(”');
  }

  /** `left` and the operator after it with its other operands, or undefined where none that binds enough follows. */
  private continued(left: Expression, weakest: number): Expression | undefined {
    const token = this.next;
    if (token.kind === 'sign') {
      if (token.value in ARITHMETIC_BINDING) return this.arithmetic(left, token.value as Arithmetic, weakest);
      if (COMPARISONS.includes(token.value) && weakest < BINDING.comparison) return this.comparison(left);
    }
    if (token.kind !== 'keyword') return undefined;
    const { value } = token;
    if (value === 'and' || value === 'or') return weakest < BINDING[value] ? this.logic(left, value) : undefined;
    const asks = value === 'in' || value === 'contains' || value === 'is' || value === 'not';
    return asks && weakest < BINDING.comparison ? this.question(left) : undefined;
  }

  private arithmetic(left: Expression, operator: Arithmetic, weakest: number): Expression | undefined {
    const binding = ARITHMETIC_BINDING[operator];
    if (weakest >= binding) return undefined;
    this.take();
    // Powers go from the right, and take a sign on theirs: 2 ** -1.
    const right = this.expression(operator === '**' ? BINDING.sign - 1 : binding);
    return { kind: 'arithmetic', operator, left, right, from: left.from, to: right.to };
  }

  private comparison(left: Expression): Expression {
    const operands = [left];
    const operators: Comparison[] = [];
    while (this.next.kind === 'sign' && COMPARISONS.includes(this.next.value)) {
      operators.push(this.next.value as Comparison);
      this.take();
      operands.push(this.expression(BINDING.comparison));
    }
    const compared: Expression = { kind: 'comparison', operands, operators, from: left.from, to: this.lastTo };
    return this.alone(compared);
  }

  private logic(left: Expression, operator: 'and' | 'or'): Expression {
    const operands = [left];
    while (this.isKeyword(operator)) {
      this.take();
      operands.push(this.expression(BINDING[operator]));
    }
    return { kind: 'logic', operator, operands, from: left.from, to: this.lastTo };
  }

  /** `in`, `contains` and `is missing`, and their contraries. */
  private question(operand: Expression): Expression {
    const { from } = operand;
    if (this.takeKeyword('is')) {
      const negated = this.takeKeyword('not');
      if (!this.takeKeyword('missing')) throw this.expected(negated ? '“missing”' : '“missing” or “not missing”');
      return this.alone({ kind: 'missing', operand, negated, from, to: this.lastTo });
    }
    const negated = this.takeKeyword('not');
    if (this.takeKeyword('contains')) {
      const part = this.expression(BINDING.comparison);
      return this.alone({ kind: 'contains', operand, part, negated, from, to: this.lastTo });
    }
    if (!this.takeKeyword('in')) throw this.expected('“in” or “contains”');
    this.takeSign('(');
    const options = this.list('a value');
    return this.alone({ kind: 'in', operand, options, negated, from, to: this.lastTo });
  }

  /** Only orders are chained: `a in (…) == b` would be read in one way by some and in another by others. */
  private alone(expression: Expression): Expression {
    const { next } = this;
    const follows =
      (next.kind === 'sign' && COMPARISONS.includes(next.value)) ||
      (next.kind === 'keyword' && ['in', 'contains', 'is', 'not'].includes(next.value));
    if (follows) throw this.expected('“and”, “or” or the end; brackets may help');
    return expression;
  }

  private call(name: string, nameRange: { from: number; to: number }): Expression {
    this.take();
    const values = this.list('a value');
    return { kind: 'call', name, nameRange, values, from: nameRange.from, to: this.lastTo };
  }

  /** Values between commas up to the bracket that closes them. */
  private list(what: string): Expression[] {
    if (this.isSign(')')) throw this.expected(what);
    const values = [this.expression(0)];
    while (this.isSign(',')) {
      this.take();
      values.push(this.expression(0));
    }
    if (!this.isSign(')')) throw this.expected('“,” or “)”');
    this.take();
    return values;
  }

  private get next(): Token {
    return this.tokens[this.at];
  }

  /** Where the last token taken ends. */
  private get lastTo(): number {
    return this.tokens[this.at - 1].to;
  }

  private take(): Token {
    return this.tokens[this.at++];
  }

  private isSign(sign: Sign): boolean {
    return this.next.kind === 'sign' && this.next.value === sign;
  }

  private isKeyword(keyword: Keyword): boolean {
    return this.next.kind === 'keyword' && this.next.value === keyword;
  }

  private takeSign(sign: Sign): Token {
    if (!this.isSign(sign)) throw this.expected(`“${sign}”`);
    return this.take();
  }

  private takeKeyword(keyword: Keyword): boolean {
    const found = this.isKeyword(keyword);
    if (found) this.at++;
    return found;
  }

  private expected(what: string): ExpressionError {
    const { next } = this;
    const found = next.kind === 'end' ? 'the end' : `“${'value' in next ? next.value : ''}”`;
    return new ExpressionError(`expected ${what}, found ${found}`, next.from, next.to);
  }
}
