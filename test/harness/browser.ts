import { chromium } from 'playwright-core';
import type { Browser, BrowserContext } from 'playwright-core';

/** What the browser draws WebGL with: on the processor, as every machine can, or not at all. */
export type Graphics = 'software' | 'none';

const GRAPHICS: Record<Graphics, readonly string[]> = {
  // What draws on the processor need not put the page together by OpenGL, which costs twice as much there.
  software: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-gpu-compositing'],
  none: ['--disable-gpu', '--disable-3d-apis'],
};

/** The browser that shows VS Code: CHROMIUM, or Debian's. `npm test` finds or installs one and sets CHROMIUM. */
export function launchBrowser(graphics: Graphics = 'software'): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // Chromium's sandbox does not start as root or in most containers; the only pages shown are our own.
    args: ['--no-sandbox', ...GRAPHICS[graphics], '--disable-background-networking', '--disable-component-update'],
  });
}

/** Where windows of VS Code are opened: of the size of a laptop's screen, and with a clipboard. */
export async function windowsOf(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  // As for what tests wait for themselves: a machine may be busy with five times as much.
  context.setDefaultTimeout(120_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return context;
}
