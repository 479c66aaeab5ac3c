import { CanvasScatter } from './canvas-scatter';
import { GlScatter } from './gl-scatter';
import type { Scatter } from './scatter';

export { EMPHASIS, type Scatter, type ScatterFrame, type ScatterPoints } from './scatter';

/** What draws the points: WebGL where the page has it, and as long as the GPU keeps its context. */
export function makeScatter(onLost: () => void): Scatter {
  try {
    const scatter = GlScatter.make(onLost);
    if (scatter) return scatter;
  } catch (error) {
    // A driver that cannot run the shaders: said in the log, and then done without.
    console.warn(`WebGL cannot be used: ${(error as Error).message}`);
  }
  return new CanvasScatter();
}

/** What draws them when the GPU has gone. */
export function makeCanvasScatter(): Scatter {
  console.warn('the GPU context is lost; the map is drawn on the processor from now on');
  return new CanvasScatter();
}
