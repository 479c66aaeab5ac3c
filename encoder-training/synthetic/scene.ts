import type { Random } from '../../src/random';
import { add, paint, plane, X, Y } from './canvas';
import { addPoint, drawGalaxy, shine, type Colour, type Drawn } from './optical';

/** What befell the galaxy of a frame; lengths in half frames. */
export interface Encounter {
  /** Distance to the companion in radii of the galaxy, and the ratio of their light; 0 where there is none. */
  separation: number;
  ratio: number;
  /** The two touch each other, rather than lying one behind the other. */
  interacting: boolean;
}

export interface Scene {
  drawn: Drawn;
  encounter: Encounter;
}

/** A galaxy near the middle of the frame with what surrounds it, as it would look without seeing and noise. */
export function drawScene(random: Random): Scene {
  const disturbed = random.chance(0.16);
  const radius = random.logUniform(0.12, 0.42);
  const drawn = drawGalaxy(random, {
    radius,
    x: 0.03 * random.gaussian(),
    y: 0.03 * random.gaussian(),
    bend: disturbed ? random.uniform(0.2, 1) : 0,
  });
  const encounter: Encounter = { separation: 0, ratio: 0, interacting: false };
  if (random.chance(disturbed ? 0.6 : 0.12)) addCompanion(random, drawn, encounter, disturbed);
  if (random.chance(disturbed ? 0.55 : 0.01)) {
    const tails = encounter.ratio > 0.25 && random.chance(0.6) ? 2 : 1;
    const from = random.angle();
    for (let k = 0; k < tails; k++) addTail(random, drawn, from + k * Math.PI + 0.4 * random.gaussian());
  }
  if (random.chance(disturbed ? 0.25 : 0.02)) addShells(random, drawn);
  if (drawn.traits.type === 'elliptical' && random.chance(0.06)) addArc(random, drawn);
  addNeighbours(random, drawn);
  return { drawn, encounter };
}

function addCompanion(random: Random, drawn: Drawn, encounter: Encounter, interacting: boolean): void {
  const radius = drawn.traits.radius * random.logUniform(0.4, 1.3);
  const separation = random.uniform(0.6, 3.2);
  const distance = Math.min(0.75, separation * drawn.traits.radius);
  const at = random.angle();
  const other = drawGalaxy(random, {
    radius,
    x: distance * Math.cos(at),
    y: distance * Math.sin(at),
    bend: interacting ? random.uniform(0.2, 1) : 0,
  });
  const scale = random.logUniform(0.2, 1.3);
  const light = plane();
  other.bands.forEach((band, b) => {
    add(drawn.bands[b], band, scale);
    add(light, band, scale / 3);
  });
  drawn.features.set('companion', light);
  encounter.separation = separation;
  encounter.ratio = scale * (radius / drawn.traits.radius) ** 2;
  encounter.interacting = interacting;
}

/** Beads along a curve that leaves the galaxy, widens and fades (Toomre & Toomre 1972 for why). */
function addTail(random: Random, drawn: Drawn, from: number): void {
  const { radius } = drawn.traits;
  const light = plane();
  const length = radius * random.uniform(1.8, 5.5);
  const curvature = (random.chance(0.5) ? 1 : -1) * (random.uniform(0.3, 2.6) / length);
  const brightness = random.logUniform(0.04, 0.5);
  const pieces = 34;
  let x = radius * 0.8 * Math.cos(from);
  let y = radius * 0.8 * Math.sin(from);
  let heading = from + random.uniform(0.2, 1.3) * Math.sign(curvature);
  for (let k = 0; k < pieces; k++) {
    const along = k / (pieces - 1);
    x += (Math.cos(heading) * length) / pieces;
    y += (Math.sin(heading) * length) / pieces;
    heading += (curvature * length) / pieces;
    addPoint(
      light,
      x,
      y,
      radius * (0.1 + 0.16 * along),
      brightness * (1 - along) ** 0.9 * (1 + 0.3 * random.gaussian()),
    );
  }
  shine(drawn, light, mixed(random), 'tail');
}

