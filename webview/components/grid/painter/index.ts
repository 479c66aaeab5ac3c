import { CanvasPainter } from './canvas-painter';
import { GlPainter } from './gl-painter';
import type { Painter } from './painter';

export type { KnownDisplay, Matrix, Painter, PixelTile, Placed } from './painter';

let current: Painter | undefined;
const waiting = new Set<() => void>();

/** The page's painter: WebGL where the page has it, and as long as the GPU keeps its context. */
export function painter(): Painter {
  return (current ??= makeGlPainter() ?? new CanvasPainter());
}

/** Calls back when all must be drawn anew, because the GPU is gone. Returns a function that ends it. */
export function onRepaint(callback: () => void): () => void {
  waiting.add(callback);
  return () => waiting.delete(callback);
}

function makeGlPainter(): Painter | undefined {
  try {
    return GlPainter.make(() => {
      console.warn('the GPU context is lost; pictures are drawn on the processor from now on');
      current = new CanvasPainter();
      for (const repaint of waiting) repaint();
    });
  } catch (error) {
    // A driver that cannot run the shaders: said in the log, and then done without.
    console.warn(`WebGL cannot be used: ${(error as Error).message}`);
    return undefined;
  }
}
