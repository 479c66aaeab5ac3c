import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Frame, Locator, Page } from 'playwright-core';
import { SCREENSHOTS } from './paths';
import type { VscodeServer } from './server';
import { until } from './until';
import { findWebview } from './webview';

/** Colour themes, by the name that their picker shows and the class that the workbench then has. */
const THEMES = {
  light: ['Light Modern', 'vs'],
  dark: ['Dark Modern', 'vs-dark'],
  'high contrast': ['Dark High Contrast', 'hc-black'],
  'high contrast light': ['Light High Contrast', 'hc-light'],
} as const;

export interface WorkbenchOptions {
  /** Loads the extension from the checkout; without it, the one installed from a .vsix runs. */
  development?: boolean;
}

/** VS Code's window as a user handles it. What may take a moment is waited for; what does not come throws. */
export class Workbench {
  /** What went wrong in webviews, as the browser's console tells: exceptions, and what their policy forbade. */
  readonly webviewErrors: string[] = [];

  private constructor(
    /** The page itself, for what this class does not say. */
    readonly page: Page,
    private readonly server: VscodeServer,
  ) {
    page.on('console', (message) => {
      // Webviews are of another origin than the workbench, whose own complaints are not ours to judge.
      const ours = new URL(message.location().url || 'about:blank').hostname.endsWith('.vscode-cdn.net');
      if (ours && message.type() === 'error') this.webviewErrors.push(message.text());
    });
  }

  /** Opens `folder`, or a window without one, and waits until the workbench is restored. */
  static async open(
    browser: BrowserContext,
    server: VscodeServer,
    folder: string | undefined,
    options: WorkbenchOptions = {},
  ): Promise<Workbench> {
    const workbench = new Workbench(await browser.newPage(), server);
    await forgetKept(workbench.page, server);
    await workbench.page.goto(server.url(folder, options));
    await workbench.restored();
    return workbench;
  }

  /** Does what makes VS Code show another folder in this window, and waits until it does. */
  async navigating(action: () => Promise<void>): Promise<void> {
    const loaded = this.page.waitForEvent('load', { timeout: 120_000 });
    await action();
    await loaded;
    await this.restored();
  }

  /**
   * Reloads the window as a person does: panels must restore themselves. The command writes down what the editors
   * remember before the page goes; a page that is merely loaded anew does not wait for that.
   */
  async reload(): Promise<void> {
    // What a panel has told to be kept takes a moment from its frame to the window.
    await this.page.waitForTimeout(500);
    const title = 'Developer: Reload Window';
    await until(`"${title}" in the palette`, async () => {
      const first = (await this.searchCommands(title)).first();
      assert.ok((await first.textContent({ timeout: 2500 }))?.includes(title));
    });
    // A key: of a click nobody could tell whether it was done, since the page goes under it.
    await this.navigating(() => this.page.keyboard.press('Enter'));
  }

  close(): Promise<void> {
    return this.page.close();
  }

  // --- explorer ---

  /** The explorer's row for the file or folder called `name`. */
  file(name: string): Locator {
    return this.page.locator('.explorer-folders-view').getByRole('treeitem', { name, exact: true });
  }

  /** Scrolls the explorer until the row of `name` is there: rows out of sight do not exist. */
  async reveal(name: string): Promise<void> {
    if (await this.file(name).isVisible()) return;
    await this.runCommand('File: Focus on Files Explorer');
    await this.page.keyboard.press('Home');
    await until(`${name} in the explorer`, async () => {
      if (await this.file(name).isVisible()) return;
      await this.page.keyboard.press('PageDown');
      throw new Error('not in sight');
    });
  }

  /** Opens a folder of the explorer, so that what it holds has rows. */
  async expandFolder(name: string): Promise<void> {
    const row = this.file(name);
    await until(`folder ${name} opens`, async () => {
      if ((await row.getAttribute('aria-expanded', { timeout: 5000 })) !== 'true') {
        await row.click({ timeout: 5000 });
        throw new Error('still closed');
      }
    });
  }

  /** Opens a file in its editor, to stay. */
  async openFile(name: string): Promise<void> {
    await this.reveal(name);
    await this.file(name).dblclick({ timeout: 120_000 });
  }

