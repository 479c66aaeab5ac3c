/** Surface brightness at (x, y), in pixels from the galaxy's centre. */
export type Profile = (x: number, y: number) => number;

/** Sérsic's profile, exp(-b((r/re)^(1/n) - 1)): 1 at the radius `re` that holds half of the light. */
export function sersic(re: number, n: number): (r: number) => number {
  // Ciotti & Bertin 1999, eq. 18: good to 1e-4 for n > 0.5.
  const b = 2 * n - 1 / 3 + 4 / (405 * n) + 46 / (25515 * n * n);
  return (r) => Math.exp(-b * ((r / re) ** (1 / n) - 1));
}

/** A profile of the elliptical radius, with axis ratio `q` and the major axis at `angle` from the x axis. */
export function elliptical(radial: (r: number) => number, q: number, angle: number): Profile {
  return inFrame(angle, (x, y) => radial(Math.hypot(x, y / q)));
}

/** `profile`, drawn with x along `angle`. */
export function inFrame(angle: number, profile: Profile): Profile {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return (x, y) => profile(x * cos + y * sin, y * cos - x * sin);
}

/** `profile` with its centre at (dx, dy). */
export function shifted(profile: Profile, dx: number, dy: number): Profile {
  return (x, y) => profile(x - dx, y - dy);
}

export function sum(...profiles: Profile[]): Profile {
  return (x, y) => profiles.reduce((total, profile) => total + profile(x, y), 0);
}

export function scaled(profile: Profile, factor: number): Profile {
  return (x, y) => factor * profile(x, y);
}

/** The shape across an arm: 1 on its ridge and falling the faster the greater `sharpness`. */
export function ridge(phase: number, sharpness: number): number {
  return Math.exp(sharpness * (Math.cos(phase) - 1));
}

export function bell(x: number, width: number): number {
  return Math.exp(-0.5 * (x / width) ** 2);
}
