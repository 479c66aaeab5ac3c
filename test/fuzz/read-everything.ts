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
} from '../../src/fits';
import type { Mutant } from './mutants';
import { Random } from './random';

/** Runs one read of a file, however it likes to measure it; what it throws but a FitsError is a defect. */
export type Step = (what: string, read: () => void) => void;

/** Rows of a table that are read of each column, beside the whole. */
const ROWS = 40;

/**
 * Reads all that can be read of a file: headers, images, rectangles, groups, tables by rows and columns, coordinates.
 * @throws AssertionError where a FitsError does not say what, where and why; any other error is a defect as it stands
 */
export function readEverything({ bytes, file, seed }: Mutant, step: Step = (_what, read) => read()): void {
  const random = new Random(seed ^ 0x5eed);
  // By parts or in memory.
  const source = random.below(2) ? bytes : byParts(bytes);
  const attempt = (what: string, hdu: number | null, read: () => void) => step(what, () => refusing(file, hdu, read));
  let hdus: Hdu[] = [];
  attempt('open', null, () => (hdus = openFits(source, file, { gunzip, maxBytes: 2 ** 28 })));
  hdus.forEach((hdu, index) => {
    assert.equal(hdu.index, index);
    attempt('header', index, () => {
      for (const { keyword } of hdu.header.cards) hdu.header.get(keyword);
      assert.ok(hdu.header.images.every((image) => image.length === 80) && hdu.name.length >= 0);
    });
    attempt('inspect', index, () => JSON.stringify(inspectHdu(hdu)));
    if (holdsGroups(hdu)) attempt('groups', index, () => readGroups(hdu));
    if (holdsImage(hdu)) {
      const { width, height, planes } = imageSize(hdu);
      attempt('plane', index, () => readPlane(hdu, planes - 1));
      attempt('region', index, () => {
        const [x, y] = [random.below(width), random.below(height)];
        const region = { x, y, width: Math.min(40, width - x), height: Math.min(40, height - y) };
        readRegion(hdu, region, random.below(planes));
      });
      if (hdu.bitpix === 64) attempt('integers', index, () => readIntegers(hdu));
    }
    if (holdsTable(hdu)) readTable(hdu, (what, read) => attempt(what, index, read));
  });
}

function readTable(hdu: Hdu, attempt: Step): void {
  let table: Table | undefined;
  attempt('table', () => (table = new Table(hdu)));
  const opened = table;
  if (!opened) return;
  const { rows, columns } = opened;
  for (const row of new Set([0, rows - 1, rows])) attempt(`row ${row}`, () => opened.row(row));
  columns.forEach(({ name }, column) => {
    attempt(`cells of ${name}`, () => opened.cells(column, Math.max(0, rows - ROWS), rows));
    attempt(`numbers of ${name}`, () => opened.numbers(column));
    attempt(`texts of ${name}`, () => opened.texts(column));
  });
}

/** Runs a read that may refuse: by a FitsError that names the file, the HDU and a reason. */
function refusing(file: string, hdu: number | null, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof FitsError)) throw error;
    assert.equal(error.file, file);
    assert.ok(error.reason.length > 3, `no reason: ${error.reason}`);
    if (hdu !== null) assert.equal(error.hdu, hdu, `of HDU ${error.hdu}: ${error.reason}`);
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
