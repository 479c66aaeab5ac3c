import type { Random } from '../src/random';
import { COARSE, LOWEST, RANGE, type Resolution } from './frame';
import type { Question } from './synthetic/questions';

/** Level of the sky in a frame, and what is surely above it. */
const SKY = Math.round((-LOWEST / RANGE) * 255);
const FAINT = 6;
/** Contrast at which half of the volunteers see what was added, and how fast they agree (in e-folds), as in `visible.ts`. */
const HALF_CONTRAST = 0.3;
const AGREEMENT = 0.45;

/** What volunteers would answer of a frame, question by question. */
export type Votes = readonly (readonly [Question, number])[];

/** The host's light: where it is from the middle of the frame, how long and how flat. All lengths are in pixels of a coarse frame. */
interface Host {
  readonly side: number;
  readonly x: number;
  readonly y: number;
  /** Root mean square radius along the major axis. */
  readonly radius: number;
  readonly axisRatio: number;
  /** Of the major axis, radians. */
  readonly angle: number;
}

type Addition = (random: Random, frame: Uint8Array, host: Host, out: Uint8Array) => Votes;

/**
 * Adds to a real galaxy what volunteers would find odd or would ask for by name, so that rare answers are seen on real
 * pixels too: a ring, a tail, clumps, a lensed arc, a dust lane.
 * @param frame 3 x frame x frame levels; @param out the same, written.
 */
export function addFeature(random: Random, frame: Uint8Array, out: Uint8Array, resolution: Resolution): Votes {
  out.set(frame);
  const host = hostOf(frame, resolution.frame);
  const kind = random.uniform();
  const addition: Addition =
    host.axisRatio < 0.4
      ? kind < 0.6
        ? dustLane
        : tail
      : kind < 0.5
        ? ring
        : kind < 0.74
          ? tail
          : kind < 0.9
            ? clumps
            : arc;
  return addition(random, frame, host, out);
}

/** Of a frame: its pixels, its middle, and pixels in one of a coarse frame. */
const gridOf = (side: number) => ({ plane: side * side, middle: (side - 1) / 2, unit: side / COARSE.frame });

function hostOf(frame: Uint8Array, side: number): Host {
  const { plane, middle, unit } = gridOf(side);
  let [sum, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i++) {
      const [dx, dy] = [(x - middle) / unit, (y - middle) / unit];
      if (dx * dx + dy * dy > 28 * 28) continue;
      const light = (frame[i] + frame[plane + i] + frame[2 * plane + i]) / 3 - SKY - FAINT;
      if (light <= 0) continue;
      sum += light;
      sx += light * dx;
      sy += light * dy;
      sxx += light * dx * dx;
      syy += light * dy * dy;
      sxy += light * dx * dy;
    }
  }
  if (sum === 0) return { side, x: 0, y: 0, radius: 8, axisRatio: 1, angle: 0 };
  const [mx, my] = [sx / sum, sy / sum];
  const [a, b, c] = [sxx / sum - mx * mx, syy / sum - my * my, sxy / sum - mx * my];
  const half = Math.hypot((a - b) / 2, c);
  const [major, minor] = [(a + b) / 2 + half, Math.max(0.3, (a + b) / 2 - half)];
  return {
    side,
    x: mx,
    y: my,
    radius: Math.min(14, Math.max(4, Math.sqrt(major))),
    axisRatio: Math.min(1, Math.sqrt(minor / major)),
    angle: 0.5 * Math.atan2(2 * c, a - b),
  };
}

/** A point in the plane of the host's disc: radius along the major axis, and angle from it. */
interface Place {
  readonly r: number;
  readonly theta: number;
  /** Along the minor axis as seen. */
  readonly height: number;
}

function eachPlace(host: Host, axisRatio: number, work: (place: Place, pixel: number) => void): void {
  const { side } = host;
  const { middle, unit } = gridOf(side);
  const [cos, sin] = [Math.cos(host.angle), Math.sin(host.angle)];
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i++) {
      const [dx, dy] = [(x - middle) / unit - host.x, (y - middle) / unit - host.y];
      const height = cos * dy - sin * dx;
      const [along, across] = [cos * dx + sin * dy, height / axisRatio];
      work({ r: Math.hypot(along, across), theta: Math.atan2(across, along), height }, i);
    }
  }
}

/** Adds light of a shape (1 at its brightest), `contrast` times the host's own where it lies, in a colour; what share would see it. */
function shine(
  random: Random,
  frame: Uint8Array,
  host: Host,
  axisRatio: number,
  shape: (place: Place) => number,
  out: Uint8Array,
): number {
  const { plane } = gridOf(host.side);
  const weights = new Float32Array(plane);
  let [sum, light] = [0, 0];
  eachPlace(host, axisRatio, (place, i) => {
    const weight = shape(place);
    if (weight < 0.02) return;
    weights[i] = weight;
    sum += weight;
    for (let c = 0; c < 3; c++) light += (weight * Math.max(0, frame[c * plane + i] - SKY)) / 3;
  });
  if (sum === 0) return 0;
  const contrast = random.logUniform(0.1, 1.6);
  const brightness = contrast * (light / sum + 5);
  const blue = random.chance(0.75) ? random.uniform(0, 0.35) : random.uniform(-0.2, 0.05);
  const colour = [1 - blue, 1, 1 + blue];
  for (let c = 0; c < 3; c++)
    for (let i = 0; i < plane; i++)
      if (weights[i] > 0)
        out[c * plane + i] = Math.min(255, Math.round(out[c * plane + i] + weights[i] * brightness * colour[c]));
  return 1 / (1 + (HALF_CONTRAST / contrast) ** (1 / AGREEMENT));
}

