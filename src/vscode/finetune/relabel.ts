import type { CellValue, LabelFormat } from '../../labels/table';

/** A class as a cell: JSON Lines tell 1 and true from their texts, and go on doing so. */
export function cellOf(text: string, format: LabelFormat | undefined): CellValue {
  if (format !== 'jsonl') return text;
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && String(Number(text)) === text ? Number(text) : text;
}
