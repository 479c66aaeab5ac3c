import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { shardsOf } from '../../../src/hub/shards';
import { openWeights } from '../../../src/weights';
import { temporaryFolder } from '../../galaxies';
import { f32, writeSafetensors } from './write-safetensors';

describe('weights in several files', () => {
  let folder: string;
  let remove: () => void;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    writeSafetensors(path.join(folder, 'one.safetensors'), new Map([['a', f32([1, 2], [2])]]));
    writeSafetensors(path.join(folder, 'two.safetensors'), new Map([['b', f32([3], [1])]]));
  });
  afterEach(() => remove());

  const opening = (weight_map: unknown) => {
    fs.writeFileSync(path.join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map }));
    return openWeights(folder);
  };

  it('are read as one', async () => {
    const weights = await opening({ a: 'one.safetensors', b: 'two.safetensors' });
    assert.deepEqual([...weights.tensors.keys()], ['a', 'b']);
    assert.deepEqual([...(await weights.read('a')), ...(await weights.read('b'))], [1, 2, 3]);
    await assert.rejects(weights.read('c'), /there is no tensor "c"/);
    await weights.close();
  });

  it('may be called as what objects have', async () => {
    const names = ['constructor', 'toString', '__proto__'];
    writeSafetensors(path.join(folder, 'one.safetensors'), new Map(names.map((name, i) => [name, f32([i], [1])]))); // prettier-ignore
    const index = `{${names.map((name) => `"${name}": "one.safetensors"`).join()}}`;
    fs.writeFileSync(path.join(folder, 'model.safetensors.index.json'), `{"weight_map": ${index}}`);
    assert.deepEqual(await shardsOf(path.join(folder, 'model.safetensors.index.json')), ['one.safetensors']);
    const weights = await openWeights(folder);
    assert.deepEqual([...weights.tensors.keys()], names);
    await weights.close();
  });

  it('are refused where the index says what is not so, or leaves the folder', async () => {
    await assert.rejects(opening({ a: 'two.safetensors' }), /the tensor "a" is not in two\.safetensors/);
    await assert.rejects(opening({ a: 'three.safetensors' }), /three\.safetensors: the file cannot be read/);
    await assert.rejects(opening({ a: '../one.safetensors' }), /"weight_map\.a" is wrong/);
    await assert.rejects(opening(3), /"weight_map" is wrong/);
    fs.writeFileSync(path.join(folder, 'model.safetensors.index.json'), '{');
    await assert.rejects(openWeights(folder), /cannot be read/);
  });
});
