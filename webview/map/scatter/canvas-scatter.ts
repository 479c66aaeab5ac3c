import {
  DIMMED_COLOUR,
  EMPHASIS,
  FRONT_SIZE,
  OPACITY,
  RIM_FROM,
  type Scatter,
  type ScatterFrame,
  type ScatterPoints,
} from './scatter';

/** Draws points on the processor, pixel by pixel into one image: where there is no GPU, or it has gone. */
export class CanvasScatter implements Scatter {
  readonly device = 'canvas';
  readonly canvas = document.createElement('canvas');
  private points?: ScatterPoints;

  setPoints(points: ScatterPoints): void {
    this.points = points;
  }

  draw(frame: ScatterFrame): void {
    const { canvas, points } = this;
    canvas.width = frame.width;
    canvas.height = frame.height;
    const context = canvas.getContext('2d');
    if (!context || !points) return;
    const image = context.createImageData(frame.width, frame.height);
    splat(points, frame, image.data);
    context.putImageData(image, 0, 0);
  }
}

/** Draws points into the pixels of a picture, rows from the top, red, green, blue and alpha; what is in front last. */
export function splat({ positions, from, looks }: ScatterPoints, frame: ScatterFrame, data: Uint8ClampedArray): void {
  const plain = discOf(frame.size, frame.size >= RIM_FROM);
  const front = discOf(frame.size * FRONT_SIZE, frame.size * FRONT_SIZE >= RIM_FROM);
  const count = positions.length / 2;
  for (const inFront of [false, true]) {
    for (let i = 0; i < count; i++) {
      const emphasis = looks[4 * i + 3];
      if ((emphasis === EMPHASIS.front) !== inFront) continue;
      const { moved, opacity: plainOpacity } = frame;
      const x = from[2 * i] + (positions[2 * i] - from[2 * i]) * moved;
      const y = from[2 * i + 1] + (positions[2 * i + 1] - from[2 * i + 1]) * moved;
      const left = Math.round(frame.width / 2 + (x - frame.x) * frame.zoom);
      const top = Math.round(frame.height / 2 - (y - frame.y) * frame.zoom);
      const dimmed = emphasis === EMPHASIS.dimmed;
      const opacity = inFront ? Math.max(plainOpacity, OPACITY.front) : plainOpacity * (dimmed ? OPACITY.dimmed : 1);
      const own = dimmed ? DIMMED_COLOUR : 1;
      const colour = [0, 1, 2].map((band) => looks[4 * i + band] * own + frame.rim[band] * (1 - own));
      stamp(inFront ? front : plain, left, top, colour, opacity, frame, data);
    }
  }
}

/** A pixel of a point: where from its middle, how much of it the point covers, and how much of that is its rim. */
interface Dot {
  readonly dx: number;
  readonly dy: number;
  readonly cover: number;
  readonly rim: number;
}

function discOf(size: number, hasRim: boolean): readonly Dot[] {
  const reach = Math.ceil(size / 2);
  const dots: Dot[] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const outside = Math.hypot(dx, dy) - size / 2;
      const cover = Math.min(1, Math.max(0, 0.5 - outside));
      if (cover > 0.04) dots.push({ dx, dy, cover, rim: hasRim ? Math.min(1, Math.max(0, outside + 1.5)) * 0.75 : 0 });
    }
  }
  return dots;
}

function stamp(
  dots: readonly Dot[],
  left: number,
  top: number,
  colour: readonly number[],
  opacity: number,
  { width, height, rim: rimColour }: ScatterFrame,
  data: Uint8ClampedArray,
): void {
  for (const { dx, dy, cover, rim } of dots) {
    const [x, y] = [left + dx, top + dy];
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    const pixel = 4 * (y * width + x);
    const alpha = cover * opacity;
    const below = data[pixel + 3] / 255;
    const together = alpha + below * (1 - alpha);
    for (let band = 0; band < 3; band++) {
      const shown = colour[band] * (1 - rim) + rimColour[band] * rim;
      data[pixel + band] = (shown * alpha + data[pixel + band] * below * (1 - alpha)) / together;
    }
    data[pixel + 3] = 255 * together;
  }
}
