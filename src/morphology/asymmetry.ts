import { WHOLE } from './concentration';
import { simplexMinimum } from './simplex';
import type { Point, Stamp } from './stamp';

/** How far the centre of least asymmetry may be from the centroid, in Petrosian radii. */
const DRIFT = 0.25;
/** The asymmetry of a centre that is not possible: more than any real one. */
const NONE = 100;

export interface Asymmetry {
  /** Around 0 for symmetric galaxies, above 0.35 for mergers; below 0 where the sky is more lopsided than the galaxy. */
  readonly asymmetry: number;
  readonly centre: Point;
  /** Whether the centre is one of least asymmetry, and not the centroid in its stead. */
  readonly found: boolean;
}

/**
 * Asymmetry A = (Σ|I - I₁₈₀| - sky) / Σ|I| within 1.5 Petrosian radii, about the centre where it is least (Conselice 2003,
 * ApJS 147, 1, section 3.2; Lotz et al. 2004, AJ 128, 163, equation 10).
 * @param petrosian circular Petrosian radius about the centroid, pixels
 * @param sky mean |I - I₁₈₀| of sky pixels
 */
export function asymmetry(stamp: Stamp, centroid: Point, petrosian: number, sky: number): Asymmetry {
  const aperture = apertureOf(stamp, WHOLE * petrosian, sky);
  const at = (centre: Point) => asymmetryAbout(aperture, centre);
  const far = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y) > DRIFT * petrosian;
  for (const start of [centroid, brightest(stamp)]) {
    const centre = simplexMinimum(at, start);
    if (!far(centre, start)) return { asymmetry: at(centre), centre, found: true };
  }
  return { asymmetry: at(centroid), centre: centroid, found: false };
}

/** The quantities that asymmetries about different centres share. */
interface Aperture {
  readonly stamp: Stamp;
  readonly radius: number;
  readonly sky: number;
  /** Sums of |I| along each row, from 0 before its first pixel. */
  readonly sums: Float64Array;
  readonly hidden: Listed;
  /** Upper left pixels of each block of four that contains a masked pixel. */
  readonly veiled: Listed;
}

/** Columns of some pixels, row by row; those of row y are from place `starts[y]` to `starts[y + 1]`. */
interface Listed {
  readonly columns: Int32Array;
  readonly starts: Int32Array;
}

/**
 * Asymmetry about a centre; the turned image is interpolated between four pixels.
 *
 * The search for a centre asks some fifty times. Off the aperture's rim and the stamp's edges a pixel costs two
 * interpolations, of which it shares one with its neighbour, and Σ|I| is a difference of sums along the row.
 */
