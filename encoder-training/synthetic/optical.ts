import type { Random } from '../../src/random';
import { add, paint, plane, SIDE, X, Y, type Plane } from './canvas';
import { ownFrame, seenAxisRatio, unevenness, type OwnFrame, type Pose } from './disc-plane';

/** Brightness in the red, green and blue bands of a picture. */
export type Colour = readonly [number, number, number];

/** Light of one galaxy: by band, and by feature (all bands' mean), for the judgement of what can be seen. */
export interface Drawn {
  bands: [Plane, Plane, Plane];
  features: Map<Feature, Plane>;
  traits: Traits;
}

export type Feature = 'bar' | 'arms' | 'ring' | 'clumps' | 'dust' | 'tail' | 'shells' | 'companion' | 'arc';

/** What was drawn, as numbers. */
export interface Traits {
  type: 'elliptical' | 'disc' | 'edge-on';
  q: number;
  bulgeToTotal: number;
  /** Half-light radius of the main body, in half frames. */
  radius: number;
  arms: number;
  pitch: number;
  barLength: number;
  ringRadius: number;
  ringInner: boolean;
  ringPartial: boolean;
  boxy: number;
  bend: number;
  scale: number;
}

const smooth = (x: number) => 1 / (1 + Math.exp(-x));

/** Sersic's profile, 1 at its half-light radius; b by Ciotti & Bertin 1999, eq. 18. */
function sersic(r: number, re: number, n: number): number {
  const b = 2 * n - 1 / 3 + 0.009876 / n;
  return Math.exp(-b * ((r / re) ** (1 / n) - 1));
}

/** Light of a Sersic profile of that half-light radius and axis ratio, per unit of brightness at that radius (Graham & Driver 2005, eq. 4). */
function sersicLight(re: number, n: number, q: number): number {
  const b = 2 * n - 1 / 3 + 0.009876 / n;
  return 2 * Math.PI * n * re * re * q * Math.exp(b) * b ** (-2 * n) * gamma(2 * n);
}

/** Stirling's series: good to a percent for x >= 1, more than a drawing needs. */
function gamma(x: number): number {
  return Math.sqrt((2 * Math.PI) / x) * (x / Math.E) ** x * (1 + 1 / (12 * x) + 1 / (288 * x * x));
}

const OLD = (random: Random): Colour => [
  random.uniform(0.95, 1.25),
  random.uniform(0.75, 0.95),
  random.uniform(0.4, 0.75),
];
const DISC = (random: Random): Colour => [
  random.uniform(0.8, 1.1),
  random.uniform(0.75, 0.95),
  random.uniform(0.55, 1),
];
const YOUNG = (random: Random): Colour => [
  random.uniform(0.45, 0.85),
  random.uniform(0.65, 0.95),
  random.uniform(0.75, 1.3),
];

export interface Wish {
  /** Half-light radius of the main body, in half frames. */
  radius: number;
  x: number;
  y: number;
  /** Tidal bend of the coordinates. */
  bend: number;
}

/** Draws a galaxy of a random type with random features. */
export function drawGalaxy(random: Random, wish: Wish): Drawn {
  const kind = random.uniform();
  const type = kind < 0.3 ? 'elliptical' : kind < 0.82 ? 'disc' : 'edge-on';
  const thickness = random.uniform(0.1, 0.25);
  const q =
    type === 'elliptical'
      ? 1 - 0.75 * random.uniform() ** 1.6
      : type === 'disc'
        ? seenAxisRatio(random.uniform(0.25, 1), thickness)
        : random.uniform(0.09, 0.27);
  const pose: Pose = {
    x: wish.x,
    y: wish.y,
    angle: random.angle(),
    q,
    bend: wish.bend,
    bendPhase: random.angle(),
  };
  const frame = ownFrame(pose);
  const traits: Traits = {
    type,
    q,
    bulgeToTotal: 1,
    radius: wish.radius,
    arms: 0,
    pitch: 0,
    barLength: 0,
    ringRadius: 0,
    ringInner: false,
    ringPartial: false,
    boxy: 0,
    bend: wish.bend,
    scale: wish.radius,
  };
  const drawn: Drawn = { bands: [plane(), plane(), plane()], features: new Map(), traits };
  if (type === 'elliptical') drawElliptical(random, frame, drawn);
  else if (type === 'disc') drawDisc(random, frame, drawn);
  else drawEdgeOn(random, frame, drawn);
  return drawn;
}

