import { render } from '../../../../src/imaging';
import { type KnownDisplay, magnification, type Painter, type PixelTile, type Placed } from './painter';

interface Drawn {
  readonly display: KnownDisplay;
  readonly canvas: HTMLCanvasElement;
}

/** Draws by imaging/ on the processor. A tile is drawn anew only where the display has changed. */
export class CanvasPainter implements Painter {
  readonly device = 'canvas';
  private readonly drawn = new WeakMap<PixelTile, Drawn>();

  paint(context: CanvasRenderingContext2D, tiles: readonly Placed[], display: KnownDisplay): void {
    context.save();
    for (const { tile, matrix } of tiles) {
      context.setTransform(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f);
      context.imageSmoothingEnabled = magnification(matrix) < 1;
      context.imageSmoothingQuality = 'high';
      context.drawImage(this.canvasOf(tile, display), 0, 0);
    }
    context.restore();
  }

  private canvasOf(tile: PixelTile, display: KnownDisplay): HTMLCanvasElement {
    const before = this.drawn.get(tile);
    if (before?.display === display) return before.canvas;
    const canvas = before?.canvas ?? document.createElement('canvas');
    const { width, height, rgba } = render(tile, { ...display, flip: false });
    [canvas.width, canvas.height] = [width, height];
    canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
    this.drawn.set(tile, { display, canvas });
    return canvas;
  }
}
