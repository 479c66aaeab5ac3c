import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** The browser that shows VS Code: CHROMIUM, or Debian's. `npm test` finds or installs one and sets CHROMIUM. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // Chromium's sandbox does not start as root or in most containers; the only pages shown are our own.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
}
