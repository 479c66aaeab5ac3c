/**
 * Where the keyboard begins: a page that has just been given the focus has it on no element, and keys would do nothing until a
 * click. Whoever has put the focus somewhere keeps it there.
 */

/** Focuses an element where the page has the focus and none of its elements does. */
export function focusIfNowhere(element: HTMLElement | null | undefined): void {
  if (element && document.hasFocus() && nothingFocused()) element.focus({ preventScroll: true });
}

/** Gives the focus to what `element` finds, each time the page gets it without an element of its own. */
export function focusWithPage(element: () => HTMLElement | null | undefined): void {
  window.addEventListener('focus', () => focusIfNowhere(element()));
}

function nothingFocused(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement === document.documentElement;
}
