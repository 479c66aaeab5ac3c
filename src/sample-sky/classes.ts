import { drawBulge, drawDisc, drawKnots, inDisc } from './disc';
import type { Blob, Galaxy, GalaxyClass } from './galaxy';
import { bell, elliptical, inFrame, ridge, scaled, sersic, shifted, sum } from './profiles';
import type { Random } from '../random';

/** Draws a galaxy of one class, to be seen in a cutout of `size` pixels. */
export const drawGalaxy: Record<GalaxyClass, (random: Random, size: number) => Galaxy> = {
  disc: drawSmoothDisc,
  elliptical: drawElliptical,
  barred: drawBarred,
  ring: drawRing,
  spiral: drawSpiral,
  'edge-on': drawEdgeOn,
  merger: drawMerger,
};

function drawSmoothDisc(random: Random, size: number): Galaxy {
  const shape = { ...drawDisc(random, size), sersicIndex: 1, bulgeFraction: random.uniform(0.02, 0.2) };
  const disc = elliptical(sersic(shape.radius, 1), shape.axisRatio, shape.angle);
  const place = () => ({ r: shape.radius * random.uniform(0.3, 1.8), theta: random.angle() });
  return {
    class: 'disc',
    shape,
    old: { profile: sum(scaled(disc, 0.6), drawBulge(random, shape, shape.bulgeFraction)) },
    young: { profile: scaled(disc, 0.4), blobs: faint(drawKnots(random, shape, random.integer(4, 14), place)) },
  };
}

function drawElliptical(random: Random, size: number): Galaxy {
  const n = random.uniform(2, 6);
  const shape = {
    radius: size * random.uniform(0.05, 0.11),
    axisRatio: random.uniform(0.5, 1),
    angle: random.angle(),
    sersicIndex: n,
  };
  const profile = elliptical(sersic(shape.radius, n), shape.axisRatio, shape.angle);
  return { class: 'elliptical', shape, old: { profile }, young: { profile: scaled(profile, 0.03) } };
}

function drawSpiral(random: Random, size: number): Galaxy {
  const disc = drawDisc(random, size, 0.45);
  const arms = random.chance(0.6) ? 2 : random.integer(3, 4);
  const pitchAngle = random.uniform(11, 28);
  const shape = { ...disc, arms, pitchAngle, bulgeFraction: random.uniform(0.06, 0.22), sersicIndex: 1 };
  const { radius } = shape;
  const start = radius * random.uniform(0.3, 0.45);
  const winding = spiralPhase(arms, pitchAngle, random);
  const sharpness = random.uniform(2.5, 5);
  const contrast = random.uniform(0.75, 0.95);
  const envelope = sersic(radius * 1.1, 1);
  const onArms = (r: number, theta: number) => {
    const strength = contrast * smoothStep(r, start * 0.5, start * 1.4);
    return 1 - strength + strength * 2.6 * ridge(winding.phase(r, theta), sharpness);
  };
  // Dust lies along the inner side of an arm.
  const dust = (r: number, theta: number) => 1 - 0.35 * ridge(winding.phase(r * 0.9, theta), 6);
  const place = () => {
    const r = radius * random.uniform(0.5, 2.3);
    return { r, theta: winding.ridgeAt(r, random.integer(0, arms - 1)) + 0.12 * random.gaussian() };
  };
  return {
    class: 'spiral',
    shape,
    old: {
      profile: sum(
        inDisc(shape, (r, theta) => 0.4 * envelope(r) * (0.55 + 0.45 * onArms(r, theta))),
        drawBulge(random, shape, shape.bulgeFraction),
      ),
    },
    young: {
      profile: inDisc(shape, (r, theta) => 0.6 * envelope(r) * onArms(r, theta) * dust(r, theta)),
      blobs: drawKnots(random, shape, random.integer(20, 45), place),
    },
  };
}