function asymmetryAbout(aperture: Aperture, { x: cx, y: cy }: Point): number {
  const { radius, sky, sums, hidden, veiled, stamp } = aperture;
  const { width, height, light, masked } = stamp;
  const inner = radius > 1 ? (radius - 0.71) ** 2 : -1;
  const outer = (radius + 0.71) ** 2;
  if (!(cx >= 0 && cy >= 0 && cx < width && cy < height)) return NONE;
  // A turn by half takes (x, y) to (2cx - x, 2cy - y): between pixels, all by the same fraction.
  // Integers to the compiler too, since places in memory follow from them.
  const [left, top] = [(2 * cx) | 0, (2 * cy) | 0];
  const [fx, fy] = [2 * cx - left, 2 * cy - top];
  const [gx, gy] = [1 - fx, 1 - fy];
  let [difference, whole, area] = [0, 0, 0];
  const yTo = Math.min(height - 1, Math.ceil(cy + radius + 0.5)) | 0;
  for (let y = Math.max(0, Math.floor(cy - radius - 0.5)) | 0; y <= yTo; y++) {
    const dy = y - cy;
    const reach = Math.sqrt(Math.max(0, outer - dy * dy));
    const xFrom = Math.max(0, Math.floor(cx - reach)) | 0;
    const xTo = Math.min(width - 1, Math.ceil(cx + reach)) | 0;
    const row = y * width;
    const v = top - y;
    const turnedRow = v * width + left;
    // The run of whole pixels with turned ones on the stamp; `end` is the first after it. -1 is no pixel's place.
    let [start, end] = [-1, -1];
    if (inner > dy * dy && v >= 0 && v + 1 < height) {
      const chord = Math.sqrt(inner - dy * dy);
      start = Math.max(xFrom, Math.ceil(cx - chord), left + 2 - width) | 0;
      end = (Math.min(xTo, Math.floor(cx + chord), left) + 1) | 0;
      if (start < end) {
        let sum = 0;
        let right = light[turnedRow + 1 - start] * gy + light[turnedRow + 1 - start + width] * fy;
        let other = 0;
        let x = start;
        // By twos, with two sums side by side: one alone would wait for each addition before the next.
        for (; x + 1 < end; x += 2) {
          const j = turnedRow - x;
          const middle = light[j] * gy + light[j + width] * fy;
          const next = light[j - 1] * gy + light[j - 1 + width] * fy;
          sum += Math.abs(middle * gx + right * fx - light[row + x]);
          other += Math.abs(next * gx + middle * fx - light[row + x + 1]);
          right = next;
        }
        if (x < end) {
          const j = turnedRow - x;
          const last = light[j] * gy + light[j + width] * fy;
          sum += Math.abs(last * gx + right * fx - light[row + x]);
        }
        sum += other;
        // Subtract pixels that are masked, or that the rotation maps onto a masked one.
        for (let k = hidden.starts[y]; k < hidden.starts[y + 1]; k++) {
          const x = hidden.columns[k];
          if (x < start || x >= end) continue;
          sum -= Math.abs(mixed(light, turnedRow - x, width, fx, fy));
          area--;
        }
        for (let k = veiled.starts[v]; k < veiled.starts[v + 1]; k++) {
          const x = left - veiled.columns[k];
          if (x < start || x >= end || masked[row + x] !== 0 || veil(masked, turnedRow - x, width, fx, fy) < 0.5)
            continue;
          sum -= Math.abs(mixed(light, turnedRow - x, width, fx, fy) - light[row + x]);
          whole -= Math.abs(light[row + x]);
          area--;
        }
        difference += sum;
        area += end - start;
        whole += sums[row + y + end] - sums[row + y + start];
      } else start = -1;
    }
    for (let x = xFrom; x <= xTo; x++) {
      if (x === start) {
        x = end - 1;
        continue;
      }
      const i = row + x;
      const dx = x - cx;
      const share = Math.min(1, radius - Math.sqrt(dx * dx + dy * dy) + 0.5);
      if (share <= 0 || masked[i]) continue;
      const u = left - x;
      let turned = 0;
      if (u >= 0 && v >= 0 && u + 1 < width && v + 1 < height) {
        const j = turnedRow - x;
        if (veil(masked, j, width, fx, fy) >= 0.5) continue;
        turned = mixed(light, j, width, fx, fy);
      } else {
        turned = (at(stamp, u, v) * gx + at(stamp, u + 1, v) * fx) * gy + (at(stamp, u, v + 1) * gx + at(stamp, u + 1, v + 1) * fx) * fy; // prettier-ignore
      }
      area += share;
      whole += share * Math.abs(light[i]);
      difference += share * Math.abs(turned - light[i]);
    }
  }
  return whole > 0 ? (difference - area * sky) / whole : NONE;
}

function apertureOf(stamp: Stamp, radius: number, sky: number): Aperture {
  const hidden = listed(stamp, stamp.masked);
  const veiled = listed(stamp, veiledSquares(stamp));
  return { stamp, radius, sky, sums: rowSums(stamp), hidden, veiled };
}

function mixed(light: Float64Array, j: number, width: number, fx: number, fy: number): number {
  const upper = light[j] * (1 - fx) + light[j + 1] * fx;
  return upper * (1 - fy) + (light[j + width] * (1 - fx) + light[j + width + 1] * fx) * fy;
}

/** How much of a turned pixel is masked. */
function veil(masked: Uint8Array, j: number, width: number, fx: number, fy: number): number {
  const upper = masked[j] * (1 - fx) + masked[j + 1] * fx;
  return upper * (1 - fy) + (masked[j + width] * (1 - fx) + masked[j + width + 1] * fx) * fy;
}

/** Sums of |I| along each row, from 0 before its first pixel. */
function rowSums({ width, height, light }: Stamp): Float64Array {
  const sums = new Float64Array((width + 1) * height);
  for (let y = 0, i = 0, k = 0; y < height; y++, k++) {
    for (let x = 0; x < width; x++, i++, k++) sums[k + 1] = sums[k] + Math.abs(light[i]);
  }
  return sums;
}

/** The pixels that are not 0. */
function listed({ width, height }: Stamp, pixels: Uint8Array): Listed {
  const columns = new Int32Array(pixels.length);
  const starts = new Int32Array(height + 1);
  let count = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) if (pixels[i] !== 0) columns[count++] = x;
    starts[y + 1] = count;
  }
  return { columns, starts };
}

/** 1 where one of the four pixels from a pixel on, to its right and in the next row, is masked. */
function veiledSquares({ width, masked }: Stamp): Uint8Array {
  const veiled = new Uint8Array(masked.length);
  for (let i = 0; i + width + 1 < masked.length; i++) {
    veiled[i] = masked[i] | masked[i + 1] | masked[i + width] | masked[i + width + 1];
  }
  return veiled;
}

function at({ width, height, light }: Stamp, x: number, y: number): number {
  return x >= 0 && y >= 0 && x < width && y < height ? light[y * width + x] : 0;
}

function brightest({ width, light, segment }: Stamp): Point {
  let best = -1;
  for (let i = 0; i < light.length; i++) if (segment[i] && (best < 0 || light[i] > light[best])) best = i;
  return { x: best % width, y: Math.floor(best / width) };
}
