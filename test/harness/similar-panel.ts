import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { until } from './until';
import type { Workbench } from './workbench';

/** The similarity panel as a person sees it. Its frame is found anew each time: VS Code makes new ones as it likes. */
export class SimilarPanel {
  constructor(private readonly workbench: () => Workbench) {}

  frame(): Promise<Frame> {
    return this.workbench().webview('similar-app');
  }

  /** Waits until the panel is about `query`, compared it with so many galaxies, and has drawn every tile in sight. */
  filled(query: string, galaxies: number, timeout?: number): Promise<Frame> {
    return until(
      `the grid for ${query} is full and its pictures drawn`,
      async () => {
        const frame = await this.frame();
        assert.equal((await frame.locator('h1').textContent())?.replace(/\s+/g, ' ').trim(), query);
        const searched = ((await frame.locator('.searched').textContent()) ?? '').replace(/\s+/g, ' ');
        assert.ok(searched.includes(`of ${galaxies.toLocaleString('en')} galaxies`), searched);
        const shown = await frame.locator('tile-grid .tile').count();
        assert.ok(shown >= Math.min(8, galaxies - 1), `${shown} tiles`);
        assert.equal(await frame.locator('tile-grid .tile canvas').count(), shown);
        return frame;
      },
      timeout,
    );
  }

  async tile(index: number): Promise<Locator> {
    return (await this.frame()).locator(`tile-grid .tile[data-index="${index}"]`);
  }

  /** Path of the tile at `index`, relative to the workspace folder. */
  async pathOf(index: number): Promise<string> {
    return (await (await this.tile(index)).getAttribute('data-path'))!;
  }
}
