import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import {
  type ByteSource,
  FitsError,
  type Hdu,
  holdsGroups,
  holdsImage,
  holdsTable,
  imageSize,
  inspectHdu,
  openFits,
  readGroups,
  readIntegers,
  readPlane,
  readRegion,
  Table,
} from '../../../src/fits';
import { realFiles } from '../inputs';
import type { Format, Mutant, Step } from '../format';
import { Random } from '../random';
import { requireRefusal } from '../refusals';
import { damagedFits } from './fits-damage';

export const fits: Format = {
  name: 'fits',
  count: 1_000_000,
  seeds: () => realFiles('data/fits', /(?<!\.json)$/),
  damage: damagedFits,
  read: readEverything,
};

/** Rows of a table that are read of each column, beside the whole. */
const ROWS = 40;

/**
 * Reads all that can be read of a file: headers, images, rectangles, groups, tables by rows and columns, coordinates.
 * @throws AssertionError where a FitsError does not say what, where and why; any other error is a defect as it stands
 */
async function readEverything({ bytes, name, seed }: Mutant, step: Step): Promise<void> {
  const random = new Random(seed ^ 0x5eed);
  // By parts or in memory.
  const source = random.below(2) ? bytes : byParts(bytes);
  const attempt = (what: string, hdu: number | null, read: () => void) =>
    step(what, () => refusedByHdu(name, hdu, read));
  let hdus: Hdu[] = [];
  await attempt('open', null, () => (hdus = openFits(source, name, { gunzip, maxBytes: 2 ** 28 })));
  for (const [index, hdu] of hdus.entries()) {
    assert.equal(hdu.index, index);
    await attempt('header', index, () => {
      for (const { keyword } of hdu.header.cards) hdu.header.get(keyword);
      assert.ok(hdu.header.images.every((image) => image.length === 80) && hdu.name.length >= 0);
    });
    await attempt('inspect', index, () => JSON.stringify(inspectHdu(hdu)));
    if (holdsGroups(hdu)) await attempt('groups', index, () => readGroups(hdu));
    if (holdsImage(hdu)) {
      const { width, height, planes } = imageSize(hdu);
      await attempt('plane', index, () => readPlane(hdu, planes - 1));
      await attempt('region', index, () => {
        const [x, y] = [random.below(width), random.below(height)];
        const region = { x, y, width: Math.min(40, width - x), height: Math.min(40, height - y) };
        readRegion(hdu, region, random.below(planes));
      });
      if (hdu.bitpix === 64) await attempt('integers', index, () => readIntegers(hdu));
    }
    if (holdsTable(hdu)) await readTable(hdu, (what, read) => attempt(what, index, read));
  }
}

type Attempt = (what: string, read: () => void) => Promise<void>;

async function readTable(hdu: Hdu, attempt: Attempt): Promise<void> {
  let table: Table | undefined;
  await attempt('table', () => (table = new Table(hdu)));
  const opened = table;
  if (!opened) return;
  const { rows, columns } = opened;
  for (const row of new Set([0, rows - 1, rows])) await attempt(`row ${row}`, () => opened.row(row));
  for (const [column, { name }] of columns.entries()) {
    await attempt(`cells of ${name}`, () => opened.cells(column, Math.max(0, rows - ROWS), rows));
    await attempt(`numbers of ${name}`, () => opened.numbers(column));
    await attempt(`texts of ${name}`, () => opened.texts(column));
  }
}

/** Runs a read that may refuse: by a FitsError that names the file, the HDU and a reason. */
function refusedByHdu(file: string, hdu: number | null, read: () => void): void {
  try {
    read();
  } catch (error) {
    requireRefusal(error, { errors: [FitsError], file });
    const told = error as FitsError;
    if (hdu !== null) assert.equal(told.hdu, hdu, `of HDU ${told.hdu}: ${told.reason}`);
  }
}

function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  return zlib.gunzipSync(bytes, { maxOutputLength: maxBytes });
}

/** A source that gives copies, and refuses what lies outside: as a file that is read from a disk. */
function byParts(bytes: Uint8Array): ByteSource {
  return {
    length: bytes.length,
    read: (start, end) => {
      if (!(start >= 0 && start <= end && end <= bytes.length))
        throw new RangeError(`bytes ${start} to ${end} of ${bytes.length}`);
      return bytes.slice(start, end);
    },
  };
}
