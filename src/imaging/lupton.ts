/** Parameters of a Lupton colour picture. */
export interface Lupton {
  /** Softening: how early asinh leaves the linear; astropy's default is 8. */
  readonly Q: number;
  /** Linear scale, in the unit of the bands; positive. */
  readonly stretch: number;
  /** The value drawn black, of the red, green and blue band. */
  readonly minimum: readonly [number, number, number];
}

/**
 * Three bands as 8-bit colour, hue kept at every brightness: Lupton et al. 2004, PASP 116, 133. One factor, by the mean
 * of the bands, multiplies all three, and a pixel too bright in one band is scaled down in all. The formula of
 * astropy.visualization's make_lupton_rgb, fractions cut off likewise.
 * @param bands red, green, blue, of one length
 * @param out `4 * length` bytes, RGBA; the alpha is set too, and `bad` is drawn where a band is not finite
 */
export function luptonRgba(
  [red, green, blue]: readonly Float32Array[],
  { Q, stretch, minimum }: Lupton,
  bad: readonly [number, number, number],
  out: Uint8ClampedArray,
): void {
  const softness = Math.abs(Q) < 2 ** -23 ? 0.1 : Math.min(Q, 1e10);
  const slope = (0.1 * 255) / Math.asinh(0.1 * softness);
  const soften = softness / stretch;
  for (let i = 0, at = 0; i < red.length; i++, at += 4) {
    const r = red[i] - minimum[0];
    const g = green[i] - minimum[1];
    const b = blue[i] - minimum[2];
    const intensity = (r + g + b) / 3;
    out[at + 3] = 255;
    if (intensity - intensity !== 0) {
      out[at] = bad[0];
      out[at + 1] = bad[1];
      out[at + 2] = bad[2];
      continue;
    }
    let factor = intensity <= 0 ? 0 : (Math.asinh(intensity * soften) * slope) / intensity;
    const brightest = Math.max(r, g, b) * factor;
    if (brightest > 255) factor *= 255 / brightest;
    // Uint8ClampedArray clips at both ends but rounds, where astropy cuts off.
    out[at] = Math.floor(r * factor);
    out[at + 1] = Math.floor(g * factor);
    out[at + 2] = Math.floor(b * factor);
  }
}
