import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type FileReport, type HduReport, inspectFits } from '../../../src/fits';
import { sharedData } from '../../shared-data';
import { gunzip } from './node-gunzip';
import { apart } from './wcs/apart';

type Expected = Omit<HduReport, 'unreadable'> & { unreadable?: string; wcs_error?: string };
interface ExpectedFile {
  hdus?: Expected[];
  unreadable?: string;
}

/** What this reader refuses, by its own word; each must go once it is read. */
const NOT_YET = /^tile-compressed tables |are not read yet|^compressed with bzip2/;

describe('every real file, as astropy reads it', () => {
  let root: string;
  let expected: [string, ExpectedFile, FileReport][];

  before(function () {
    root = path.dirname(sharedData(this, 'fits/expected.json'));
    const files = JSON.parse(fs.readFileSync(path.join(root, 'expected.json'), 'utf8')) as Record<string, ExpectedFile>;
    expected = Object.entries(files).map(([file, wanted]) => [
      file,
      wanted,
      inspectFits(fs.readFileSync(path.join(root, file)), file, { gunzip }),
    ]);
  });

  /** Every HDU that both read, with its place. */
  function* both(): Generator<[string, Expected, HduReport]> {
    for (const [file, wanted, report] of expected) {
      for (const [index, hdu] of (wanted.hdus ?? []).entries()) {
        const ours = report.hdus?.[index];
        if (ours && !ours.unreadable && !hdu.unreadable) yield [`${file} [${index}]`, hdu, ours];
      }
    }
  }

  it('refuses what astropy refuses, and else only what it says it does not read yet', () => {
    for (const [file, wanted, report] of expected) {
      if (wanted.unreadable) assert.ok(report.unreadable, file);
      else if (report.unreadable) assert.match(report.unreadable, NOT_YET, file);
      else assert.equal(report.hdus?.length, wanted.hdus?.length, file);
      for (const [index, hdu] of (report.hdus ?? []).entries()) {
        if (hdu.unreadable && !wanted.hdus?.[index].unreadable) assert.match(hdu.unreadable, NOT_YET, file);
      }
    }
  });

  it('names, kinds, cards, shapes, columns and rows are the same', () => {
    for (const [place, wanted, ours] of both()) {
      for (const key of ['name', 'kind', 'shape', 'bitpix', 'rows', 'columns'] as const) {
        assert.deepEqual(ours[key], wanted[key], `${place} ${key}`);
      }
      // astropy repairs the header of one, and counts the card it adds; of compressed images it counts the image's cards.
      if (!place.includes('group_invalid') && ours.kind !== 'CompImageHDU')
        assert.equal(ours.cards, wanted.cards, `${place} cards`);
    }
  });

  it('integers are exact, floating-point values to 1e-6', () => {
    let images = 0;
    for (const [place, wanted, ours] of both()) {
      // Its one pixel of ZBLANK is undefined (FITS 4.0, section 10.2.1); astropy 5.2 scales it.
      if (!wanted.samples || place.includes('compressed_with_nan')) continue;
      images++;
      // Scaled integers are floating-point too; where BSCALE is 1, samples are whole numbers and must be exact.
      const whole = (wanted.bitpix ?? 0) > 0 && wanted.samples.every(([, value]) => Number.isInteger(value));
      for (const key of ['finite', 'min', 'max'] as const)
        close(ours[key], wanted[key], whole ? 0 : 1e-6, `${place} ${key}`);
      close(ours.mean, wanted.mean, 1e-6, `${place} mean`);
      assert.equal(ours.samples?.length, wanted.samples.length, place);
      for (const [i, [index, value]] of wanted.samples.entries()) {
        assert.equal(ours.samples?.[i][0], index, place);
        close(ours.samples?.[i][1], value, whole ? 0 : 1e-6, `${place} sample ${index}`);
      }
    }
    assert.ok(images > 100, `only ${images} images were compared`);
  });

  it('first rows of tables are the same', () => {
    for (const [place, wanted, ours] of both()) {
      assert.deepEqual(Object.keys(ours.row0 ?? {}), Object.keys(wanted.row0 ?? {}), place);
      for (const [name, value] of Object.entries(wanted.row0 ?? {}))
        close(ours.row0?.[name], value, 1e-6, `${place} ${name}`);
    }
  });

  it('coordinates agree to 1 mas wherever astropy has some', () => {
    let headers = 0;
    for (const [place, wanted, ours] of both()) {
      // A right answer where astropy gave up is no fault.
      if (wanted.wcs_error || (!ours.wcs && !wanted.wcs)) continue;
      assert.ok(wanted.wcs, `${place} has coordinates that astropy does not see`);
      assert.ok(ours.wcs, `${place} has coordinates that are not seen here`);
      headers++;
      assert.deepEqual(ours.wcs.ctype, wanted.wcs.ctype, place);
      assert.deepEqual(ours.wcs.pixel1, wanted.wcs.pixel1, place);
      for (const [i, [lon, lat]] of wanted.wcs.world.entries()) {
        const [ourLon, ourLat] = ours.wcs.world[i];
        const off = apart(Number(ourLon), Number(ourLat), Number(lon), Number(lat));
        assert.ok(off < 1, `${place} is off by ${off} mas`);
      }
    }
    assert.ok(headers > 50, `only ${headers} headers were compared`);
  });
});

function close(ours: unknown, wanted: unknown, tolerance: number, place: string): void {
  if (Array.isArray(wanted)) {
    assert.ok(Array.isArray(ours) && ours.length === wanted.length, place);
    wanted.forEach((value, i) => close((ours as unknown[])[i], value, tolerance, place));
  } else if (typeof wanted === 'number' && typeof ours === 'number') {
    assert.ok(Math.abs(ours - wanted) <= tolerance * Math.abs(wanted), `${place}: ${ours}, not ${wanted}`);
  } else {
    assert.equal(ours, wanted, place);
  }
}
