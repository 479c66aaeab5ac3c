import assert from 'node:assert/strict';
import { regionOfBox } from '../../../webview/viewer/image/region-of-box';

describe('the region of a drawn box', () => {
  const image = { width: 100, height: 50 };
  const bands = [{ hdu: 1, plane: 0 }];
  const box = (x1: number, y1: number, x2: number, y2: number) =>
    regionOfBox({ kind: 'box', from: { x: x1, y: y1 }, to: { x: x2, y: y2 } }, image, bands);

  it('counts pixels from 1, whichever corner it was drawn from', () => {
    const region = { x: 11, y: 21, width: 20, height: 10, bands };
    assert.deepEqual(box(10, 20, 30, 30), region);
    assert.deepEqual(box(30.3, 29.8, 9.7, 20.4), region);
  });

  it('ends with the image, and is none where too little is left', () => {
    assert.deepEqual(box(-20, 40, 12, 90), { x: 1, y: 41, width: 12, height: 10, bands });
    assert.equal(box(0, 0, 7, 20), undefined);
    assert.equal(box(200, 0, 300, 20), undefined);
  });
});