function drawBarred(random: Random, size: number): Galaxy {
  const disc = drawDisc(random, size, 0.5);
  const bar = disc.radius * random.uniform(0.65, 1);
  const pitchAngle = random.uniform(12, 24);
  const shape = { ...disc, arms: 2, pitchAngle, barLength: bar, bulgeFraction: random.uniform(0.03, 0.1) };
  const envelope = sersic(disc.radius * 1.1, 1);
  // The arms leave from the two ends of the bar.
  const barAngle = random.angle();
  const winding = spiralPhase(2, pitchAngle, random, { radius: bar, theta: barAngle });
  const strength = random.uniform(0.4, 0.95);
  const sharpness = random.uniform(2, 4);
  const thickness = random.uniform(0.22, 0.32);
  const outside = (r: number) => smoothStep(r, bar * 0.75, bar * 1.05);
  const onArms = (r: number, theta: number) => {
    const here = strength * outside(r);
    return 1 - here + here * 2.4 * ridge(winding.phase(r, theta), sharpness);
  };
  const brightness = random.uniform(2, 3.2);
  const barLight = (r: number, theta: number) => {
    const u = (r * Math.cos(theta - barAngle)) / bar;
    const v = (r * Math.sin(theta - barAngle)) / (bar * thickness);
    // Boxier than an ellipse, flat along its length, and cut off at its end, as bars are.
    const g = Math.abs(u) ** 3 + Math.abs(v) ** 2.2;
    return brightness * Math.exp(-2 * g) * bell(v, 1.2);
  };
  const place = () => {
    const r = bar * random.uniform(1, 2.2);
    return { r, theta: winding.ridgeAt(r, random.integer(0, 1)) + 0.15 * random.gaussian() };
  };
  return {
    class: 'barred',
    shape,
    old: {
      profile: sum(
        inDisc(shape, (r, theta) => barLight(r, theta) + 0.35 * envelope(r)),
        drawBulge(random, shape, shape.bulgeFraction),
      ),
    },
    young: {
      profile: inDisc(shape, (r, theta) => 0.65 * envelope(r) * onArms(r, theta) * (0.25 + 0.75 * outside(r))),
      blobs: drawKnots(random, shape, random.integer(8, 25), place),
    },
  };
}

function drawRing(random: Random, size: number): Galaxy {
  const disc = drawDisc(random, size, 0.5);
  const ringRadius = size * random.uniform(0.15, 0.24);
  const shape = { ...disc, radius: ringRadius, ringRadius, bulgeFraction: random.uniform(0.1, 0.3) };
  const width = ringRadius * random.uniform(0.09, 0.16);
  // One side brighter than the other, as in most.
  const uneven = random.uniform(0.05, 0.5);
  const side = random.angle();
  const ring = (r: number, theta: number) => bell(r - ringRadius, width) * (1 + uneven * Math.cos(theta - side));
  const place = () => ({ r: ringRadius + 0.7 * width * random.gaussian(), theta: random.angle() });
  const core = elliptical(sersic(ringRadius * random.uniform(0.14, 0.22), random.uniform(1, 3)), 0.9, shape.angle);
  return {
    class: 'ring',
    shape,
    old: {
      profile: sum(
        scaled(core, 7 * shape.bulgeFraction),
        inDisc(shape, (r, theta) => 0.3 * ring(r, theta) + 0.25 * Math.exp(-r / ringRadius)),
      ),
    },
    young: {
      profile: inDisc(shape, (r, theta) => ring(r, theta) + 0.1 * Math.exp((-1.2 * r) / ringRadius)),
      blobs: drawKnots(random, shape, random.integer(14, 34), place),
    },
  };
}

function drawEdgeOn(random: Random, size: number): Galaxy {
  const radius = size * random.uniform(0.14, 0.21);
  const height = radius * random.uniform(0.12, 0.2);
  const shape = { radius, axisRatio: height / radius, angle: random.angle(), bulgeFraction: random.uniform(0, 0.25) };
  const scale = radius / 1.68;
  const warp = random.chance(0.3) ? random.uniform(-0.15, 0.15) : 0;
  const lane = random.chance(0.7) ? random.uniform(0.6, 0.9) : 0;
  const offset = height * random.uniform(-0.25, 0.25);
  const midplane = (x: number) => warp * x * Math.abs(x / (3 * radius));
  const dust = (x: number, z: number) =>
    1 - lane * bell(z - offset, height * 0.45) * Math.exp(-Math.abs(x) / (2 * scale));
  const layer = (thickness: number) => (x: number, z: number) => {
    const y = z - midplane(x);
    // Light of an exponential disc along the line of sight, K1 nearly; and sech² across it.
    const along = Math.exp(-Math.hypot(x, 0.3 * scale) / scale);
    return (along / Math.cosh(y / thickness) ** 2) * dust(x, y);
  };
  const bulge = sersic(radius * random.uniform(0.18, 0.28), random.uniform(1.2, 2.5));
  return {
    class: 'edge-on',
    shape,
    old: {
      profile: inFrame(
        shape.angle,
        (x, z) => 2 * layer(height)(x, z) + 2 * shape.bulgeFraction * bulge(Math.hypot(x, z / 0.75)) * dust(x, z),
      ),
    },
    young: { profile: inFrame(shape.angle, layer(height * 0.6)) },
  };
}