export function shine(drawn: Drawn, light: Plane, colour: Colour, feature?: Feature): void {
  drawn.bands.forEach((band, b) => add(band, light, colour[b]));
  if (!feature) return;
  const mean = (colour[0] + colour[1] + colour[2]) / 3;
  const known = drawn.features.get(feature);
  if (known) add(known, light, mean);
  else
    drawn.features.set(
      feature,
      light.map((value) => value * mean),
    );
}

function drawElliptical(random: Random, { u, v }: OwnFrame, drawn: Drawn): void {
  const { traits } = drawn;
  const n = random.uniform(1.3, 5.5);
  const re = traits.radius;
  const power = 2 + random.uniform(-0.35, 0.35);
  const core = random.uniform(0, 0.02) ** 2;
  const light = paint((i) => {
    const r = (Math.abs(u[i]) ** power + Math.abs(v[i] / traits.q) ** power) ** (1 / power);
    return sersic(Math.sqrt(r * r + core), re, n);
  });
  shine(drawn, light, random.chance(0.85) ? OLD(random) : YOUNG(random));
}

function drawDisc(random: Random, frame: OwnFrame, drawn: Drawn): void {
  const { r, phi } = frame;
  const { traits } = drawn;
  const h = traits.radius / 1.68;
  traits.scale = h;
  const bulgeToTotal = random.chance(0.25) ? random.uniform(0, 0.06) : random.uniform(0.04, 0.6);
  traits.bulgeToTotal = bulgeToTotal;
  const hasBar = random.chance(0.35);
  const hasArms = random.chance(0.55);
  const hasRing = random.chance(0.28);
  const barAngle = random.angle();
  const barLength = h * random.uniform(0.6, 1.9);
  if (hasBar) traits.barLength = barLength;

  // The smooth disc, truncated or with a flatter outer part (Pohlen & Trujillo 2006), and darker inside a ring.
  const breakRadius = h * random.uniform(2.2, 4.5);
  const outer = random.chance(0.35) ? random.uniform(0.4, 0.7) : random.chance(0.3) ? random.uniform(1.2, 1.7) : 1;
  const ring = hasRing ? ringOf(random, h, barLength, hasBar) : undefined;
  const discLight = paint((i) => {
    const beyond = Math.max(0, r[i] - breakRadius);
    const light = Math.exp(-(Math.min(r[i], breakRadius) + beyond / outer) / h);
    return ring ? light * ring.disc(r[i]) : light;
  });
  const discColour = DISC(random);
  shine(drawn, discLight, discColour);

  if (hasArms) {
    const arms = armsOf(random, traits, h, hasBar ? { length: barLength, angle: barAngle } : undefined);
    const strength = random.logUniform(0.5, 3.5);
    const young = random.chance(0.8) ? YOUNG(random) : discColour;
    shine(
      drawn,
      paint((i) => strength * discLight[i] * arms(r[i], phi[i])),
      young,
      'arms',
    );
  }
  if (ring) {
    traits.ringRadius = ring.radius;
    traits.ringInner = ring.inner;
    traits.ringPartial = ring.partial;
    shine(
      drawn,
      paint((i) => ring.light(r[i], phi[i])),
      random.chance(0.75) ? YOUNG(random) : discColour,
      'ring',
    );
  }
  if (hasBar) {
    const width = random.uniform(0.18, 0.4);
    const brightness = random.logUniform(0.35, 2.2);
    const ansae = random.chance(0.2) ? random.uniform(0.3, 0.8) : 0;
    const light = paint((i) => {
      const along = (r[i] * Math.cos(phi[i] - barAngle)) / barLength;
      const across = (r[i] * Math.sin(phi[i] - barAngle)) / (barLength * width);
      const body = Math.exp(-((Math.abs(along) ** 3.2 + Math.abs(across) ** 2.1) * 1.6));
      const ends = ansae && Math.exp(-((Math.abs(along) - 0.85) ** 2 / 0.03 + across ** 2 * 1.5));
      return brightness * (body + ansae * ends) * Math.exp(-0.35);
    });
    shine(drawn, light, OLD(random), 'bar');
  }
  drawBulge(random, frame, drawn, h, discLight);
  if (random.chance(0.22)) drawClumps(random, frame, drawn, h);
}

function drawBulge(random: Random, { u, v }: OwnFrame, drawn: Drawn, h: number, discLight: Plane): void {
  const { bulgeToTotal, q } = drawn.traits;
  if (bulgeToTotal < 0.01) return;
  const re = h * random.uniform(0.15, 0.6);
  const n = random.uniform(0.9, 4);
  const bulgeQ = Math.min(1, q * 0.5 + 0.5 * random.uniform(0.8, 1.05));
  let disc = 0;
  for (const value of discLight) disc += value;
  disc *= (2 / SIDE) ** 2;
  const brightness = ((bulgeToTotal / (1 - bulgeToTotal)) * disc) / sersicLight(re, n, bulgeQ);
  const light = paint((i) => brightness * sersic(Math.hypot(u[i], v[i] / bulgeQ) + 0.004, re, n));
  shine(drawn, light, OLD(random));
}

