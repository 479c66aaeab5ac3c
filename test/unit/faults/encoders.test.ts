import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { EncoderError } from '../../../src/encoder';
import { addEncoder, EncoderLibrary } from '../../../src/encoder/library';
import { isTemporaryName } from '../../../src/files';
import { eachFault } from '../../faults/faulty-disk';
import { temporaryFolder } from '../../galaxies';
import { smallOnnx } from '../encoder/small-onnx';

describe('a disk that fails while the library of encoders is changed', function () {
  this.timeout(120_000);
  let folder: string;
  let source: string;
  let added: string;
  let remove: () => void;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    source = path.join(folder, 'source.onnx');
    added = path.join(folder, 'library');
    fs.writeFileSync(source, smallOnnx());
  });
  afterEach(() => remove());

  const library = () => new EncoderLibrary(added, path.join(folder, 'none'));
  const add = (id: string, from = source) =>
    addEncoder({ source: from, library: added, identity: { id, licence: 'MIT' }, taken: [] }, { threads: 1 });
  const ids = async () => {
    const all = await library().list();
    for (const { id, problem } of all) assert.equal(problem, undefined, id);
    return all.map(({ id }) => id);
  };
  const holdsNothingElse = (told: string) => {
    const names = fs.readdirSync(added).filter((name) => !['one', 'two', 'default.json'].includes(name));
    assert.deepEqual(names.filter((name) => !isTemporaryName(name)), [], told); // prettier-ignore
  };
  /** Begins with encoders of which the first is the default. Each is made once, and copied. */
  const beginning = async (...names: string[]) => {
    const kept = path.join(folder, 'kept');
    for (const name of names) await add(name);
    await library().setDefault(names[0]);
    fs.renameSync(added, kept);
    return () => {
      fs.rmSync(added, { recursive: true, force: true });
      fs.cpSync(kept, added, { recursive: true });
    };
  };

  for (const [what, from] of [
    ['an ONNX file', () => source],
    ['a folder of an encoder', () => path.join(added, 'one')],
  ] as const) {
    it(`adds ${what} whole or not at all`, async () => {
      const failed = await eachFault(
        folder,
        await beginning('one'),
        async () => void (await add('two', from())),
        async (operation, error) => {
          const told = `${operation.what} ${operation.file}`;
          assert.deepEqual(await ids(), error === undefined ? ['one', 'two'] : ['one'], told);
          if (error) assert.ok(error instanceof EncoderError, `${told}: ${error.message}`);
          if (error) assert.match(error.message, /the encoders are as they were/, told);
          holdsNothingElse(told);
        },
      );
      for (const kind of ['write', 'mkdir', 'rename']) {
        assert.ok(failed.some((operation) => operation.what === kind), kind); // prettier-ignore
      }
      assert.deepEqual(await ids(), ['one', 'two']);
    });
  }

  it('takes one away or leaves it as it is, and as the default', async () => {
    await eachFault(
      folder,
      await beginning('one'),
      () => library().remove('one'),
      async ({ what, file }, error) => {
        const told = `${what} ${file}`;
        if (error) assert.ok(error instanceof EncoderError, `${told}: ${error.message}`);
        assert.deepEqual(await ids(), error === undefined ? [] : ['one'], told);
        if (error) assert.equal(await library().defaultId(), 'one', told);
        holdsNothingElse(told);
      },
    );
    assert.deepEqual(await ids(), []);
  });

  it('keeps the default that was, or has the new one', async () => {
    await eachFault(
      folder,
      await beginning('one', 'two'),
      () => library().setDefault('two'),
      async ({ what, file }, error) => {
        const told = `${what} ${file}`;
        if (error) assert.ok(error instanceof EncoderError, `${told}: ${error.message}`);
        assert.equal(await library().defaultId(), error === undefined ? 'two' : 'one', told);
        holdsNothingElse(told);
      },
    );
    assert.equal(await library().defaultId(), 'two');
  });
});
