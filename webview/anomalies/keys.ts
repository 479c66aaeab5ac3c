import { MOST_RATING } from '../../src/contracts/anomalies';

/** What a key of the panel does. */
export type PanelKey =
  | { readonly kind: 'rate'; readonly rating: number | null }
  | { readonly kind: 'skip' | 'undo' | 'redo' | 'leave' | 'next batch' | 'move' };

/** The parts of a key event that count. */
export type PressedKey = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/**
 * What a key does; undefined where that is nothing.
 * @param inField the keyboard is in a field of text: only Escape leaves it
 */
export function panelKey({ key: pressed, altKey, ctrlKey, metaKey, shiftKey }: PressedKey, inField: boolean) {
  if (altKey) return undefined;
  const key = pressed.toLowerCase();
  if (ctrlKey || metaKey) return inField ? undefined : stepOf(key, shiftKey);
  if (key === 'escape') return { kind: 'leave' } satisfies PanelKey;
  return inField ? undefined : plainKey(key);
}

function stepOf(key: string, shift: boolean): PanelKey | undefined {
  if (key === 'z') return { kind: shift ? 'redo' : 'undo' };
  return key === 'y' ? { kind: 'redo' } : undefined;
}

function plainKey(key: string): PanelKey | undefined {
  if (/^[0-9]$/.test(key) && Number(key) <= MOST_RATING) return { kind: 'rate', rating: Number(key) };
  switch (key) {
    case 'delete':
    case 'backspace':
      return { kind: 'rate', rating: null };
    case 's':
      return { kind: 'skip' };
    case 'u':
      return { kind: 'undo' };
    case 'n':
      return { kind: 'next batch' };
    default:
      return key.startsWith('arrow') ? { kind: 'move' } : undefined;
  }
}
