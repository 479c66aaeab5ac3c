import assert from 'node:assert/strict';
import { colormap } from '../../../src/imaging';
import { folderColour } from '../../../src/vscode/map/colour-sources';
import type { Rgb, ThemeColours } from '../../../webview/components/host/theme-colours';
import { colourPoints } from '../../../webview/map/colours';
import type { MapColour } from '../../../src/contracts/map';
import { cssColour, mix, parseColour } from '../../../webview/components/host/theme-colours';

const THEME: ThemeColours = { dark: false, point: [1, 2, 3], other: [9, 9, 9] };
const colours = (rgb: Uint8Array) =>
  Array.from({ length: rgb.length / 4 }, (_, i) => [...rgb.subarray(4 * i, 4 * i + 3)] as unknown as Rgb);

describe('the colours of points', () => {
  it('are the theme’s where there is nothing to colour by', () => {
    const { rgb, legend } = colourPoints(2, undefined, THEME);
    assert.deepEqual(colours(rgb), [THEME.point, THEME.point]);
    assert.deepEqual(legend, { kind: 'none' });
  });

  it('are one for each class, the same as in the legend', () => {
    const colour: MapColour = { kind: 'class', names: ['b', 'a', 'none'], codes: Int32Array.of(0, 1, 0, -1) };
    const { rgb, legend } = colourPoints(4, colour, THEME);
    assert.ok(legend.kind === 'class');
    assert.deepEqual(legend.entries.map(({ name, count }) => [name, count]), [['a', 1], ['b', 2], ['no value', 1]]); // prettier-ignore
    const [a, b] = legend.entries.map((entry) => entry.colour);
    assert.deepEqual(colours(rgb), [b, a, b, THEME.other]);
  });

  it('of more classes than there are colours are those of the largest', () => {
    const codes = Int32Array.from({ length: 200 }, (_, i) => (i < 20 ? i : i % 7));
    const { rgb, legend } = colourPoints(200, { kind: 'class', names: [...'abcdefghijklmnopqrst'], codes }, THEME);
    assert.ok(legend.kind === 'class');
    assert.equal(legend.entries.map(({ name }) => name).join(' '), 'a b c d e f g other');
    assert.equal(legend.entries.at(-1)!.count, 13);
    assert.deepEqual(colours(rgb)[15], THEME.other);
    assert.equal(new Set(legend.entries.map(({ colour }) => colour.join())).size, 8);
    codes[199] = -1;
    const { legend: partly } = colourPoints(200, { kind: 'class', names: [...'abcdefghijklmnopqrst'], codes }, THEME);
    assert.ok(partly.kind === 'class');
    const { name, count } = partly.entries.at(-1)!;
    assert.deepEqual([name, count], ['other or no value', 14]);
  });

  it('stay the same when a class grows past another', () => {
    const of = (codes: number[]) => colourPoints(codes.length, { kind: 'class', names: ['x', 'y'], codes: Int32Array.from(codes) }, THEME); // prettier-ignore
    assert.deepEqual(colours(of([0, 0, 1]).rgb)[2], colours(of([0, 1, 1]).rgb)[2]);
  });

  it('of numbers go through viridis between percentiles, and what is missing is grey', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => i);
    values[0] = -1e9;
    values[500] = NaN;
    const { rgb, legend } = colourPoints(1000, { kind: 'number', values }, THEME);
    assert.ok(legend.kind === 'number');
    assert.ok(
      legend.low >= 5 && legend.low <= 15 && legend.high >= 985 && legend.high <= 995,
      `${legend.low} ${legend.high}`,
    );
    assert.equal(legend.missing, 1);
    assert.ok(legend.outside >= 15 && legend.outside <= 25);
    const table = colormap('viridis');
    const all = colours(rgb);
    assert.deepEqual(all[0], [...table.subarray(0, 3)]);
    assert.deepEqual(all[999], [...table.subarray(765)]);
    assert.deepEqual(all[500], THEME.other);
    const middle = Math.round((255 * (300 - legend.low)) / (legend.high - legend.low));
    assert.deepEqual(all[300], [...table.subarray(3 * middle, 3 * middle + 3)]);
  });

  it('of one number, or none, are no error', () => {
    const one = colourPoints(2, { kind: 'number', values: Float32Array.of(5, 5) }, THEME);
    assert.deepEqual(colours(one.rgb)[0], colours(one.rgb)[1]);
    const none = colourPoints(2, { kind: 'number', values: Float32Array.of(NaN, Infinity) }, THEME);
    assert.deepEqual(colours(none.rgb), [THEME.other, THEME.other]);
    assert.ok(none.legend.kind === 'number' && Number.isNaN(none.legend.low));
  });
});

describe('the colours of a theme', () => {
  it('are read in all ways in which VS Code writes them', () => {
    assert.deepEqual(parseColour(' #1a85ff '), [26, 133, 255]);
    assert.deepEqual(parseColour('#fff'), [255, 255, 255]);
    assert.deepEqual(parseColour('#01020380'), [1, 2, 3]);
    assert.deepEqual(parseColour('rgba(1, 2, 3, 0.5)'), [1, 2, 3]);
    assert.deepEqual(parseColour('rgb(1 2 3)'), [1, 2, 3]);
    assert.equal(parseColour(''), undefined);
    assert.equal(parseColour('currentcolor'), undefined);
  });

  it('are mixed and written', () => {
    assert.equal(cssColour(mix([0, 100, 200], [100, 0, 0], 0.5), 0.3), 'rgb(50 50 100 / 0.3)');
  });
});

describe('the folders of a map', () => {
  const of = (...paths: string[]) => {
    const colour = folderColour.colour('/sky', { paths, hdus: new Int32Array(paths.length) }) as Extract<
      MapColour,
      { kind: 'class' }
    >;
    return Array.from(colour.codes, (code) => colour.names[code]);
  };

  it('are the first parts in which paths differ', () => {
    assert.deepEqual(of('a/x.fits', 'b/x.fits', 'b/c/x.fits'), ['a', 'b', 'b']);
    assert.deepEqual(of('data/a/x.fits', 'data/b/x.fits', 'data/x.fits'), ['a', 'b', 'data']);
    assert.deepEqual(of('x.fits', 'b/x.fits'), ['(top)', 'b']);
    assert.deepEqual(of('data/x.fits', 'data/y.fits'), ['data', 'data']);
    assert.deepEqual(of(), []);
  });
});
