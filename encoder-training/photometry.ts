import { GraphBuilder } from '../src/onnx';
import { COARSE } from './frame';

/**
 * Classical photometry of a cutout, written into a network's graph, so that whoever runs the network has it: profiles,
 * concentration, ellipticity, asymmetry, clumpiness, Fourier modes, colours. Everything is the same for a galaxy turned or
 * mirrored, up to the pixels' grid. Radii are in pixels of a coarse input, about the middle of the frame.
 *
 * Definitions follow Conselice 2003 (ApJS 147, 1) for concentration, asymmetry and clumpiness, and Grosbol & Patsis 2004
 * (A&A 423, 849) for the relative amplitudes of the Fourier modes of annuli; ellipticities are those of second moments within
 * Gaussian windows (Bernstein & Jarvis 2002, AJ 123, 583).
 */

const INPUT = COARSE.input;
const CENTRE = INPUT / 2 - 0.5;
const PIXELS = INPUT * INPUT;
const PROFILE_EDGES = [0, 1.5, 3, 4.5, 6, 8, 10, 12, 14.5, 17, 20, 23, 26, 29, 32];
const FOURIER_EDGES = [2, 5, 8, 12, 16, 22, 30];
const FOURIER_MODES = [1, 2, 3, 4];
const APERTURES = [3, 5, 8, 12, 18];
const LAST_APERTURE = 26;
const COLOUR_EDGES = [0, 2, 4, 7, 11, 16, 22, 30];
const COLOUR_APERTURE = 22;
const WINDOWS = [4, 8, 14];
/** Brightness from which a pixel counts as the galaxy's. */
const THRESHOLD = 0.15;

interface Pixel {
  x: number;
  y: number;
  r: number;
}

/** A matrix [PIXELS, columns.length] whose columns are functions of the pixel. */
function columns(graph: GraphBuilder, functions: readonly ((pixel: Pixel) => number)[]): string {
  const values = new Float32Array(PIXELS * functions.length);
  for (let i = 0; i < PIXELS; i++) {
    const x = (i % INPUT) - CENTRE;
    const y = Math.floor(i / INPUT) - CENTRE;
    functions.forEach((f, k) => (values[i * functions.length + k] = f({ x, y, r: Math.hypot(x, y) })));
  }
  return graph.constant(values, [PIXELS, functions.length]);
}

const within = (from: number, to: number) => (pixel: Pixel) => (pixel.r >= from && pixel.r < to ? 1 : 0);

/** The same function, scaled so that it sums to 1 over the pixels. */
function averaging(f: (pixel: Pixel) => number): (pixel: Pixel) => number {
  let sum = 0;
  for (let i = 0; i < PIXELS; i++) {
    const x = (i % INPUT) - CENTRE;
    const y = Math.floor(i / INPUT) - CENTRE;
    sum += f({ x, y, r: Math.hypot(x, y) });
  }
  return (pixel) => f(pixel) / sum;
}

const rings = (edges: readonly number[]) => edges.slice(1).map((to, k) => within(edges[k], to));

/**
 * @param image [N, 3, 64, 64] in units of its white, the sky at 0.
 * @returns [N, features]; unbounded, roughly of order 1.
 */
export function photometry(graph: GraphBuilder, image: string): string {
  const light = graph.mean(image, [1]);
  const smooth = blurred(graph, light, [1, 2, 1]);
  const flat = graph.reshape(smooth, [-1, PIXELS]);
  const profile = graph.matmul(flat, columns(graph, rings(PROFILE_EDGES).map(averaging)));
  const total = graph.add2(graph.unary('Relu', graph.matmul(flat, columns(graph, [within(0, LAST_APERTURE)]))), 1);
  return graph.concat(
    [
      asinh(graph, graph.mul(profile, 5)),
      fourier(graph, flat),
      graph.div(
        graph.matmul(
          flat,
          columns(
            graph,
            APERTURES.map((r) => within(0, r)),
          ),
        ),
        total,
      ),
      shapes(graph, flat),
      isophote(graph, flat),
      asymmetry(graph, flat, total),
      clumpiness(graph, light, total),
      bumps(graph, profile),
    ],
    1,
  );
}

