import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import type { Workbench } from './workbench';
import { until } from './until';

/** The parts of `image-view` that tests look at. */
interface ImageViewElement {
  readonly zoom: number;
  readonly drawing: HTMLCanvasElement;
  readonly view: {
    toView(point: { x: number; y: number }): { x: number; y: number };
    toImage(point: { x: number; y: number }): { x: number; y: number };
  };
}

const known = new WeakSet<Workbench>();

/** The FITS viewer of one editor, as a person sees it. */
export class Viewer {
  private constructor(
    readonly workbench: Workbench,
    readonly frame: Frame,
  ) {}

  /** Opens a file, and waits until `selector` is in its viewer: the drawn image unless said. */
  static async open(
    workbench: Workbench,
    name: string,
    selector = 'image-pane image-view.main[complete]',
  ): Promise<Viewer> {
    // Until the extension is known, VS Code opens the file as a text.
    if (!known.has(workbench)) await workbench.extensionIsKnown();
    known.add(workbench);
    await workbench.openFile(name);
    await workbench.tab(name).waitFor({ timeout: 120_000 });
    return Viewer.shown(workbench, selector);
  }

  /** The viewer that is shown now. */
  static async shown(workbench: Workbench, selector = 'image-pane image-view.main[complete]'): Promise<Viewer> {
    return new Viewer(workbench, await workbench.webview(`viewer-app ${selector}`));
  }

  get image() {
    return this.frame.locator('image-view.main');
  }

  /** Chooses an option of a control by its class. */
  async choose(control: 'stretch' | 'cuts' | 'colormap' | 'hdu' | 'frame', option: string): Promise<void> {
    await this.frame.locator(`select.${control}`).selectOption(option);
  }

  zoom(): Promise<number> {
    return this.image.evaluate((element) => (element as unknown as ImageViewElement).zoom);
  }

  /**
   * Colours that the canvas shows at points of the image (pixel (i, j), 0-based, has its centre at i + 0.5, j + 0.5),
   * once the view has drawn what it was asked to.
   */
  async coloursAt(points: readonly { x: number; y: number }[], view = 'main'): Promise<number[][]> {
    await this.frame.locator(`image-view.${view}[complete]`).waitFor();
    return this.frame.locator(`image-view.${view}`).evaluate(async (element, wanted) => {
      // Two frames: one in which a drawing may still wait, one in which it is done.
      for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
      const { drawing, view: transform } = element as unknown as ImageViewElement;
      const context = drawing.getContext('2d')!;
      const ratio = window.devicePixelRatio;
      return wanted.map((point) => {
        const { x, y } = transform.toView(point);
        return [...context.getImageData(Math.floor(x * ratio), Math.floor(y * ratio), 1, 1).data].slice(0, 3);
      });
    }, points);
  }

  /** Moves the pointer over an image point. */
  async pointAt(point: { x: number; y: number }): Promise<void> {
    const at = await this.screenAt(point);
    await this.workbench.page.mouse.move(at.x, at.y);
  }

  /** Drags from one image point to another. */
  async drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    const { mouse } = this.workbench.page;
    const [start, end] = [await this.screenAt(from), await this.screenAt(to)];
    await mouse.move(start.x, start.y);
    await mouse.down();
    await mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2);
    await mouse.move(end.x, end.y);
    await mouse.up();
  }

  /** What the status line says: of the pixel, its value, its position. */
  async status(): Promise<{ pixel: string; value: string; sky: string }> {
    const text = async (part: string) =>
      ((await this.frame.locator(`footer .${part}`).textContent()) ?? '').replace(/\s+/g, ' ').trim();
    return { pixel: await text('pixel'), value: await text('value'), sky: await text('sky') };
  }

  /** Waits until the status line says so of the pixel under the pointer. */
  async valueIs(pixel: string, value: string): Promise<void> {
    await until(`${pixel} is ${value}`, async () => {
      const status = await this.status();
      assert.deepEqual([status.pixel, status.value], [pixel, value]);
    });
  }

  /** The centre of the pixel that is so many CSS pixels from the left of the view, and from its top (below 0: its bottom). */
  imagePointAt(left: number, top: number): Promise<{ x: number; y: number }> {
    return this.image.evaluate(
      (element, [x, y]) => {
        const { view } = element as unknown as ImageViewElement;
        const at = view.toImage({ x, y: y < 0 ? element.clientHeight + y : y });
        return { x: Math.floor(at.x) + 0.5, y: Math.floor(at.y) + 0.5 };
      },
      [left, top],
    );
  }

  private async screenAt(point: { x: number; y: number }): Promise<{ x: number; y: number }> {
    const box = (await this.image.boundingBox())!;
    const at = await this.image.evaluate(
      (element, wanted) => (element as unknown as ImageViewElement).view.toView(wanted),
      point,
    );
    return { x: box.x + at.x, y: box.y + at.y };
  }
}