  /** Opens a file by name, as "Go to File" does: the way where there are too many to scroll. */
  async goToFile(name: string): Promise<void> {
    await until(`${name} opens`, async () => {
      await this.page.keyboard.press('Control+p');
      await this.quickInput.fill(name, { timeout: 5000 });
      try {
        const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name });
        await row.first().click({ timeout: 5000 });
        await this.tab(name).waitFor({ timeout: 5000 });
      } catch (error) {
        await this.page.keyboard.press('Escape');
        throw error;
      }
    });
  }

  /** Selects several files of the explorer. */
  async selectFiles(names: readonly string[]): Promise<void> {
    await until(`${names.length} files are selected`, async () => {
      for (const [i, name] of names.entries()) {
        await this.file(name).click({ modifiers: i === 0 ? [] : ['ControlOrMeta'], timeout: 5000 });
        // Its editor selects its row alone once it is open, be that after the next click.
        if (i === 0) await this.tab(name).and(this.page.locator('[aria-selected=true]')).waitFor({ timeout: 10_000 });
      }
      for (const name of names) {
        assert.equal(await this.file(name).getAttribute('aria-selected', { timeout: 1000 }), 'true', name);
      }
    });
  }

  /** Right-clicks a file and chooses `item`. */
  async chooseFromContextMenu(name: string, item: string): Promise<void> {
    await this.reveal(name);
    await this.chooseFromMenu(item, () => this.file(name).click({ button: 'right', timeout: 120_000 }));
  }

  /** Opens a menu by `open`, and chooses `item`. */
  async chooseFromMenu(item: string, open: () => Promise<void>): Promise<void> {
    await until(`"${item}" in the menu`, async () => {
      await open();
      const entry = this.page.locator('.monaco-menu .action-item').filter({ hasText: item }).first();
      try {
        // Extensions add their items after VS Code's own are shown, and an open menu does not change.
        await entry.waitFor({ timeout: 1500 });
        // For its first 100 ms a menu takes no clicks: it then stays open.
        await this.page.waitForTimeout(150);
        await entry.click({ timeout: 1500 });
        // A slow machine may take long to close it: chosen twice, it would do twice what is asked for.
        await entry.waitFor({ state: 'detached', timeout: 6000 });
      } catch (error) {
        await this.page.keyboard.press('Escape');
        throw error;
      }
    });
  }

  /** What a right-click on a file offers at this moment. */
  async contextMenu(name: string): Promise<string[]> {
    const texts = await (await this.openContextMenu(name)).locator('.action-label').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return texts.filter((text) => text !== '');
  }

  private async openContextMenu(name: string): Promise<Locator> {
    await this.file(name).click({ button: 'right', timeout: 120_000 });
    const entries = this.page.locator('.monaco-menu .action-item');
    await entries.first().waitFor({ timeout: 5000 });
    return entries;
  }

  // --- command palette and quick input ---

  /** Runs a command by its title, as the palette shows it. */
  async runCommand(title: string): Promise<void> {
    await until(`command "${title}"`, async () => {
      const rows = await this.searchCommands(title);
      try {
        await rows.filter({ hasText: title }).first().click({ timeout: 2500 });
      } catch (error) {
        await this.page.keyboard.press('Escape');
        throw error;
      }
    });
  }

  /** The titles that the palette lists for `text`. */
  async commands(text: string): Promise<string[]> {
    const rows = await this.searchCommands(text);
    await rows.first().waitFor({ timeout: 2500 });
    const titles = await rows.locator('.quick-input-list-label .label-name').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return titles;
  }

  private async searchCommands(text: string): Promise<Locator> {
    await this.page.keyboard.press('F1');
    await this.quickInput.fill(`>${text}`, { timeout: 5000 });
    return this.page.locator('.quick-input-list .monaco-list-row');
  }

  /** Types `text` into the input box that is open, and accepts it. */
  async answerInput(text: string): Promise<void> {
    await this.quickInput.fill(text, { timeout: 120_000 });
    await this.page.keyboard.press('Enter');
  }

  /** Gives VS Code's own file dialog, which is open or about to, a path. */
  async answerFileDialog(file: string): Promise<void> {
    // It begins with the path of a folder, and takes no other before it has listed that.
    await until('the file dialog', async () =>
      assert.match(await this.quickInput.inputValue({ timeout: 1000 }), /^\//),
    );
    // On a slow machine it puts its own path back once the folder is listed.
    await until('the file dialog keeps a path', async () => {
      await this.page.waitForTimeout(500);
      await this.quickInput.fill(file);
      await this.page.waitForTimeout(500);
      assert.ok((await this.quickInput.inputValue({ timeout: 1000 })).startsWith(file));
    });
    await this.page.keyboard.press('Enter');
    // What comes next may be a question, in the same place.
    const gone = async () =>
      !(await this.quickInput.isVisible()) || !(await this.quickInput.inputValue({ timeout: 1000 })).startsWith('/');
    await until('the file dialog goes', async () => assert.ok(await gone()), 120_000);
  }

  /** Waits until VS Code has read the extension's manifest: before, it opens FITS files as text. */
  async extensionIsKnown(): Promise<void> {
    await until('the extension is known', async () => {
      const titles = await this.commands('Morphoscope:');
      assert.ok(titles.some((title) => title.startsWith('Morphoscope:')));
    });
  }

  /** What is on the clipboard. */
  clipboard(): Promise<string> {
    return this.page.evaluate('navigator.clipboard.readText()');
  }

  /** Chooses the entry of the open quick pick that holds `label`. */
  async pick(label: string, timeout = 120_000): Promise<void> {
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: label }).first().click({ timeout });
  }

  private get quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input').first();
  }

  // --- notifications, dialogs, status bar ---

  /** The messages of the notification centre. (VS Code hides toasts while it is driven.) */
  async notifications(): Promise<string[]> {
    const items = await this.openNotifications();
    const messages = await items.locator('.notification-list-item-message').allInnerTexts();
    await this.page.keyboard.press('Escape'); // or the centre would lie over the editors
    return messages;
  }

  /** Waits for the notification that holds `text` and returns its row. */
  waitForNotification(text: string, timeout?: number): Promise<Locator> {
    return until(
      `notification "${text}"`,
      async () => {
        const item = (await this.openNotifications()).filter({ hasText: text }).first();
        await item.waitFor({ timeout: 1000 });
        return item;
      },
      timeout,
    );
  }

  /** Presses a button of the notification that holds `text`. */
  async answerNotification(text: string, button: string): Promise<void> {
    const item = await this.waitForNotification(text);
    await item.hover();
    await item.getByRole('button', { name: button }).click();
  }

  private async openNotifications(): Promise<Locator> {
    const centre = this.page.locator('.notifications-center');
    if (!(await centre.isVisible())) await this.runCommand('Notifications: Show Notifications');
    return centre.locator('.notification-list-item');
  }

  /** Presses a button of the modal dialog that is open. */
  async answerDialog(button: string): Promise<void> {
    await this.page.locator('.monaco-dialog-box').getByRole('button', { name: button }).click({ timeout: 120_000 });
  }

  /** The item of the status bar that holds `text`. */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar .statusbar-item').filter({ hasText: text }).first();
  }

  // --- editors and webviews ---

  /** The titles of the open editors, in order. */
  tabs(): Promise<string[]> {
    return this.page.locator('.tabs-container .tab .monaco-icon-label-container').allTextContents();
  }

  /** The tab whose title is `title`; wait for it, click it, or read its attributes. */
  tab(title: string): Locator {
    return this.page.locator('.tabs-container').getByRole('tab').filter({ hasText: title }).first();
  }

  async closeAllEditors(): Promise<void> {
    await this.runCommand('View: Close All Editors');
    await until('editors close', async () => {
      const left = await this.tabs();
      if (left.length > 0) throw new Error(`open: ${left.join(', ')}`);
    });
  }

  /** The document of the visible webview (panel, view or custom editor) that has an element for `selector`. */
  webview(selector: string, timeout?: number): Promise<Frame> {
    return findWebview(this.page, selector, timeout);
  }

  // --- looks ---

  /** Changes user settings and reloads the window: VS Code does not always see settings change behind its back. */
  async changeSettings(changes: Record<string, unknown>): Promise<void> {
    this.server.changeSettings(changes);
    await this.reload();
  }

  /** Changes the colour theme as a user does, without a reload, and waits until it is shown. */
  async setTheme(theme: keyof typeof THEMES): Promise<void> {
    const [name, kind] = THEMES[theme];
    await this.runCommand('Preferences: Color Theme');
    await this.answerInput(name);
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor({ timeout: 120_000 });
  }

  /** Takes a picture into test/ui/screenshots/ and returns its path. */
  async screenshot(name: string): Promise<string> {
    fs.mkdirSync(SCREENSHOTS, { recursive: true });
    const file = path.join(SCREENSHOTS, `${name.replace(/[^\w.-]+/g, '-')}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  private async restored(): Promise<void> {
    // The smoke-test driver's page object; it is there once the workbench's code has loaded.
    await this.page.waitForFunction('globalThis.driver !== undefined', null, { timeout: 120_000 });
    await this.page.evaluate('globalThis.driver.whenWorkbenchRestored()');
  }
}

/** Takes away what windows before have kept in the browser: the state of the workbench and of extensions. */
async function forgetKept(page: Page, server: VscodeServer): Promise<void> {
  const protocol = await page.context().newCDPSession(page);
  const origin = new URL(server.url(undefined)).origin;
  await protocol.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb,local_storage,cookies' });
  await protocol.detach();
}
