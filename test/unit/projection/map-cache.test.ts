import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type LaidOutMap, readMap, rowKey, writeMap } from '../../../src/projection';
import { temporaryFolder } from '../../galaxies';

const MAP: LaidOutMap = {
  keys: Float64Array.of(5, 2 ** 51 + 1, 7),
  positions: Float32Array.of(1, 2, 3, 4, 5, 6.5),
  anchors: 2,
  laidOutOf: 3,
};

describe('the cached map', () => {
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  const read = async (dimensions = 8) => {
    const reports: string[] = [];
    const map = await readMap(folder, dimensions, (message) => reports.push(message));
    return { map, reports };
  };

  it('is read as it was written', async () => {
    await writeMap(folder, 8, MAP);
    assert.deepEqual(await read(), { map: MAP, reports: [] });
    assert.deepEqual(fs.readdirSync(folder).sort(), ['map.json', 'map.npy']);
  });

  it('is nothing, and nothing to report, where there is none', async () => {
    assert.deepEqual(await read(), { map: undefined, reports: [] });
  });

  const damages: [string, () => void][] = [
    ['a changed byte of its positions', () => change('map.npy', (bytes) => (bytes[bytes.length - 1] ^= 1))],
    ['a cut', () => fs.truncateSync(path.join(folder, 'map.npy'), 140)],
    ['other keys', () => edit((meta) => (meta.keys = Buffer.alloc(24, 1).toString('base64')))],
    ['fewer keys', () => edit((meta) => (meta.keys = (meta.keys as string).slice(0, 16)))],
    ['more anchors than rows', () => edit((meta) => (meta.anchors = 4))],
    ['another version', () => edit((meta) => (meta.version = 0))],
    ['no JSON', () => fs.writeFileSync(path.join(folder, 'map.json'), '{"version":1')],
  ];
  for (const [what, damage] of damages) {
    it(`is refused with ${what}, which is said`, async () => {
      await writeMap(folder, 8, MAP);
      damage();
      const { map, reports } = await read();
      assert.equal(map, undefined);
      assert.match(reports.join(), /map\.npy: the map is made anew: /);
    });
  }

  it('is refused by an encoder of other dimensions', async () => {
    await writeMap(folder, 8, MAP);
    assert.equal((await read(9)).map, undefined);
  });

  function change(name: string, work: (bytes: Buffer) => void): void {
    const bytes = fs.readFileSync(path.join(folder, name));
    work(bytes);
    fs.writeFileSync(path.join(folder, name), bytes);
  }

  function edit(work: (meta: Record<string, unknown>) => void): void {
    const file = path.join(folder, 'map.json');
    const meta = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
    work(meta);
    fs.writeFileSync(file, JSON.stringify(meta));
  }
});

describe('the key of a row', () => {
  it('is of the file’s bytes and the HDU', () => {
    const [a, b] = ['0123456789abcdef'.repeat(4), '0123456789abddef'.repeat(4)];
    const keys = [rowKey(a, 0), rowKey(a, 1), rowKey(a, 2), rowKey(b, 0)];
    assert.equal(new Set(keys).size, 4);
    assert.equal(rowKey(a, 0), 0x0123456789abc);
    assert.ok(keys.every((key) => Number.isSafeInteger(key) && key >= 0));
  });
});
