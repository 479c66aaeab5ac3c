export type { Cell, Column, RowAccessor, ValueType } from './columns';
export { compileExpression, type CompiledExpression, compileFilter, type Filter, type Value } from './compile';
export { complete, type Completion } from './complete';
export { ExpressionError } from './errors';
export { type ExpressionFunction, FUNCTIONS } from './functions';
export { parse } from './parse';
export { columnText, print } from './print';
export type { Arithmetic, Comparison, Expression, Range } from './syntax';
export { KEYWORDS } from './tokens';
