import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { until } from './until';
import type { Workbench } from './workbench';

export type WizardPage = 'labels' | 'training' | 'run' | 'report' | 'use';

/** The fine-tuning wizard as a person sees it. Its frame is found anew each time: VS Code makes new ones as it likes. */
export class FinetuneWizard {
  constructor(private readonly workbench: () => Workbench) {}

  frame(): Promise<Frame> {
    return this.workbench().webview('finetune-app');
  }

  async find(selector: string): Promise<Locator> {
    return (await this.frame()).locator(selector);
  }

  async text(selector: string): Promise<string> {
    return ((await (await this.find(selector)).first().textContent({ timeout: 5000 })) ?? '')
      .replace(/\s+/g, ' ')
      .trim();
  }

  async click(selector: string): Promise<void> {
    await (await this.find(selector)).first().click({ timeout: 120_000 });
  }

  /** Goes to a page by its step, and waits until it is shown. */
  async go(page: WizardPage): Promise<void> {
    await this.click(`nav .${page}`);
    await this.shows(page);
  }

  async shows(page: WizardPage, timeout?: number): Promise<void> {
    await until(
      `the page ${page}`,
      async () => {
        assert.equal(await (await this.find(`nav .${page}`)).getAttribute('aria-current', { timeout: 2000 }), 'step');
        assert.equal(await (await this.find(`${page}-page`)).count(), 1);
      },
      timeout,
    );
  }

  /** Waits until a column's labels have been looked at, and says how many galaxies have one. */
  async choose(column: string, galaxies: number, timeout?: number): Promise<void> {
    await (await this.find('labels-page .column')).selectOption(column);
    await this.looked(galaxies, timeout);
  }

  /** The same for what a column is learned as. */
  async learnAs(task: string, galaxies: number): Promise<void> {
    await (await this.find('labels-page .task')).selectOption(task);
    await this.looked(galaxies);
    assert.equal(await (await this.find('labels-page .task')).inputValue(), task);
  }

  private async looked(galaxies: number, timeout?: number): Promise<void> {
    await until(
      `${galaxies} labelled galaxies`,
      async () => {
        assert.equal(await (await this.find('labels-page .found')).getAttribute('aria-busy'), 'false');
        assert.match(await this.text('.match'), new RegExp(`^${galaxies} galax`));
      },
      timeout,
    );
  }

  /** Waits until pictures are drawn in all places for them. */
  async drawn(within: string): Promise<void> {
    await until(`pictures in ${within}`, async () => {
      const places = await (await this.find(`${within} cutout-picture`)).count();
      assert.ok(places > 0);
      assert.equal(await (await this.find(`${within} cutout-picture canvas`)).count(), places);
    });
  }
}
