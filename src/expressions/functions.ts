import type { ValueType } from './columns';

/** A function of expressions: what it takes and gives, and how it is worked out of values that are there. */
export interface ExpressionFunction {
  readonly name: string;
  readonly takes: ValueType;
  readonly gives: ValueType;
  /** Fewest and most values. */
  readonly arity: readonly [number, number];
  /** For a person. */
  readonly says: string;
  readonly of: (...values: never[]) => number | string;
}

const ofNumber = (name: string, says: string, of: (x: number) => number): ExpressionFunction => ({
  name,
  takes: 'number',
  gives: 'number',
  arity: [1, 1],
  says,
  of,
});
const ofNumbers = (name: string, says: string, of: (...x: number[]) => number): ExpressionFunction => ({
  ...ofNumber(name, says, of),
  arity: [1, 64],
});
const ofText = (name: string, says: string, of: (text: string) => string): ExpressionFunction => ({
  name,
  takes: 'text',
  gives: 'text',
  arity: [1, 1],
  says,
  of,
});

/** All of them. What a function does not define (the root of -1) is missing. */
export const FUNCTIONS: readonly ExpressionFunction[] = [
  ofNumber('abs', 'magnitude without its sign', Math.abs),
  ofNumber('sqrt', 'square root', Math.sqrt),
  ofNumber('log', 'natural logarithm', Math.log),
  ofNumber('log10', 'logarithm to the base 10', Math.log10),
  ofNumber('exp', 'e to the power', Math.exp),
  ofNumbers('min', 'least of its values', Math.min),
  ofNumbers('max', 'greatest of its values', Math.max),
  ofNumber('floor', 'next whole number below', Math.floor),
  ofNumber('ceil', 'next whole number above', Math.ceil),
  ofNumber('round', 'nearest whole number, halves upwards', Math.round),
  ofNumber('sin', 'sine of an angle in radians', Math.sin),
  ofNumber('cos', 'cosine of an angle in radians', Math.cos),
  ofNumber('radians', 'degrees to radians', (degrees) => (degrees * Math.PI) / 180),
  ofNumber('degrees', 'radians to degrees', (radians) => (radians * 180) / Math.PI),
  ofText('lower', 'text in small letters', (text) => text.toLowerCase()),
  ofText('upper', 'text in capital letters', (text) => text.toUpperCase()),
];

const BY_NAME = new Map(FUNCTIONS.map((one) => [one.name, one]));

export function functionOf(name: string): ExpressionFunction | undefined {
  return BY_NAME.get(name);
}
