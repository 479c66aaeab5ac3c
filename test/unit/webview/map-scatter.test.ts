import assert from 'node:assert/strict';
import { splat } from '../../../webview/map/scatter/canvas-scatter';
import { pointOpacity, pointSize } from '../../../webview/map/plane/point-size';
import { EMPHASIS, type ScatterFrame, type ScatterPoints } from '../../../webview/map/scatter/scatter';

const FRAME: ScatterFrame = {
  width: 40,
  height: 30,
  x: 0,
  y: 0,
  zoom: 10,
  size: 7,
  opacity: 0.9,
  moved: 1,
  rim: [255, 255, 255],
};

function drawn(points: Omit<ScatterPoints, 'from'> & { from?: Float32Array }, frame: Partial<ScatterFrame> = {}) {
  const data = new Uint8ClampedArray(4 * FRAME.width * FRAME.height);
  splat({ from: points.positions, ...points }, { ...FRAME, ...frame }, data);
  return (x: number, y: number) => [...data.subarray(4 * (y * FRAME.width + x), 4 * (y * FRAME.width + x) + 4)];
}

describe('points drawn on the processor', () => {
  const red = [200, 0, 0];

  it('are discs of their colour where they are, y upwards, with a rim', () => {
    const pixel = drawn({ positions: Float32Array.of(1, 0.5), looks: Uint8Array.of(...red, EMPHASIS.plain) });
    assert.deepEqual(pixel(30, 10).slice(0, 3), red);
    assert.ok(pixel(30, 10)[3] > 200);
    const [, green] = pixel(33, 10);
    assert.ok(green > 100, 'the rim is lighter');
    assert.equal(pixel(36, 10)[3], 0);
    assert.equal(pixel(30, 20)[3], 0);
  });

  it('are on their way between two places', () => {
    const points = {
      from: Float32Array.of(-1, 0),
      positions: Float32Array.of(1, 0),
      looks: Uint8Array.of(...red, 128),
    };
    assert.ok(drawn(points, { moved: 0 })(10, 15)[3] > 0);
    assert.ok(drawn(points, { moved: 0.5 })(20, 15)[3] > 0);
    assert.equal(drawn(points, { moved: 0.5 })(30, 15)[3], 0);
  });

  it('are in front where they are selected, whatever their order, and faint where others are', () => {
    const positions = Float32Array.of(0, 0, 0, 0);
    const looks = Uint8Array.of(...red, EMPHASIS.front, 0, 0, 200, EMPHASIS.dimmed);
    assert.deepEqual(drawn({ positions, looks }, { opacity: 1 })(20, 15).slice(0, 3), red);
    const faint = drawn({ positions: Float32Array.of(0, 0), looks: Uint8Array.of(...red, EMPHASIS.dimmed) });
    assert.ok(faint(20, 15)[3] < 130);
    const many = { positions: new Float32Array(200), looks: Uint8Array.from({ length: 400 }, (_, i) => [...red, EMPHASIS.dimmed][i % 4]) }; // prettier-ignore
    assert.ok(drawn(many)(20, 15)[1] > 120, 'many together are as pale as one');
  });

  it('are cut at the edges of the picture', () => {
    const pixel = drawn({
      positions: Float32Array.of(-2, 1.5, 2, -1.5),
      looks: Uint8Array.of(...red, 128, ...red, 128),
    });
    assert.ok(pixel(0, 0)[3] > 0 && pixel(39, 29)[3] > 0);
    assert.equal(pixel(20, 15)[3], 0);
  });
});

describe('the size and opacity of points', () => {
  it('go down with their number, and up as one comes nearer', () => {
    assert.ok(pointSize(100, 1) > pointSize(10_000, 1) && pointSize(10_000, 1) > pointSize(1_000_000, 1));
    assert.ok(pointSize(10_000, 9) > pointSize(10_000, 1) && pointSize(10_000, 1) === pointSize(10_000, 0.5));
    const opacity = (count: number, zoom: number) => pointOpacity(count, pointSize(count, 1), zoom);
    assert.equal(opacity(300, 300), 0.88);
    assert.ok(opacity(100_000, 300) < 0.3);
    assert.ok(opacity(100_000, 3000) > 0.8);
    assert.equal(opacity(5_000_000, 300), 0.12);
  });
});
