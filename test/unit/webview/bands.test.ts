import assert from 'node:assert/strict';
import { writeFits } from '../../../src/fits';
import { FileView } from '../../../src/viewing';
import { bandChoices, firstBands } from '../../../webview/viewer/image/bands';

const image = (name: string, ...shape: number[]) => ({
  header: [['EXTNAME', name]] as [string, string][],
  data: new Float32Array(shape.reduce((product, n) => product * n, 1)),
  shape,
});

describe('the bands of a colour picture', () => {
  const view = new FileView(
    writeFits([image('G', 8, 8), image('WIDE', 8, 9), image('R', 8, 8), image('CUBE', 2, 8, 8)]),
    'bands.fits',
  );
  const hdus = view.call('list', undefined);

  it("are the planes of the file's images of one size, the image's own first", () => {
    assert.deepEqual(
      bandChoices(hdus, hdus[2]).map(({ label }) => label),
      ['R', 'G', 'CUBE 1', 'CUBE 2'],
    );
    assert.deepEqual(
      bandChoices(hdus, hdus[1]).map(({ label }) => label),
      ['1'],
    );
  });

  it('begin with the third as red', () => {
    assert.deepEqual(firstBands(bandChoices(hdus, hdus[3])), [
      { hdu: 0, plane: 0 },
      { hdu: 3, plane: 1 },
      { hdu: 3, plane: 0 },
    ]);
  });

  it('begin as the header of three planes says', () => {
    const cube = { ...image('CUBE', 3, 8, 8), header: [['BANDS', 'rgz']] as [string, string][] };
    const [hdu] = new FileView(writeFits([cube]), 'cube.fits').call('list', undefined);
    const planes = firstBands(bandChoices([hdu], hdu), hdu.redFirst).map(({ plane }) => plane);
    assert.deepEqual(planes, [2, 0, 1]);
  });

  it('of two sizes are refused', () => {
    const bands = [{ hdu: 0, plane: 0 }, { hdu: 1, plane: 0 }]; // prettier-ignore
    assert.throws(() => view.call('tile', { bands, tile: { level: 0, column: 0, row: 0 } }), /differ in size/);
  });
});