function fourier(graph: GraphBuilder, flat: string): string {
  const annuli = rings(FOURIER_EDGES);
  const mean = graph.matmul(flat, columns(graph, annuli.map(averaging)));
  const floor = graph.add2(graph.unary('Relu', mean), 0.04);
  return graph.concat(
    FOURIER_MODES.map((m) => {
      const wave = (f: (angle: number) => number) =>
        graph.matmul(
          flat,
          columns(
            graph,
            annuli.map((ring) => {
              const even = averaging(ring);
              return (pixel: Pixel) => even(pixel) * f(m * Math.atan2(pixel.y, pixel.x));
            }),
          ),
        );
      return graph.div(length(graph, wave(Math.cos), wave(Math.sin)), floor);
    }),
    1,
  );
}

/** Ellipticity and relative size within Gaussian windows. */
function shapes(graph: GraphBuilder, flat: string): string {
  const positive = graph.unary('Relu', flat);
  return graph.concat(
    WINDOWS.map((sigma) => moments(graph, positive, ({ r }) => Math.exp((-r * r) / (2 * sigma * sigma)), sigma)),
    1,
  );
}

/** Ellipticity, size and area of what is brighter than the threshold. */
function isophote(graph: GraphBuilder, flat: string): string {
  const inside = graph.op('Cast', [graph.op('Greater', [flat, graph.constant(THRESHOLD)])], { to: 1 });
  const area = graph.matmul(inside, columns(graph, [averaging(within(0, LAST_APERTURE))]));
  const shape = moments(graph, graph.mul(inside, flat), within(0, LAST_APERTURE), 10);
  const flatShape = moments(graph, inside, within(0, LAST_APERTURE), 10);
  return graph.concat([shape, flatShape, graph.unary('Sqrt', graph.add2(area, 1e-4))], 1);
}

function moments(graph: GraphBuilder, light: string, window: (pixel: Pixel) => number, scale: number): string {
  const [all, x, y, xx, yy, xy] = split(
    graph,
    graph.matmul(
      light,
      columns(graph, [
        window,
        (p) => (p.x / scale) * window(p),
        (p) => (p.y / scale) * window(p),
        (p) => (p.x / scale) ** 2 * window(p),
        (p) => (p.y / scale) ** 2 * window(p),
        (p) => ((p.x * p.y) / scale ** 2) * window(p),
      ]),
    ),
    6,
  );
  const sum = graph.add2(all, 0.1);
  const [mx, my] = [graph.div(x, sum), graph.div(y, sum)];
  const central = (second: string, a: string, b: string) => graph.sub(graph.div(second, sum), graph.mul(a, b));
  const [cxx, cyy, cxy] = [central(xx, mx, mx), central(yy, my, my), central(xy, mx, my)];
  const size = graph.add2(graph.add2(cxx, cyy), 0.01);
  const ellipticity = graph.div(length(graph, graph.sub(cxx, cyy), graph.mul(cxy, 2)), size);
  return graph.concat([ellipticity, graph.unary('Sqrt', graph.unary('Relu', size)), length(graph, mx, my)], 1);
}

/** Light that changes places under a turn by 180 and by 90 degrees, over all light. */
function asymmetry(graph: GraphBuilder, flat: string, total: string): string {
  const disc = columns(graph, [within(0, 22)]);
  const turned = (index: (x: number, y: number) => number) => {
    const order = Array.from({ length: PIXELS }, (_, i) => index(i % INPUT, Math.floor(i / INPUT)));
    const difference = graph.unary('Abs', graph.sub(flat, graph.gather(flat, order, 1)));
    return graph.div(graph.matmul(difference, disc), total);
  };
  return graph.concat(
    [turned((x, y) => (INPUT - 1 - y) * INPUT + INPUT - 1 - x), turned((x, y) => x * INPUT + INPUT - 1 - y)],
    1,
  );
}

/** Light above and below its own smooth version, outside the core. */
function clumpiness(graph: GraphBuilder, light: string, total: string): string {
  const broad = blurred(graph, blurred(graph, light, [1, 4, 7, 8, 7, 4, 1]), [1, 2, 3, 2, 1]);
  const rest = graph.reshape(graph.sub(blurred(graph, light, [1, 2, 1]), broad), [-1, PIXELS]);
  const outside = columns(graph, [within(4, 12), within(12, 24)]);
  const parts = [graph.unary('Relu', rest), graph.unary('Relu', graph.neg(rest))];
  return graph.concat(
    parts.map((part) => graph.div(graph.matmul(part, outside), total)),
    1,
  );
}

