import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { until } from './until';
import type { Workbench } from './workbench';

/** The anomalies panel as a person sees it. Its frame is found anew each time: VS Code makes new ones as it likes. */
export class AnomaliesPanel {
  constructor(private readonly workbench: () => Workbench) {}

  frame(): Promise<Frame> {
    return this.workbench().webview('anomalies-app');
  }

  async find(selector: string): Promise<Locator> {
    return (await this.frame()).locator(selector);
  }

  async text(selector: string): Promise<string> {
    return ((await (await this.find(selector)).first().textContent()) ?? '').replace(/\s+/g, ' ').trim();
  }

  /** Path of the galaxy that is shown large. */
  async inspected(): Promise<string> {
    return (await (await this.find('galaxy-inspector h2')).getAttribute('title'))!;
  }

  /** Paths of the tiles in sight, in their order. */
  async listed(): Promise<string[]> {
    // At once: the list may be drawn anew at any moment.
    const all = await (
      await this.find('tile-grid .tile')
    ).evaluateAll((tiles) =>
      tiles.map((tile) => ({ index: Number(tile.getAttribute('data-index')), path: tile.getAttribute('data-path')! })),
    );
    return all.sort((a, b) => a.index - b.index).map(({ path }) => path);
  }

  /** Waits until the ranking that is shown is of so many galaxies, its pictures drawn, and nothing is under way. */
  ranked(galaxies: number, timeout?: number): Promise<void> {
    return until(
      `a ranking of ${galaxies} galaxies`,
      async () => {
        assert.match(await this.text('.basis'), new RegExp(`^${galaxies} galax(y|ies)`));
        await this.settled();
        const tiles = await (await this.find('tile-grid .tile')).count();
        assert.equal(await (await this.find('tile-grid .tile canvas')).count(), tiles);
      },
      timeout,
    );
  }

  /** Waits until what was learned last is shown. */
  async settled(): Promise<void> {
    assert.equal(await (await this.find('tile-grid')).getAttribute('aria-busy'), 'false');
  }

  async sort(name: 'interest' | 'next' | 'unusual'): Promise<void> {
    await (await this.find(`.sorts .${name}`)).click();
    await until(`sorted by ${name}`, async () => {
      assert.equal(await (await this.find(`.sorts .${name}`)).getAttribute('aria-checked'), 'true');
      await this.settled();
    });
  }
}
