import assert from 'node:assert/strict';
import path from 'node:path';
import { fileVerdicts, headerVerdicts, type Verdict } from '../../conformance/verdicts';
import { sharedData } from '../../shared-data';

/** Coordinates that are not given yet: none is better than wrong ones. */
const NONE = /^(wcs: )?no coordinates$/;

/** What is wrong, in words; coordinates that are missing left out. */
function mistakes(verdicts: readonly Verdict[]): string[] {
  return verdicts
    .filter(({ outcome }) => outcome === 'wrong')
    .flatMap(({ place, reasons }) =>
      reasons.filter((reason) => !NONE.test(reason)).map((reason) => `${place}: ${reason}`),
    );
}

describe('every real file, as astropy reads it', () => {
  it('is right in each HDU: kind, shape, pixels, first row, coordinates; or refused by name', function () {
    const verdicts = fileVerdicts(path.dirname(sharedData(this, 'fits/expected.json')));
    assert.deepEqual(mistakes(verdicts), []);
    for (const { outcome, place, reasons } of verdicts) {
      if (outcome === 'refused') assert.match(reasons[0], /^compressed with bzip2/, place);
    }
    const right = verdicts.filter(({ outcome }) => outcome === 'right').length;
    assert.ok(right > 250, `only ${right} HDUs were right`);
  });

  it('has the coordinates of its header to 1 mas', function () {
    const verdicts = headerVerdicts(path.dirname(sharedData(this, 'fits/wcs-headers/expected.json')));
    assert.deepEqual(mistakes(verdicts), []);
    assert.ok(verdicts.some(({ outcome }) => outcome === 'right'));
  });
});
