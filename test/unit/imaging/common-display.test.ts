import assert from 'node:assert/strict';
import { commonDisplay, type DisplayChoice, displayOf, findLimits, type Picture } from '../../../src/imaging';
import { galaxyPixels } from '../../galaxies';

const SIDE = 48;
const CHOICE: DisplayChoice = { stretch: 'auto', cuts: 'same for all', colormap: 'grey' };

/** A galaxy so many times as bright as another. */
function galaxy(seed: number, times: number): Picture {
  return { width: SIDE, height: SIDE, bands: [galaxyPixels(SIDE, seed).map((value) => times * value)] };
}

describe('cuts that are the same for all pictures', () => {
  const [faint, bright] = [galaxy(1, 1), galaxy(1, 20)];
  const common = commonDisplay([faint, bright].map((picture) => ({ ...picture, kind: 'fits' as const })));

  it('draw a bright galaxy brighter than a faint one', () => {
    const limits = [faint, bright].map((picture) => {
      const { cuts, stretch } = displayOf(picture, 'fits', CHOICE, common);
      return { ...findLimits(picture.bands[0], cuts), stretch };
    });
    assert.deepEqual(limits[0], limits[1], 'by the same cuts and the same stretch');
    assert.ok(Math.max(...faint.bands[0]) < limits[0].high);
    const own = displayOf(faint, 'fits', { ...CHOICE, cuts: 'auto' }, common);
    assert.ok(findLimits(faint.bands[0], own.cuts).high < limits[0].high / 5, 'whose own cuts hide that');
  });

  it('take every band of a colour picture, and leave photographs as they are', () => {
    const [red] = faint.bands;
    const colour = { width: SIDE, height: SIDE, bands: [red, bright.bands[0], red], kind: 'fits' as const };
    const display = displayOf(colour, 'fits', CHOICE, commonDisplay([colour]));
    assert.equal(display.lupton, undefined, 'which brings cuts of its own');
    assert.ok(findLimits(red, display.cuts).high > Math.max(...red));
    assert.equal(commonDisplay([{ ...faint, kind: 'photo' }]), undefined);
    assert.deepEqual(displayOf(faint, 'photo', CHOICE, common).cuts, { kind: 'manual', low: 0, high: 255 });
  });

  it('are a picture’s own where there is none beside it', () => {
    assert.deepEqual(displayOf(faint, 'fits', CHOICE), displayOf(faint, 'fits', { ...CHOICE, cuts: 'auto' }));
  });
});