/** Arcs around an elliptical, sharp on their outer side, on alternating sides (Malin & Carter 1983). */
function addShells(random: Random, drawn: Drawn): void {
  const { radius } = drawn.traits;
  const axis = random.angle();
  const opening = random.uniform(0.4, 1.1);
  const count = random.integer(2, 5);
  const shells = Array.from({ length: count }, (_, k) => ({
    radius: radius * (1.1 + 0.7 * k + random.uniform(0, 0.4)),
    side: axis + (k % 2) * Math.PI,
    brightness: random.logUniform(0.03, 0.25) * 0.85 ** k,
  }));
  const light = paint((i) => {
    const r = Math.hypot(X[i], Y[i]);
    let sum = 0;
    for (const shell of shells) {
      const inward = shell.radius - r;
      if (inward < -0.03 || inward > 0.6 * radius) continue;
      const edge = inward < 0 ? Math.exp(inward / 0.008) : Math.exp(-inward / (0.22 * radius));
      const angle = Math.atan2(Y[i], X[i]) - shell.side;
      const off = Math.atan2(Math.sin(angle), Math.cos(angle)) / opening;
      sum += shell.brightness * edge * Math.exp(-0.5 * off ** 4);
    }
    return sum;
  });
  shine(drawn, light, [1, 0.85, 0.65], 'shells');
}

/** Images of a source behind: blue arcs near the Einstein radius. */
function addArc(random: Random, drawn: Drawn): void {
  const radius = drawn.traits.radius * random.uniform(1.1, 2.4);
  const width = random.uniform(0.018, 0.05);
  const images = random.chance(0.15)
    ? [{ at: 0, half: Math.PI, brightness: 1 }]
    : [
        { at: random.angle(), half: random.uniform(0.3, 1.3), brightness: 1 },
        { at: random.angle(), half: random.uniform(0.1, 0.4), brightness: random.uniform(0, 0.8) },
      ];
  const brightness = random.logUniform(0.15, 0.9);
  const light = paint((i) => {
    const radial = Math.exp(-0.5 * ((Math.hypot(X[i], Y[i]) - radius) / width) ** 2);
    if (radial < 1e-3) return 0;
    const phi = Math.atan2(Y[i], X[i]);
    let sum = 0;
    for (const image of images) {
      const off = Math.atan2(Math.sin(phi - image.at), Math.cos(phi - image.at)) / image.half;
      sum += image.brightness * (image.half > 3 ? 1 : Math.exp(-0.5 * off ** 4));
    }
    return brightness * radial * sum;
  });
  shine(drawn, light, [0.5, 0.8, 1.25], 'arc');
}

/** Stars of our own Galaxy and small galaxies far behind; no feature of the galaxy. */
function addNeighbours(random: Random, drawn: Drawn): void {
  const count = Math.floor(-Math.log(1 - random.uniform()) * 2.2);
  for (let k = 0; k < Math.min(count, 9); k++) {
    const x = random.uniform(-1, 1);
    const y = random.uniform(-1, 1);
    const clear = drawn.traits.radius * 1.2;
    if (x * x + y * y < clear * clear) continue;
    const light = plane();
    if (random.chance(0.5)) addPoint(light, x, y, random.uniform(0.012, 0.03), random.logUniform(0.05, 4));
    else
      addPoint(
        light,
        x,
        y,
        random.uniform(0.02, 0.07),
        random.logUniform(0.05, 0.8),
        random.uniform(0.3, 1),
        random.angle(),
      );
    const red = random.uniform(0.5, 1.3);
    shine(drawn, light, [red, 0.85, 1.7 - red]);
  }
}

const mixed = (random: Random): Colour => {
  const blue = random.uniform(0.55, 1.05);
  return [1.65 - blue, 0.85, blue];
};
