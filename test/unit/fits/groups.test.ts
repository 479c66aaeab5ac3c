import assert from 'node:assert/strict';
import fs from 'node:fs';
import {
  holdsGroups,
  holdsImage,
  imageSize,
  openFits,
  readGroups,
  readImage,
  readPlane,
  readRegion,
} from '../../../src/fits';
import { sharedData } from '../../shared-data';

const ASTROPY = 'fits/fits_conformance/astropy/astropy/io/fits/tests/data';

/** Groups of 2 parameters and an array of 2 x 3, int16; parameter p of group g is 10 g + p, pixel i is 100 g + i. */
function groupsFile(count: number): Uint8Array {
  const cards = [
    'SIMPLE  = T', 'BITPIX  = 16', 'NAXIS   = 3', 'NAXIS1  = 0', 'NAXIS2  = 3', 'NAXIS3  = 2', 'GROUPS  = T',
    'PCOUNT  = 2', `GCOUNT  = ${count}`, "PTYPE1  = 'DATE'", "PTYPE2  = 'DATE'", 'PZERO1  = 2450000.5', 'PSCAL2  = 0.25',
    'BSCALE  = 2',
  ]; // prettier-ignore
  const header = [...cards, 'END']
    .map((card) => card.padEnd(80))
    .join('')
    .padEnd(2880);
  const data = Buffer.alloc(2880);
  for (let g = 0; g < count; g++) {
    for (let p = 0; p < 2; p++) data.writeInt16BE(10 * g + p, 16 * g + 2 * p);
    for (let i = 0; i < 6; i++) data.writeInt16BE(100 * g + i, 16 * g + 4 + 2 * i);
  }
  return Buffer.concat([Buffer.from(header), data]);
}

describe('random groups', () => {
  const [hdu] = openFits(groupsFile(3), 'uv.fits');

  it('give their parameters, those of one name added up', () => {
    assert.ok(holdsGroups(hdu));
    const { count, shape, parameters } = readGroups(hdu);
    assert.deepEqual([count, shape], [3, [2, 3]]);
    assert.deepEqual(
      parameters.map(({ name, values }) => [name, ...values]),
      [['DATE', 0.25 + 2450000.5, 12.75 + 2450000.5, 25.25 + 2450000.5]],
    );
  });

  it('are an image whose last axis is of groups', () => {
    assert.ok(holdsImage(hdu));
    assert.deepEqual(hdu.shape, [3, 2, 3]);
    assert.deepEqual(imageSize(hdu), { width: 3, height: 2, planes: 3 });
    assert.deepEqual([...readPlane(hdu, 2)], [400, 402, 404, 406, 408, 410]);
    assert.deepEqual([...readRegion(hdu, { x: 1, y: 1, width: 2, height: 1 }, 1)], [208, 210]);
    assert.equal(readImage(hdu).data.length, 18);
  });

  it('that the file does not hold are refused, whatever the counts', () => {
    const file = groupsFile(3);
    const text = Buffer.from(file).toString('latin1');
    const [huge] = openFits(
      Buffer.from(text.replace('PCOUNT  = 2'.padEnd(20), 'PCOUNT  = 2000000000'), 'latin1'),
      'uv.fits',
    );
    assert.throws(() => readGroups(huge), /truncated/);
    assert.throws(() => readPlane(huge), /truncated/);
  });

  it('of a real file add up to its dates', function () {
    const file = sharedData(this, `${ASTROPY}/random_groups.fits`);
    const { parameters } = readGroups(openFits(fs.readFileSync(file), file)[0]);
    assert.deepEqual(
      parameters.map(({ name }) => name),
      ['UU', 'VV', 'WW', 'BASELINE', 'DATE'],
    );
    assert.equal(parameters[4].values[0], 2455955.5861859247);
  });
});
