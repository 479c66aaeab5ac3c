import type { Cell, CellValue, TableColumn } from '../fits';
import { DOUBLE, numberText, SINGLE } from './number-text';

/** Elements of an array that are written out. */
const ELEMENTS = 6;

/** A cell as a table shows it; '' where it is undefined. */
export function cellText(cell: Cell, { form, kind }: TableColumn): string {
  const digits = /^\d*[EC]/i.test(form) || /[PQ][EC]/i.test(form) ? SINGLE : DOUBLE;
  if (kind === 'complex' || !Array.isArray(cell)) return valueText(cell as CellValue, digits);
  const values = cell as readonly CellValue[];
  if (kind === 'bits') return values.map((bit) => (bit ? '1' : '0')).join('');
  const shown = values.slice(0, ELEMENTS).map((value) => valueText(value, digits));
  return `[${shown.join(', ')}${values.length > ELEMENTS ? `, … ${values.length} in all` : ''}]`;
}

function valueText(value: CellValue, digits: number): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (typeof value === 'number') return numberText(value, digits);
  if (typeof value !== 'object') return String(value);
  const [re, im] = value;
  return `${numberText(re, digits)} ${im < 0 ? '−' : '+'} ${numberText(Math.abs(im), digits)}i`;
}