interface Ring {
  radius: number;
  inner: boolean;
  partial: boolean;
  light: (r: number, phi: number) => number;
  /** What is left of the disc's light at a radius. */
  disc: (r: number) => number;
}

function ringOf(random: Random, h: number, barLength: number, barred: boolean): Ring {
  const inner = random.chance(0.45);
  const radius = inner
    ? barred
      ? barLength * random.uniform(0.95, 1.15)
      : h * random.uniform(0.7, 1.6)
    : h * random.uniform(1.6, 3.4);
  const width = radius * random.uniform(0.06, 0.22);
  const partial = random.chance(0.3);
  const gapWidth = random.uniform(0.5, 1.6);
  const gapAt = random.angle();
  const uneven = unevenness(random, 5);
  const patchiness = random.uniform(0, 0.8);
  const ellipse = random.chance(0.4) ? random.uniform(0, 0.18) : 0;
  const ellipseAt = random.angle();
  const side = random.uniform(0, 0.6);
  const sideAt = random.angle();
  const strength = random.logUniform(0.25, 3) * Math.exp(-Math.min(radius / h, 2.4));
  // A detached ring has a dark gap within it, as Hoag's object and the outer rings of barred galaxies.
  const gap = random.chance(0.65) ? random.uniform(0.3, 0.97) : 0;
  const gapRadius = radius * random.uniform(0.5, 0.75);
  const gapSpread = radius * random.uniform(0.12, 0.25);
  const fadeOutside = random.chance(0.5) ? random.uniform(0, 0.5) : 1;
  return {
    radius,
    inner,
    partial,
    light(r, phi) {
      const here = radius * (1 + ellipse * Math.cos(2 * (phi - ellipseAt)));
      let light = Math.exp(-0.5 * ((r - here) / width) ** 2);
      if (light < 1e-4) return 0;
      light *= Math.max(0, 1 + patchiness * uneven(0.5, phi)) * (1 + side * Math.cos(phi - sideAt));
      if (partial) {
        const distance = Math.abs(Math.atan2(Math.sin(phi - gapAt), Math.cos(phi - gapAt)));
        light *= smooth((distance - gapWidth) / 0.15);
      }
      return strength * light;
    },
    disc: (r) =>
      (1 - gap * Math.exp(-0.5 * ((r - gapRadius) / gapSpread) ** 2)) * (r > radius + width ? fadeOutside : 1),
  };
}

/** Brightness of the arms over that of the disc: logarithmic spirals, grand or flocculent. */
function armsOf(
  random: Random,
  traits: Traits,
  h: number,
  bar: { length: number; angle: number } | undefined,
): (r: number, phi: number) => number {
  const count = bar ? 2 : [1, 2, 2, 2, 2, 3, 3, 4, 5][random.integer(0, 8)];
  const pitch = random.uniform(7, 36);
  traits.arms = count;
  traits.pitch = pitch;
  const winding = (random.chance(0.5) ? 1 : -1) / Math.tan((pitch * Math.PI) / 180);
  const start = bar ? bar.length * random.uniform(0.85, 1.05) : h * random.uniform(0.3, 1);
  const phase0 = bar ? bar.angle : random.angle();
  const sharpness = random.uniform(0.8, 4.5);
  const flocculent = random.chance(0.35) ? random.uniform(0.4, 1) : random.uniform(0, 0.35);
  const uneven = unevenness(random, 7);
  const end = h * random.uniform(2.4, 5);
  const wobble = random.uniform(0, 0.5);
  const wobbleAt = random.angle();
  // Arms of one galaxy differ in brightness.
  const favoured = random.uniform(0, 0.5);
  const favouredAt = random.angle();
  return (r, phi) => {
    const turn = phase0 + winding * Math.log(Math.max(r, 0.02) / start) + wobble * Math.sin(phi + wobbleAt);
    const ridge = Math.exp(sharpness * (Math.cos(count * (phi - turn)) - 1));
    const extent = smooth((r - start) / (0.12 * start + 0.01)) * smooth((end - r) / (0.3 * h));
    const patches = 1 + flocculent * uneven(r, phi - turn);
    return ridge * extent * Math.max(0, patches) * (1 + favoured * Math.cos(phi - turn - favouredAt));
  };
}