function drawMerger(random: Random, size: number): Galaxy {
  const separation = size * random.uniform(0.12, 0.25);
  const direction = random.angle();
  const radius = size * random.uniform(0.06, 0.1);
  const shape = { radius, axisRatio: random.uniform(0.4, 0.9), angle: random.angle(), separation };
  const at = (distance: number) => [distance * Math.cos(direction), distance * Math.sin(direction)] as const;
  // The brighter stays near the middle of the cutout.
  const [x1, y1] = at(-0.35 * separation);
  const [x2, y2] = at(0.65 * separation);
  const one = shifted(elliptical(sersic(radius, random.uniform(1, 3)), shape.axisRatio, shape.angle), x1, y1);
  const second = elliptical(
    sersic(radius * random.uniform(0.5, 0.9), random.uniform(1, 3)),
    random.uniform(0.4, 0.9),
    random.angle(),
  );
  const two = scaled(shifted(second, x2, y2), random.uniform(0.5, 1.2));
  const turn = random.chance(0.5) ? 1 : -1;
  const tails = [
    ...drawTail(random, { x: x1, y: y1 }, direction + Math.PI, turn, size),
    ...(random.chance(0.8) ? drawTail(random, { x: x2, y: y2 }, direction, turn, size) : []),
  ];
  const bridge = Array.from({ length: 24 }, (_, i) => {
    const along = i / 23;
    const bow = 0.12 * separation * Math.sin(Math.PI * along) * turn;
    return {
      x: x1 + (x2 - x1) * along - bow * Math.sin(direction),
      y: y1 + (y2 - y1) * along + bow * Math.cos(direction),
      width: radius * 0.3,
      peak: 0.09,
    };
  });
  return {
    class: 'merger',
    shape,
    old: { profile: sum(scaled(one, 0.7), scaled(two, 0.7)), blobs: dimmed(tails, 0.6) },
    young: { profile: sum(scaled(one, 0.3), scaled(two, 0.3)), blobs: [...tails, ...bridge] },
  };
}

/** A tidal tail: it leaves `from` outwards, curves, widens and fades. */
function drawTail(
  random: Random,
  from: { x: number; y: number },
  outwards: number,
  turn: number,
  size: number,
): Blob[] {
  const length = size * random.uniform(0.18, 0.45);
  const curvature = (turn * random.uniform(0.6, 2.8)) / length;
  const brightness = random.logUniform(0.05, 0.2);
  const pieces = 60;
  const blobs: Blob[] = [];
  let { x, y } = from;
  let heading = outwards - turn * random.uniform(0.4, 1.4);
  for (let i = 0; i < pieces; i++) {
    const along = i / (pieces - 1);
    x += (Math.cos(heading) * length) / pieces;
    y += (Math.sin(heading) * length) / pieces;
    heading += (curvature * length) / pieces;
    const clump = 1 + 0.3 * random.gaussian();
    blobs.push({
      x,
      y,
      width: size * (0.012 + 0.022 * along),
      peak: Math.max(0, clump) * brightness * (1 - along) ** 1.2,
    });
  }
  return blobs;
}

/** Logarithmic spirals: the phase is 0 on a ridge, and a ridge keeps its pitch angle at every radius. */
function spiralPhase(arms: number, pitchAngle: number, random: Random, through = { radius: 1, theta: random.angle() }) {
  const direction = random.chance(0.5) ? 1 : -1;
  const turns = (r: number) =>
    (direction * Math.log(Math.max(r, 0.1) / through.radius)) / Math.tan((pitchAngle * Math.PI) / 180);
  return {
    phase: (r: number, theta: number) => arms * (theta - through.theta - turns(r)),
    ridgeAt: (r: number, arm: number) => through.theta + turns(r) + (2 * Math.PI * arm) / arms,
  };
}

function smoothStep(x: number, from: number, to: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

const dimmed = (blobs: Blob[], factor: number) => blobs.map((blob) => ({ ...blob, peak: blob.peak * factor }));
const faint = (blobs: Blob[]) => dimmed(blobs, 0.25);
