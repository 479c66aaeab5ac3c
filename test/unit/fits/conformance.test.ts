import assert from 'node:assert/strict';
import path from 'node:path';
import { fileVerdicts, headerVerdicts, type Verdict } from '../../conformance/verdicts';
import { sharedData } from '../../shared-data';

/** Coordinates that are not given yet: none is better than wrong ones. */
/** What is not right, in words. */
function mistakes(verdicts: readonly Verdict[]): string[] {
  return verdicts
    .filter(({ outcome }) => outcome !== 'right')
    .flatMap(({ place, reasons }) => reasons.map((reason) => `${place}: ${reason}`));
}

describe('every real file, as astropy reads it', () => {
  it('is right in each HDU: kind, shape, pixels, first row, coordinates', function () {
    const verdicts = fileVerdicts(path.dirname(sharedData(this, 'fits/expected.json')));
    assert.deepEqual(mistakes(verdicts), []);
    const right = verdicts.filter(({ outcome }) => outcome === 'right').length;
    assert.ok(right > 250, `only ${right} HDUs were right`);
  });

  it('has the coordinates of its header to 1 mas', function () {
    const verdicts = headerVerdicts(path.dirname(sharedData(this, 'fits/wcs-headers/expected.json')));
    assert.deepEqual(mistakes(verdicts), []);
    assert.ok(verdicts.some(({ outcome }) => outcome === 'right'));
  });
});