function drawClumps(random: Random, frame: Pick<OwnFrame, 'u' | 'v'>, drawn: Drawn, h: number): void {
  const light = plane();
  const count = random.integer(2, 14);
  for (let k = 0; k < count; k++) {
    const rc = h * random.uniform(0.3, 3);
    const at = random.angle();
    const u0 = rc * Math.cos(at);
    const v0 = rc * Math.sin(at) * drawn.traits.q;
    const width = random.uniform(0.015, 0.05);
    const peak = random.logUniform(0.25, 2.5) * Math.exp(-0.8 * (rc / h));
    const reach = 3.5 * width;
    for (let i = 0; i < light.length; i++) {
      const du = frame.u[i] - u0;
      if (du > reach || du < -reach) continue;
      const dv = frame.v[i] - v0;
      if (dv > reach || dv < -reach) continue;
      light[i] += peak * Math.exp(-(du * du + dv * dv) / (2 * width * width));
    }
  }
  shine(drawn, light, YOUNG(random), 'clumps');
}

function drawEdgeOn(random: Random, { u, v }: OwnFrame, drawn: Drawn): void {
  const { traits } = drawn;
  const h = traits.radius / 1.3;
  traits.scale = h;
  const z = h * traits.q * random.uniform(0.5, 0.8);
  const warp = random.chance(0.3) ? random.uniform(-0.25, 0.25) / h : 0;
  const lane = random.chance(0.5) ? random.uniform(0.3, 0.95) : 0;
  const laneOffset = z * random.uniform(-0.6, 0.6);
  const laneWidth = z * random.uniform(0.2, 0.45);
  const height = (i: number) => v[i] - warp * u[i] * Math.abs(u[i]);
  const disc = paint((i) => {
    const along = Math.exp(-Math.hypot(u[i], 0.25 * h) / h);
    return (1.6 * along) / Math.cosh(height(i) / z) ** 2;
  });
  const bulgeToTotal = random.chance(0.3) ? 0 : random.uniform(0.05, 0.5);
  traits.bulgeToTotal = bulgeToTotal;
  traits.boxy = bulgeToTotal > 0.08 && random.chance(0.3) ? random.uniform(0.5, 1) : 0;
  const re = h * random.uniform(0.15, 0.4);
  const q = random.uniform(0.5, 0.95);
  const n = random.uniform(0.9, 3);
  const power = 2 + 1.6 * traits.boxy;
  let light = 0;
  for (const value of disc) light += value;
  const brightness =
    ((bulgeToTotal / (1 - bulgeToTotal)) * light * (2 / SIDE) ** 2) / Math.max(1e-6, sersicLight(re, n, q));
  const bulge = paint((i) => {
    const r = (Math.abs(u[i]) ** power + Math.abs(v[i] / q) ** power) ** (1 / power);
    return brightness * sersic(r + 0.004, re, n);
  });
  // Dust dims blue light more than red.
  const extent = h * random.uniform(1.2, 3);
  const dimmed = paint((i) => {
    const across = (height(i) - laneOffset) / laneWidth;
    return lane * Math.exp(-0.5 * across * across) * Math.exp(-((u[i] / extent) ** 2));
  });
  const discColour = DISC(random);
  const bulgeColour = OLD(random);
  const dust = plane();
  [0.75, 0.9, 1].forEach((strength, b) => {
    for (let i = 0; i < dust.length; i++) {
      const clear = disc[i] * discColour[b] + bulge[i] * bulgeColour[b];
      drawn.bands[b][i] += clear * (1 - strength * dimmed[i]);
      dust[i] += (clear * strength * dimmed[i]) / 3;
    }
  });
  if (lane > 0) drawn.features.set('dust', dust);
  if (random.chance(0.2)) drawClumps(random, { u, v }, drawn, h);
}

/** A point's light, for stars and distant galaxies; widths in half frames. */
export function addPoint(to: Plane, x: number, y: number, width: number, peak: number, q = 1, angle = 0): void {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const reach = 5 * width;
  const [left, right] = [x - reach, x + reach].map((edge) => Math.round(((edge + 1) / 2) * SIDE));
  const [low, high] = [y - reach, y + reach].map((edge) => Math.round(((edge + 1) / 2) * SIDE));
  for (let row = Math.max(0, low); row < Math.min(SIDE, high); row++) {
    for (let column = Math.max(0, left); column < Math.min(SIDE, right); column++) {
      const i = row * SIDE + column;
      const dx = X[i] - x;
      const dy = Y[i] - y;
      const r2 = ((dx * cos + dy * sin) ** 2 + ((dy * cos - dx * sin) / q) ** 2) / (2 * width * width);
      if (r2 < 12) to[i] += peak * Math.exp(-r2);
    }
  }
}
