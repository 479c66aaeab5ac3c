import assert from 'node:assert/strict';
import { decode } from 'fast-png';
import type { Frame, Locator } from 'playwright-core';
import type { MapCanvas } from '../../webview/map/plane/map-canvas';
import { until } from './until';
import type { Workbench } from './workbench';

/** The map as a person sees it. Its frame is found anew each time: VS Code makes new ones as it likes. */
export class MapPanel {
  constructor(private readonly workbench: () => Workbench) {}

  frame(): Promise<Frame> {
    return this.workbench().webview('map-app');
  }

  /** Waits until so many galaxies are on the map, laid out. */
  laidOut(galaxies: number, timeout?: number): Promise<Frame> {
    return until(
      `the map of ${galaxies} galaxies`,
      async () => {
        const frame = await this.frame();
        const counted = (await frame.locator('.counted').textContent())?.replace(/\s+/g, ' ').trim();
        assert.equal(counted, `${galaxies.toLocaleString('en')} galaxies · UMAP`);
        assert.equal(await frame.locator('.progress').count(), 0);
        return frame;
      },
      timeout,
    );
  }

  async canvas(): Promise<Locator> {
    return (await this.frame()).locator('map-canvas');
  }

  /** Where a point is on the page, in CSS pixels. */
  async pointAt(point: number): Promise<{ x: number; y: number }> {
    const canvas = await this.canvas();
    const box = (await canvas.boundingBox())!;
    const at = await canvas.evaluate((element, i) => {
      const { view, positions } = element as MapCanvas;
      return view.toScreen({ x: positions[2 * i], y: positions[2 * i + 1] });
    }, point);
    return { x: box.x + at.x, y: box.y + at.y };
  }

  /** Waits until the panel has the size that it will keep: a column that opens beside it makes it narrower in steps. */
  rested(): Promise<void> {
    const box = async () => JSON.stringify(await (await this.canvas()).boundingBox());
    return until('the map rests', async () => {
      const before = await box();
      await this.workbench().page.waitForTimeout(400);
      assert.equal(await box(), before);
    });
  }

  /** How many times nearer than where all is seen: the same however large the panel is. */
  async nearness(): Promise<number> {
    return (await this.canvas()).evaluate((element) => (element as MapCanvas).view.whereabouts.nearness);
  }

  /** CSS pixels a unit of the map. */
  async zoom(): Promise<number> {
    return (await this.canvas()).evaluate((element) => (element as MapCanvas).view.zoom);
  }

  /** Of the picture of the map: pixels that are not the background's, and how many hues the coloured ones have, alike ones as one. */
  async drawn(): Promise<{ pixels: number; hues: number }> {
    const { data, width, channels } = decode(await (await this.canvas()).screenshot());
    const background = [...data.slice(channels * (20 * width + 20), channels * (20 * width + 20) + 3)];
    const hues = new Map<number, number>();
    let pixels = 0;
    for (let i = 0; i < data.length; i += channels) {
      if (background.every((value, band) => Math.abs(value - data[i + band]) < 24)) continue;
      pixels++;
      const hue = hueOf(data[i], data[i + 1], data[i + 2]);
      if (hue !== undefined) hues.set(hue, (hues.get(hue) ?? 0) + 1);
    }
    return { pixels, hues: [...hues.values()].filter((count) => count > 60).length };
  }

  /** Draws a line through places on the page, back to the first, with a key held. */
  async drag(corners: readonly { x: number; y: number }[], key?: 'Shift'): Promise<void> {
    const { page } = this.workbench();
    if (key) await page.keyboard.down(key);
    await page.mouse.move(corners[0].x, corners[0].y);
    await page.mouse.down();
    for (const { x, y } of corners.slice(1)) await page.mouse.move(x, y, { steps: 12 });
    await page.mouse.up();
    if (key) await page.keyboard.up(key);
  }
}

/** Which twelfth of the circle of hues a colour is of; none where it is nearly grey. */
function hueOf(red: number, green: number, blue: number): number | undefined {
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (range < 60) return undefined;
  const sixths =
    most === red ? (green - blue) / range : most === green ? 2 + (blue - red) / range : 4 + (red - green) / range;
  return Math.floor(2 * ((sixths + 6) % 6));
}
