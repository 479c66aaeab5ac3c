import type { Card } from '../../../src/fits';

/** The value of a card as a table shows it; '' where it has none. */
export function valueText({ value }: Card): string {
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  return typeof value === 'object' ? `(${value.re}, ${value.im})` : String(value);
}

/** A card as one line: to be searched and copied. */
export function cardText(card: Card): string {
  const value = valueText(card);
  const commentary = card.keyword === 'COMMENT' || card.keyword === 'HISTORY' || card.keyword === '';
  const parts = [card.keyword, value && (commentary ? value : `= ${value}`), card.comment && `/ ${card.comment}`];
  return parts.filter(Boolean).join(' ');
}