/** Rises of the profile outwards, as rings make, and its bends. */
function bumps(graph: GraphBuilder, profile: string): string {
  const n = PROFILE_EDGES.length - 1;
  const cut = (from: number, to: number) => graph.slice(profile, [1], [from], [to]);
  const rise = graph.unary('Relu', graph.sub(cut(1, n), cut(0, n - 1)));
  const bend = graph.unary('Abs', graph.add2(graph.sub(cut(2, n), graph.mul(cut(1, n - 1), 2)), cut(0, n - 2)));
  const outer = graph.slice(bend, [1], [2], [n - 2]);
  return graph.concat([graph.sum(rise, [1], true), graph.sum(outer, [1], true)], 1);
}

/**
 * (red - green) and (green - blue) over the sum of the three, by annulus; and how much both differ from place to place: the
 * mean absolute deviation of the difference from what the galaxy's own colour would make of the light there, over all
 * light. 0 for a grey cutout.
 */
export function colours(graph: GraphBuilder, image: string): string {
  const flat = graph.reshape(image, [-1, 3, PIXELS]);
  const whole = within(0, COLOUR_APERTURE);
  const means = graph.matmul(flat, columns(graph, [...rings(COLOUR_EDGES), whole].map(averaging)));
  const n = COLOUR_EDGES.length;
  const colour = (a: number, b: number) => {
    const band = (k: number) => graph.reshape(graph.slice(means, [1], [k], [k + 1]), [-1, n]);
    const all = graph.add2(graph.unary('Relu', graph.add2(graph.add2(band(0), band(1)), band(2))), 0.05);
    const difference = graph.div(graph.sub(band(a), band(b)), all);
    const pixel = (k: number) => graph.reshape(graph.slice(flat, [1], [k], [k + 1]), [-1, PIXELS]);
    const light = graph.sum(flat, [1]);
    const own = graph.slice(difference, [1], [n - 1], [n]);
    const rest = graph.unary('Abs', graph.sub(graph.sub(pixel(a), pixel(b)), graph.mul(light, own)));
    const spread = graph.div(
      graph.matmul(rest, columns(graph, [averaging(whole)])),
      graph.slice(all, [1], [n - 1], [n]),
    );
    return [difference, spread];
  };
  return graph.concat([...colour(0, 1), ...colour(1, 2)], 1);
}

function split(graph: GraphBuilder, x: string, parts: number): string[] {
  return Array.from({ length: parts }, (_, k) => graph.slice(x, [1], [k], [k + 1]));
}

function length(graph: GraphBuilder, a: string, b: string): string {
  return graph.unary('Sqrt', graph.add2(graph.add2(graph.mul(a, a), graph.mul(b, b)), 1e-8));
}

function asinh(graph: GraphBuilder, x: string): string {
  const size = graph.unary('Abs', x);
  const root = graph.unary('Sqrt', graph.add2(graph.mul(size, size), 1));
  return graph.mul(graph.unary('Sign', x), graph.unary('Log', graph.add2(size, root)));
}

/** Convolution with a separable kernel; the edges repeat nothing: outside is sky. */
function blurred(graph: GraphBuilder, light: string, kernel: readonly number[]): string {
  const total = kernel.reduce((a, b) => a + b, 0);
  const n = kernel.length;
  const weights = Float32Array.from(
    { length: n * n },
    (_, i) => (kernel[i % n] * kernel[Math.floor(i / n)]) / total ** 2,
  );
  const pad = n >> 1;
  return graph.op('Conv', [light, graph.constant(weights, [1, 1, n, n])], {
    kernel_shape: [n, n],
    pads: [pad, pad, pad, pad],
  });
}

/** Shape and colours together: what a network is trained to tell. */
export function measures(graph: GraphBuilder, image: string): string {
  return graph.concat([photometry(graph, image), colours(graph, image)], 1);
}

/** Number of columns of `colours`. */
export const coloursColumns = (): number => columnsOf(colours);

/** Number of columns of `measures`. */
export const measuresColumns = (): number => columnsOf(measures);

function columnsOf(part: (graph: GraphBuilder, image: string) => string): number {
  const graph = new GraphBuilder(17);
  return graph.shape(part(graph, graph.input('image', [-1, 3, INPUT, INPUT])))[1];
}
