import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type AxisFilter, axisFilter, both } from '../../../src/training/rules/axis-filter';
import { cookToom, kronecker, type Matrix } from '../../../src/training/rules/cook-toom';
import { NetworkBuilder, softmaxCrossEntropy, trainingGraph } from '../../../src/training';

const times = (matrix: Matrix, vector: readonly number[]) =>
  matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i], 0));

const filtered = (
  { input, kernel, output, groups, tiles }: AxisFilter,
  x: readonly number[],
  taps: readonly number[],
) => {
  const ofKernel = times(kernel, taps);
  const products = times(input, x).map((value, place) => {
    const product = Math.floor(place / tiles) % (input.length / groups / tiles);
    return value * ofKernel[product];
  });
  return times(output, products);
};

const close = (mine: readonly number[], theirs: readonly number[]) => {
  assert.equal(mine.length, theirs.length);
  mine.forEach((value, i) => assert.ok(Math.abs(value - theirs[i]) < 1e-10, `${i}: ${value}, not ${theirs[i]}`));
};

const random = (length: number, seed: number) =>
  Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));

const windows = fc.record({
  length: fc.integer({ min: 5, max: 40 }),
  kernel: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 2 }),
  before: fc.integer({ min: 0, max: 2 }),
  after: fc.integer({ min: 0, max: 2 }),
});
const outputsOf = ({
  length,
  kernel,
  stride,
  before,
  after,
}: {
  length: number;
  kernel: number;
  stride: number;
  before: number;
  after: number;
}) => Math.floor((length + before + after - kernel) / stride) + 1;

function direct(x: readonly number[], taps: readonly number[], stride: number, before: number, outputs: number) {
  return Array.from({ length: outputs }, (_, o) =>
    taps.reduce((sum, tap, j) => sum + tap * (x[o * stride + j - before] ?? 0), 0),
  );
}

describe('filters of few products', () => {
  for (const [m, k] of [
    [4, 3],
    [2, 3],
    [1, 3],
    [3, 3],
    [4, 2],
    [2, 2],
    [5, 1],
    [1, 1],
    [3, 4],
  ])
    // prettier-ignore
    it(`F(${m}, ${k}) filters with ${m + k - 1} products`, () => {
      const { input, kernel, output } = cookToom(m, k);
      assert.equal(input.length, m + k - 1);
      const [x, taps] = [random(m + k - 1, 1), random(k, 2)];
      const ofKernel = times(kernel, taps);
      close(times(output, times(input, x).map((value, i) => value * ofKernel[i])), direct(x, taps, 1, 0, m));
    });

  it('F(4, 3) is that of Lavin and Gray', () => {
    const { input, kernel, output } = cookToom(4, 3);
    assert.deepEqual(
      input[0],
      [4, -0, -5, -0, 1, 0].map((value) => value + 0),
    );
    assert.deepEqual(output[3], [0, 1, -1, 8, -8, 1]);
    assert.deepEqual(kernel[3], [1 / 24, 1 / 12, 1 / 6]);
  });

  it('refuses more products than float32 bears', () => {
    assert.throws(() => cookToom(4, 4), RangeError);
  });

  it('filters a whole axis, whatever its length, stride and padding', () => {
    fc.assert(
      fc.property(windows, fc.boolean(), (window, grouped) => {
        const outputs = outputsOf(window);
        const filter = axisFilter({ ...window, outputs }, grouped);
        const [x, taps] = [random(window.length, 3), random(window.kernel, 4)];
        close(filtered(filter, x, taps), direct(x, taps, window.stride, window.before, outputs));
      }),
    );
  });

  it('filters rows and columns at once', () => {
    fc.assert(
      fc.property(windows, windows, (rows, columns) => {
        fc.pre(rows.length * columns.length < 120);
        const [Ho, Wo] = [outputsOf(rows), outputsOf(columns)];
        const filter = both(
          axisFilter({ ...rows, outputs: Ho }, false),
          axisFilter({ ...columns, outputs: Wo }, false),
        );
        const x = random(rows.length * columns.length, 5);
        const taps = [random(rows.kernel, 6), random(columns.kernel, 7)];
        const whole = kronecker([taps[0]], [taps[1]])[0];
        const alongRows = Array.from({ length: rows.length }, (_, h) =>
          direct(x.slice(h * columns.length, (h + 1) * columns.length), taps[1], columns.stride, columns.before, Wo),
        );
        const expected = Array.from({ length: Wo }, (_, w) =>
          direct(alongRows.map((row) => row[w]), taps[0], rows.stride, rows.before, Ho),
        ); // prettier-ignore
        close(filtered(filter, x, whole), Array.from({ length: Ho * Wo }, (_, i) => expected[i % Wo][Math.floor(i / Wo)])); // prettier-ignore
      }),
    );
  });
});

describe('images with their pixels first', () => {
  const net = new NetworkBuilder({ seed: 1 });
  let x = net.silu(net.conv(net.input('x', [3, 16, 16]), 16, { kernel: 3 }));
  for (let block = 0; block < 2; block++) {
    const branch = net.gelu(net.batchNorm(net.conv(x, 16, { kernel: 3 })));
    x = net.relu(net.add(x, net.skipGain(net.conv(branch, 16), 0.5)));
  }
  net.output('y', net.linear(net.globalAverage(net.conv(x, 20, { kernel: 3, stride: 2 })), 4));

  for (const batchNorm of ['frozen', 'batch'] as const)
    it(`stay so from the first such convolution to the head, batch normalisation ${batchNorm}`, () => {
      const losses = [softmaxCrossEntropy({ name: 'class', output: 'y' })];
      const { model } = trainingGraph(net.model(), { losses, batchNorm, stochasticDepth: true });
      const images = (op: string) => model.graph.nodes.filter((node) => node.op === op);
      assert.equal(images('Conv').length, 1, 'the first convolution, of three channels, is left to the runtime');
      const turned = images('Transpose').filter(({ attributes }) =>
        JSON.stringify(attributes.get('perm')).includes('[1,0]'),
      );
      assert.equal(turned.length, 2, 'there, and back for the gradient');
    });
});
