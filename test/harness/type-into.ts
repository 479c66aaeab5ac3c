import type { Locator } from 'playwright-core';

/**
 * Types words into a field in the place of what it has, key by key as a person does. Not after Ctrl+A: the workbench hears that key
 * too, and selects all once more a moment later, when the first letters may be there.
 */
export async function typeInto(field: Locator, words: string): Promise<void> {
  await field.click();
  await field.press('End');
  await field.press('Shift+Home');
  if (words === '') await field.press('Delete');
  else await field.pressSequentially(words);
}

/** Moves a slider to so many steps from its least value, by its keys. */
export async function slideTo(slider: Locator, steps: number): Promise<void> {
  await slider.press('Home');
  for (let i = 0; i < steps; i++) await slider.press('ArrowRight');
}
