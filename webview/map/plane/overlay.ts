import { cssColour, type MapTheme } from '../../components/host/theme-colours';
import type { Point } from './map-view';

/** CSS pixels between a point and the ring around it. */
const GAP = 3;

/** What lies over the points. */
export interface OverlayContent {
  /** The line being drawn, on the screen. */
  readonly lasso?: readonly Point[];
  /** The point that is looked at. */
  readonly ring?: Point;
  /** Points of what is selected in the grid. */
  readonly lit: readonly Point[];
  /** Diameter of a point, CSS pixels. */
  readonly size: number;
}

/** Draws the lasso, and rings around points that are looked at or selected in the grid, on a canvas of its own. */
export function drawOverlay(canvas: HTMLCanvasElement, content: OverlayContent, theme: MapTheme, dpr: number): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.resetTransform();
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.scale(dpr, dpr);
  const { lasso, ring, lit, size } = content;
  if (lasso && lasso.length > 1) {
    context.beginPath();
    lasso.forEach(({ x, y }, i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
    context.closePath();
    context.fillStyle = cssColour(theme.focus, 0.12);
    context.fill();
    twice(context, theme, [5, 4]);
  }
  for (const { x, y } of ring ? [...lit, ring] : lit) {
    context.beginPath();
    context.arc(x, y, size / 2 + GAP, 0, 2 * Math.PI);
    twice(context, theme, []);
  }
}

/** A line on a wider one of the background's colour, which is seen on points of any colour. */
function twice(context: CanvasRenderingContext2D, theme: MapTheme, dash: number[]): void {
  context.setLineDash([]);
  context.lineWidth = 4;
  context.strokeStyle = cssColour(theme.background, 0.8);
  context.stroke();
  context.setLineDash(dash);
  context.lineWidth = 2;
  context.strokeStyle = cssColour(theme.foreground);
  context.stroke();
}
