import type { Shape } from '../../../src/viewing';
import type { Point } from './geometry';
import type { ImageLayer } from './image-layer';
import { scaleBar } from './scale-bar';
import type { ViewTransform } from './view-transform';

/** From this many CSS pixels an image pixel on, a grid tells pixels apart. */
const GRID_ZOOM = 16;
const MARGIN = 16;
const COMPASS = 20;
/** Half the side of the plate, in arms of the compass: letters stand beyond the arms. */
const COMPASS_PLATE = 1.8;
const BAR_SHARE = 0.22;
const FONT = '600 12px system-ui, sans-serif';

/** What is drawn over an image, in CSS pixels. */
export interface Overlay {
  readonly shape?: Shape;
  /** A point chosen by keyboard. */
  readonly cursor?: Point;
  /** Whether scale bar and compass are shown. */
  readonly marks: boolean;
}

export function drawOverlay(
  context: CanvasRenderingContext2D,
  layer: ImageLayer,
  view: ViewTransform,
  { shape, cursor, marks }: Overlay,
): void {
  if (view.placement.zoom >= GRID_ZOOM) drawGrid(context, layer, view);
  if (shape) drawShape(context, shape, view);
  if (cursor) drawCursor(context, view.toView(cursor));
  if (!marks) return;
  drawScaleBar(context, layer, view);
  drawCompass(context, layer, view);
}

/** Lines that show on any picture: dark around light. */
function stroke(context: CanvasRenderingContext2D, draw: () => void): void {
  for (const [width, style] of [
    [3.5, 'rgba(0, 0, 0, 0.65)'],
    [1.5, '#fff'],
  ] as const) {
    context.lineWidth = width;
    context.strokeStyle = style;
    context.beginPath();
    draw();
    context.stroke();
  }
}

function write(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  context.font = FONT;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = '#fff';
  context.fillText(text, x, y);
}

/** What stands on the corners of a view lies on a plate of its own, lest it be lost where there is no image. */
function plate(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  context.fillStyle = 'rgba(20, 20, 24, 0.62)';
  context.beginPath();
  context.roundRect(x, y, width, height, 5);
  context.fill();
}

function drawGrid(context: CanvasRenderingContext2D, { width, height }: ImageLayer, view: ViewTransform): void {
  const { low, high } = view.bounds;
  const [left, right] = [Math.max(0, Math.floor(low.x)), Math.min(width, Math.ceil(high.x))];
  const [bottom, top] = [Math.max(0, Math.floor(low.y)), Math.min(height, Math.ceil(high.y))];
  const line = (from: Point, to: Point) => {
    const [start, end] = [view.toView(from), view.toView(to)];
    context.moveTo(start.x, start.y);
    context.lineTo(end.x, end.y);
  };
  context.lineWidth = 1;
  context.strokeStyle = 'rgba(128, 128, 128, 0.45)';
  context.beginPath();
  for (let x = left; x <= right; x++) line({ x, y: bottom }, { x, y: top });
  for (let y = bottom; y <= top; y++) line({ x: left, y }, { x: right, y });
  context.stroke();
}

function drawShape(context: CanvasRenderingContext2D, shape: Shape, view: ViewTransform): void {
  const { zoom } = view.placement;
  stroke(context, () => {
    if (shape.kind === 'circle') {
      const { x, y } = view.toView(shape.centre);
      context.arc(x, y, shape.radius * zoom, 0, 2 * Math.PI);
      return;
    }
    const { from, to } = shape;
    const corners = shape.kind === 'line' ? [from, to] : [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];
    const [first, ...others] = corners.map((corner) => view.toView(corner));
    context.moveTo(first.x, first.y);
    for (const { x, y } of others) context.lineTo(x, y);
    if (shape.kind === 'box') context.closePath();
  });
}

const ARM = 12;
const GAP = 4;

function drawCursor(context: CanvasRenderingContext2D, { x, y }: Point): void {
  stroke(context, () => {
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      context.moveTo(x + dx * GAP, y + dy * GAP);
      context.lineTo(x + dx * ARM, y + dy * ARM);
    }
  });
}

function drawScaleBar(context: CanvasRenderingContext2D, { sky }: ImageLayer, view: ViewTransform): void {
  const { centre, zoom } = view.placement;
  const directions = sky && sky.directions(centre);
  const perArcsecond = directions && zoom * Math.hypot(directions.north.x, directions.north.y);
  const { length, text } = scaleBar(view.width * BAR_SHARE, perArcsecond, zoom);
  const y = view.height - MARGIN;
  plate(context, MARGIN - 8, y - 26, length + 16, 34);
  stroke(context, () => {
    context.moveTo(MARGIN, y - 4);
    context.lineTo(MARGIN, y);
    context.lineTo(MARGIN + length, y);
    context.lineTo(MARGIN + length, y - 4);
  });
  write(context, text, MARGIN + length / 2, y - 14);
}

function drawCompass(context: CanvasRenderingContext2D, { sky }: ImageLayer, view: ViewTransform): void {
  const directions = sky && sky.directions(view.placement.centre);
  if (!directions || view.width < 8 * COMPASS || view.height < 8 * COMPASS) return;
  const half = COMPASS_PLATE * COMPASS;
  const centre = { x: view.width - half - 8, y: view.height - half - 8 };
  const arm = ({ x, y }: Point) => {
    const { a, b, c, d } = view.matrix;
    const [dx, dy] = [a * x + c * y, b * x + d * y];
    const length = Math.hypot(dx, dy);
    return { x: (dx / length) * COMPASS, y: (dy / length) * COMPASS };
  };
  plate(context, centre.x - half, centre.y - half, 2 * half, 2 * half);
  for (const [letter, direction] of [
    ['N', directions.north],
    ['E', directions.east],
  ] as const) {
    const { x, y } = arm(direction);
    stroke(context, () => {
      context.moveTo(centre.x, centre.y);
      context.lineTo(centre.x + x, centre.y + y);
    });
    write(context, letter, centre.x + x * 1.4, centre.y + y * 1.4);
  }
}
