/** What values of a column are worth, 0 to 5; under `*`, what all others are worth. */
export type Worth = Readonly<Record<string, number>>;

const MOST = 5;

/**
 * Reads what a person has written of what values are worth: `merger=5, ring=4, *=0`.
 * @returns the worths, or why they cannot be read
 */
export function readWorth(text: string): Worth | string {
  // Any text is the name of a value, `__proto__` too.
  const worth = new Map<string, number>();
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const at = part.lastIndexOf('=');
    const value = part.slice(0, Math.max(0, at)).trim();
    const number = part.slice(at + 1).trim();
    if (at < 0 || value === '') return `"${part}" is no pair: write value=rating, e.g. merger=5`;
    if (number === '' || !(Number(number) >= 0 && Number(number) <= MOST))
      return `${value} is worth a rating from 0 to ${MOST}, not "${number}"`;
    if (worth.has(value)) return `${value} stands there twice`;
    worth.set(value, Number(number));
  }
  return worth.size > 0 ? Object.fromEntries(worth) : 'Write what some values are worth, e.g. merger=5, *=0';
}

/** The mapping as text, for a person to change. */
export function writeWorth(worth: Worth): string {
  return Object.entries(worth)
    .map(([value, rating]) => `${value}=${rating}`)
    .join(', ');
}
