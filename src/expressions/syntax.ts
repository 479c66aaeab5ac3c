/** Where a part of an expression stands in its text: from `from` up to `to`, not included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '**';
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** An expression as it was written, parsed and not checked yet. */
export type Expression = Range &
  /** `exact`: the digits of an integer of more than `value` holds. */
  (
    | { readonly kind: 'number'; readonly value: number; readonly exact?: string }
    | { readonly kind: 'text'; readonly value: string }
    | { readonly kind: 'truth'; readonly value: boolean }
    | { readonly kind: 'column'; readonly name: string }
    | { readonly kind: 'sign'; readonly operator: '+' | '-'; readonly operand: Expression }
    | {
        readonly kind: 'arithmetic';
        readonly operator: Arithmetic;
        readonly left: Expression;
        readonly right: Expression;
      }
    /** A chain: each operand with the next, all of them true. One operator fewer than operands. */
    | {
        readonly kind: 'comparison';
        readonly operands: readonly Expression[];
        readonly operators: readonly Comparison[];
      }
    | { readonly kind: 'not'; readonly operand: Expression }
    | { readonly kind: 'logic'; readonly operator: 'and' | 'or'; readonly operands: readonly Expression[] }
    | {
        readonly kind: 'in';
        readonly operand: Expression;
        readonly options: readonly Expression[];
        readonly negated: boolean;
      }
    | {
        readonly kind: 'contains';
        readonly operand: Expression;
        readonly part: Expression;
        readonly negated: boolean;
      }
    | { readonly kind: 'missing'; readonly operand: Expression; readonly negated: boolean }
    | {
        readonly kind: 'call';
        readonly name: string;
        readonly nameRange: Range;
        readonly values: readonly Expression[];
      }
  );

/** How strongly operators bind, weakest first. docs/expressions.md has the same table. */
export const BINDING = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  sum: 5,
  product: 6,
  sign: 7,
  power: 8,
  value: 9,
} as const;

export const ARITHMETIC_BINDING: Record<Arithmetic, number> = {
  '+': BINDING.sum,
  '-': BINDING.sum,
  '*': BINDING.product,
  '/': BINDING.product,
  '%': BINDING.product,
  '**': BINDING.power,
};
