import { type Hdu, imageSize } from '../fits';
import {
  type BandPoint,
  circleValues,
  lineProfile,
  type PixelStatistics,
  pixelStatistics,
  type Profile,
  radialProfile,
} from '../imaging';
import type { PlaneReader } from './plane-reader';

/** A shape that the user draws on an image, in pixels of the file: pixel (i, j), 0-based, covers i to i + 1 and j to j + 1. */
export type Shape =
  | { readonly kind: 'line'; readonly from: BandPoint; readonly to: BandPoint }
  | { readonly kind: 'circle'; readonly centre: BandPoint; readonly radius: number }
  | { readonly kind: 'box'; readonly from: BandPoint; readonly to: BandPoint };

/** Result of measuring a shape: a line's profile, a circle's statistics and radial profile, a box's statistics. */
export interface Measurement {
  readonly statistics?: PixelStatistics;
  readonly profile?: Profile;
}

/** Pixels that a circle or box may span; more are a statistic of the whole image, which the survey has. */
const AREA_MAX = 2 ** 26;
/** Pixels of a line read at a time, lest a diagonal ask for the whole image. */
const PIECE = 256;

/** @throws FitsError as `readRegion`, or where the shape spans too many pixels */
export function measure(hdu: Hdu, plane: number, shape: Shape, reader: PlaneReader): Measurement {
  switch (shape.kind) {
    case 'line':
      return { profile: measureLine(hdu, plane, shape.from, shape.to, reader) };
    case 'circle': {
      const { centre, radius } = shape;
      const low = { x: centre.x - radius, y: centre.y - radius };
      const high = { x: centre.x + radius, y: centre.y + radius };
      const { band, offset } = readAround(hdu, plane, low, high, reader);
      const inBand = { x: centre.x - offset.x, y: centre.y - offset.y };
      return {
        statistics: pixelStatistics(circleValues(band, inBand, radius)),
        profile: radialProfile(band, inBand, radius),
      };
    }
    case 'box': {
      const { from, to } = shape;
      const low = { x: Math.round(Math.min(from.x, to.x)), y: Math.round(Math.min(from.y, to.y)) };
      const high = { x: Math.round(Math.max(from.x, to.x)), y: Math.round(Math.max(from.y, to.y)) };
      return { statistics: pixelStatistics(readAround(hdu, plane, low, high, reader).band.values) };
    }
  }
}

function measureLine(hdu: Hdu, plane: number, from: BandPoint, to: BandPoint, reader: PlaneReader): Profile {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const steps = Math.max(1, Math.round(length));
  const along = (i: number) => ({
    x: from.x + ((to.x - from.x) * i) / steps,
    y: from.y + ((to.y - from.y) * i) / steps,
  });
  const distance = Float32Array.from({ length: steps + 1 }, (_, i) => (length * i) / steps);
  const value = new Float32Array(steps + 1);
  for (let first = 0; first < steps; first += PIECE) {
    const [start, end] = [along(first), along(Math.min(steps, first + PIECE))];
    const low = { x: Math.min(start.x, end.x) - 1, y: Math.min(start.y, end.y) - 1 };
    const high = { x: Math.max(start.x, end.x) + 1, y: Math.max(start.y, end.y) + 1 };
    const { band, offset } = readAround(hdu, plane, low, high, reader);
    const shift = (point: BandPoint) => ({ x: point.x - offset.x, y: point.y - offset.y });
    value.set(lineProfile(band, shift(start), shift(end)).value, first);
  }
  return { distance, value };
}

/** The part of the image between two points, and where it begins. */
function readAround(hdu: Hdu, plane: number, low: BandPoint, high: BandPoint, reader: PlaneReader) {
  const { width: across, height: up } = imageSize(hdu);
  const inside = (n: number, most: number) => Math.min(most, Math.max(0, n));
  const [x, y] = [inside(Math.floor(low.x), across), inside(Math.floor(low.y), up)];
  const [width, height] = [inside(Math.ceil(high.x), across) - x, inside(Math.ceil(high.y), up) - y];
  if (width * height > AREA_MAX) throw hdu.error(`a region of ${width} x ${height} pixels is too large to measure`);
  const values = reader.read(hdu, plane, { x, y, width, height });
  return { band: { width, height, values }, offset: { x, y } };
}
