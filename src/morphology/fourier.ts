import type { Point, Stamp } from './stamp';

export const FOURIER_MODES = 4;

/**
 * Amplitudes of the modes m = 1 to 4 of the light around the centre, between the half-light and the Petrosian radius:
 * |Σ I e^{imφ}| / Σ I, 0 to 1 or so: lopsidedness, bars and two arms, three arms, boxes (Rix and Zaritsky 1995,
 * ApJ 447, 82). Noise alone gives small positive values. NaN where there is no light.
 */
export function fourierAmplitudes({ width, light }: Stamp, centre: Point, inner: number, outer: number): number[] {
  const real = new Float64Array(FOURIER_MODES);
  const imaginary = new Float64Array(FOURIER_MODES);
  const [least, most] = [inner * inner, outer * outer];
  let sum = 0;
  for (let i = 0, x = 0, dy = -centre.y; i < light.length; i++, x++) {
    if (x === width) {
      x = 0;
      dy++;
    }
    const dx = x - centre.x;
    const square = dx * dx + dy * dy;
    if (!(square >= least && square < most)) continue;
    const r = Math.sqrt(square);
    const c = dx / r;
    const s = dy / r;
    let re = light[i];
    let im = 0;
    sum += light[i];
    // Each mode is the one before turned by the pixel's angle once more.
    for (let m = 0; m < FOURIER_MODES; m++) {
      const turned = re * c - im * s;
      im = re * s + im * c;
      re = turned;
      real[m] += re;
      imaginary[m] += im;
    }
  }
  return Array.from(real, (re, m) => (sum > 0 ? Math.hypot(re, imaginary[m]) / sum : NaN));
}
