import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openLabels } from '../../../src/labels';
import { unzstd } from '../../../src/parquet/zstandard';
import { sharedData } from '../../shared-data';

/** "morphoscope " thirty times, as the reference encoder writes it (zstd 1.5, level 3) from a file and from a pipe, whose size it does not know. */
const FRAME = Buffer.from('KLUv/WBoAJ0AAGBtb3JwaG9zY29wZSABAFlXSxI=', 'base64');
const PIPED = Buffer.from('KLUv/QRYnQAAYG1vcnBob3Njb3BlIAEAWVdLEvHHs9U=', 'base64');
const TEXT = 'morphoscope '.repeat(30);

describe('Zstandard', () => {
  it('is decompressed to as many bytes as are told', () => {
    for (const frame of [FRAME, PIPED]) assert.equal(Buffer.from(unzstd(frame, TEXT.length)).toString(), TEXT);
  });

  it('is refused where more or fewer bytes are told, where it is cut, and where it asks for more memory', () => {
    for (const length of [0, TEXT.length - 1, TEXT.length + 1, 2 ** 20])
      assert.throws(() => unzstd(FRAME, length), `${length}`);
    for (let end = 0; end < FRAME.length; end++)
      assert.throws(() => unzstd(FRAME.subarray(0, end), TEXT.length), `${end}`);
    const large = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 1, 0, 0]);
    assert.throws(() => unzstd(large, 10), /asks for 2147483648 bytes/);
  });

  it('is read in the tables of a HATS catalogue', async function () {
    const folder = sharedData(this, 'containers/hats/rings_positions/dataset');
    const files = fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.parquet'));
    let rows = 0;
    for (const name of files) {
      const table = await openLabels(name, fs.readFileSync(path.join(folder, name)));
      rows += table.rows;
      const [ra, dec] = ['RA', 'DEC'].map((column) => table.column(column) as readonly number[]);
      assert.ok(ra.every((value) => value >= 0 && value < 360) && dec.every((value) => Math.abs(value) <= 90), name);
    }
    const { hats_nrows: all } = propertiesOf(path.join(folder, '../hats.properties'));
    assert.equal(rows, Number(all));
  });
});

function propertiesOf(file: string): Record<string, string> {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  return Object.fromEntries(lines.filter((line) => line.includes('=')).map((line) => line.split('=', 2))) as Record<
    string,
    string
  >;
}
