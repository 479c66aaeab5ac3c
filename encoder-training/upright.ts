import type { GraphBuilder } from '../src/onnx';

/** Of the window in which moments are taken, half the image's side being 1: what lies at the edges does not tell how a galaxy lies. */
const WIDTH = 0.45;
/** Of a galaxy that lies along x and a little along y, as it does once its second moments are in order: its longer axis. */
const [ALONG, ACROSS] = [Math.cos(Math.PI / 8), Math.sin(Math.PI / 8)];

/**
 * A galaxy laid in the one of the eight turns and mirrors of the square that its light's moments tell, so that what is made of
 * it does not depend on how it lay (canonicalisation: Kaba et al. 2023, arXiv:2211.06489): longer along x than along y,
 * that axis rising to larger y, its brighter end at larger x. Where moments are nearly level a little noise may
 * choose another; then the galaxy is nearly symmetric itself.
 * @param image [N, C, side, side]
 * @returns the same shape
 */
export function upright(graph: GraphBuilder, image: string): string {
  const mirrored = (map: string, axis: number) => graph.slice(map, [axis], [-1], [-(2 ** 31)], [-1]);
  const long = turnedWhere(
    graph,
    image,
    (x, y) => x ** 2 - y ** 2,
    (map) => graph.transpose(map, [0, 1, 3, 2]),
  );
  const rising = turnedWhere(
    graph,
    long,
    (x, y) => x * y,
    (map) => mirrored(map, 3),
  );
  return turnedWhere(
    graph,
    rising,
    (x, y) => ALONG * x + ACROSS * y,
    (map) => mirrored(mirrored(map, 3), 2),
  );
}

/** Turns those images of which a moment is negative. */
function turnedWhere(
  graph: GraphBuilder,
  image: string,
  moment: (x: number, y: number) => number,
  turned: (image: string) => string,
): string {
  const side = graph.shape(image)[2];
  const half = (side - 1) / 2;
  const weights = Float32Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [(i % side) / half - 1, Math.floor(i / side) / half - 1];
    return moment(x, y) * Math.exp(-(x ** 2 + y ** 2) / (2 * WIDTH ** 2));
  });
  const light = graph.reshape(graph.mean(image, [1]), [-1, side * side]);
  const value = graph.matmul(light, graph.constant(weights, [side * side, 1]));
  return graph.where(graph.binary('Less', graph.reshape(value, [-1, 1, 1, 1]), 0), turned(image), image);
}
