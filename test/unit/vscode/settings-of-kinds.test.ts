import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { LEFT_OUT_KINDS } from '../../../src/collection';
import { ROOT } from '../../built';

describe('the setting of images that are read all the same', () => {
  it('has the kinds that are left out', () => {
    const { contributes } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      contributes: { configuration: { properties: Record<string, { items?: { enum?: string[] } }> }[] };
    };
    const settings = [contributes.configuration].flat().map(({ properties }) => properties);
    const kinds = settings.map((all) => all['morphoscope.readAlso']?.items?.enum).find((one) => one !== undefined);
    assert.deepEqual(kinds, [...LEFT_OUT_KINDS]);
  });
});
