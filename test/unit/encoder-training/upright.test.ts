import assert from 'node:assert';
import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { upright } from '../../../encoder-training/upright';
import { mirror, quarterTurn } from '../../../bench/quality/transforms';
import type { Picture } from '../../../src/imaging';
import { encodeModel, GraphBuilder } from '../../../src/onnx';
import { Random } from '../../../src/random';

const SIDE = 12;

function drawn(seed: number): Picture {
  const random = new Random(seed);
  const band = () => Float32Array.from({ length: SIDE * SIDE }, () => random.gaussian());
  return { width: SIDE, height: SIDE, bands: [band(), band(), band()] };
}

/** A picture in the eight positions of the square, itself first. */
function positions(picture: Picture): Picture[] {
  return [picture, mirror(picture)].flatMap((one) => {
    const turns = [one];
    for (let i = 1; i < 4; i++) turns.push(quarterTurn(turns[i - 1]));
    return turns;
  });
}

const flat = ({ bands }: Picture) => bands.flatMap((band) => Array.from(band));

describe('the upright position of a galaxy', () => {
  let session: ort.InferenceSession;

  before(async () => {
    const graph = new GraphBuilder(17);
    graph.output('upright', upright(graph, graph.input('image', [-1, 3, SIDE, SIDE])));
    session = await ort.InferenceSession.create(encodeModel(graph.model()));
  });

  after(() => session.release());

  /** Each picture laid upright, flat. */
  async function laid(pictures: readonly Picture[]): Promise<number[][]> {
    const images = Float32Array.from(pictures.flatMap(flat));
    const answer = await session.run({ image: new ort.Tensor('float32', images, [pictures.length, 3, SIDE, SIDE]) });
    const values = Array.from(answer.upright.data as Float32Array);
    const length = 3 * SIDE * SIDE;
    return pictures.map((_, i) => values.slice(i * length, (i + 1) * length));
  }

  it('is one of the eight, the same for all of them', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const eight = positions(drawn(seed));
        const upright = await laid(eight);
        for (const one of upright) assert.deepStrictEqual(one, upright[0]);
        assert.ok(eight.some((position) => flat(position).join() === upright[0].join()));
      }),
      { numRuns: 50 },
    ));

  it('is longer along x, rises to larger y, and has its brighter end at larger x', async () => {
    const band = new Float32Array(SIDE * SIDE);
    // A bar from lower left to upper right, steep, whose lower end is the brighter one.
    const [right, up] = [2, 4];
    for (let k = -8; k <= 8; k++) {
      const [x, y] = [Math.round(5.5 + (k / 8) * right), Math.round(5.5 + (k / 8) * up)];
      band[y * SIDE + x] = k < 0 ? 2 : 1;
    }
    const [picture] = await laid([{ width: SIDE, height: SIDE, bands: [band, band, band] }]);
    const sum = (of: (x: number, y: number) => number) => {
      let total = 0;
      for (let i = 0; i < SIDE * SIDE; i++) total += picture[i] * of((i % SIDE) - 5.5, Math.floor(i / SIDE) - 5.5);
      return total;
    };
    assert.ok(sum((x, y) => x ** 2 - y ** 2) > 0);
    assert.ok(sum((x, y) => x * y) > 0);
    assert.ok(sum((x) => x) > 0);
  });

  it('is that of each picture of a batch by itself', async () => {
    const pictures = [1, 2, 3].map(drawn);
    const together = await laid(pictures);
    for (const [i, picture] of pictures.entries()) assert.deepStrictEqual((await laid([picture]))[0], together[i]);
  });
});
