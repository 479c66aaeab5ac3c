import type { Frame, Page } from 'playwright-core';
import { until } from './until';

/**
 * The document of the visible webview that has an element for `selector`. A webview lies two frames deep: the
 * outer one carries its policy and service worker, the last of those in it the newest HTML.
 */
export function findWebview(page: Page, selector: string, timeout?: number): Promise<Frame> {
  return until(
    `a webview with ${selector}`,
    async () => {
      for (const outer of await page.locator('iframe.webview.ready').elementHandles()) {
        if (!(await outer.isVisible())) continue;
        const inner = (await outer.contentFrame())?.childFrames().at(-1);
        if (inner && (await inner.locator(selector).count()) > 0) return inner;
      }
      throw new Error('no such webview is shown');
    },
    timeout,
  );
}