/** Angle from -pi to pi. */
const wrapped = (angle: number) => Math.atan2(Math.sin(angle), Math.cos(angle));
const gaussian = (x: number) => Math.exp(-0.5 * x * x);

const ring: Addition = (random, frame, host, out) => {
  const radius = Math.min(29, host.radius * random.uniform(0.9, 2.3));
  const width = Math.max(1.1, radius * random.uniform(0.07, 0.2));
  const partial = random.chance(0.25) ? random.uniform(1.4, 2.4) : Infinity;
  const from = random.angle();
  const waves = [1, 2, 3, 5].map((m) => ({ m, size: random.uniform(0, 0.35), phase: random.angle() }));
  const vote = shine(
    random,
    frame,
    host,
    Math.min(1, host.axisRatio * random.uniform(0.95, 1.2)),
    ({ r, theta }) => {
      const bright = waves.reduce((light, { m, size, phase }) => light * (1 + size * Math.cos(m * theta + phase)), 1);
      const there = partial < Infinity ? gaussian(Math.max(0, Math.abs(wrapped(theta - from)) - partial) / 0.15) : 1;
      return (gaussian((r - radius) / width) * bright * there) / 1.5;
    },
    out,
  );
  return [
    ['ring', vote],
    ['ring-partial', partial < Infinity ? 0.8 * vote : 0.05],
  ];
};

const tail: Addition = (random, frame, host, out) => {
  const start = host.radius * random.uniform(0.8, 1.3);
  const end = Math.min(40, start * random.uniform(2, 3.2));
  const winding = random.uniform(0.2, 1.4) * (random.chance(0.5) ? 1 : -1);
  const width = random.uniform(1.4, 3);
  const arms = [random.angle()];
  if (random.chance(0.4)) arms.push(arms[0] + Math.PI + random.uniform(-0.5, 0.5));
  const vote = shine(
    random,
    frame,
    host,
    random.uniform(0.6, 1),
    ({ r, theta }) => {
      if (r < 0.6 * start || r > end + 4) return 0;
      const fade = r < start ? gaussian((r - start) / 3) : r > end ? gaussian((r - end) / 2) : 1;
      const near = arms.map((at) => (r * wrapped(theta - at - winding * Math.log(r / start))) / (width * (r / start)));
      return Math.max(...near.map(gaussian)) * fade;
    },
    out,
  );
  return [
    ['tail', vote],
    ['disturbed', 0.1 + 0.7 * vote],
    ['merger', 0.08 + 0.55 * vote],
  ];
};

const clumps: Addition = (random, frame, host, out) => {
  const places = Array.from({ length: random.integer(2, 8) }, () => ({
    r: host.radius * random.uniform(0.5, 1.9),
    theta: random.angle(),
    size: random.uniform(0.8, 1.6),
    light: random.uniform(0.5, 1),
  }));
  const vote = shine(
    random,
    frame,
    host,
    host.axisRatio,
    ({ r, theta }) => {
      let light = 0;
      for (const place of places) {
        const far = (r - place.r) ** 2 + (place.r * wrapped(theta - place.theta)) ** 2;
        light = Math.max(light, place.light * Math.exp((-0.5 * far) / place.size ** 2));
      }
      return light;
    },
    out,
  );
  return [['clumps', 0.9 * vote]];
};

const arc: Addition = (random, frame, host, out) => {
  const radius = random.uniform(6, 18);
  const width = random.uniform(0.9, 1.7);
  const [at, span] = [random.angle(), random.uniform(0.3, 1.1)];
  const counter = random.chance(0.4) ? random.uniform(0.5, 0.9) : 0;
  const vote = shine(
    random,
    frame,
    host,
    1,
    ({ r, theta }) => {
      const across = gaussian((r - radius) / width) * gaussian(Math.max(0, Math.abs(wrapped(theta - at)) - span) / 0.1);
      const blob = gaussian((r - radius * 0.8) / 1.3) * gaussian((radius * wrapped(theta - at - Math.PI)) / 1.6);
      return Math.max(across, counter * blob);
    },
    out,
  );
  return [['lens-arc', vote]];
};

/** Absorbs along the major axis, blue light more than red (a standard extinction curve's ratios in g, r, i). */
const dustLane: Addition = (random, frame, host, out) => {
  const depth = random.logUniform(0.08, 0.9);
  const width = random.uniform(0.8, 1.8);
  const offset = random.uniform(-1, 1);
  const colours = [0.75, 1, 1.3];
  const { plane } = gridOf(host.side);
  eachPlace(host, 1, ({ r, height }, i) => {
    const absorbed = depth * gaussian((height - offset) / width) * gaussian(Math.max(0, r - host.radius * 1.6) / 3);
    for (let c = 0; c < 3; c++) {
      const light = frame[c * plane + i] - SKY;
      if (light > 0) out[c * plane + i] = Math.round(SKY + light * Math.exp(-absorbed * colours[c]));
    }
  });
  return [['dust-lane', 1 / (1 + (0.3 / depth) ** (1 / AGREEMENT))]];
};
