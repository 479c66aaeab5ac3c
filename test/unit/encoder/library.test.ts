import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import { type Encoder, EncoderError, EncoderSession, readEncoder } from '../../../src/encoder';
import {
  addEncoder,
  EncoderLibrary,
  inspectSource,
  type AddOptions,
  type AddRequest,
} from '../../../src/encoder/library';
import { idFrom } from '../../../src/encoder/library/identity';
import { libraryFolder } from '../../../src/encoder/library/library-folder';
import { ROOT } from '../../built';
import { temporaryFolder } from '../../galaxies';
import { referenceEncoder } from '../../shared-data';
import { smallOnnx, type SmallOnnx } from './small-onnx';

const BUNDLED = path.join(ROOT, 'media/encoders');

describe('the library of encoders', () => {
  let folder: string;
  let remove: () => void;
  let library: EncoderLibrary;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    library = new EncoderLibrary(path.join(folder, 'library'), BUNDLED);
  });
  afterEach(() => remove());

  const file = (name: string, content: Uint8Array | string) => {
    const written = path.join(folder, name);
    fs.mkdirSync(path.dirname(written), { recursive: true });
    fs.writeFileSync(written, content);
    return written;
  };
  const add = (source: string, change: Partial<AddRequest> = {}, options: Partial<AddOptions> = {}) =>
    addEncoder(
      { source, library: library.added, identity: { licence: 'MIT' }, taken: [BUNDLED_ENCODER], ...change },
      { threads: 1, ...options },
    );
  const addSmall = (name: string, content: SmallOnnx = {}, change: Partial<AddRequest> = {}) =>
    add(file(name, smallOnnx(content)), change);
  const left = () => (fs.existsSync(library.added) ? fs.readdirSync(library.added) : []);
  const ids = async () => (await library.list()).map(({ id }) => id);

  it('holds the bundled encoder before anything has been added, and uses it', async () => {
    assert.deepEqual(await ids(), [BUNDLED_ENCODER]);
    assert.equal(await library.defaultId(), BUNDLED_ENCODER);
    assert.equal((await library.require(BUNDLED_ENCODER)).bundled, true);
  });

  it('takes an ONNX file with a card of its own, whose dimensions are those that it answers with', async () => {
    const onnx = smallOnnx({ outputs: [{ name: 'vector', dims: ['N', 'features'] }] });
    const { card } = await add(file('My Net v2.onnx', onnx));
    const read = await readEncoder(path.join(library.added, 'my-net-v2'));
    assert.deepEqual(read.card, card);
    assert.deepEqual(fs.readFileSync(read.modelFile), Buffer.from(onnx));
    assert.equal(card.sha256, createHash('sha256').update(onnx).digest('hex'));
    assert.deepEqual([card.id, card.name, card.dimensions, card.views], ['my-net-v2', 'My Net v2', 3, 1]);
    assert.deepEqual([card.input, card.outputs.embedding], [{ name: 'picture', channels: 3, size: 8 }, 'vector']);
    assert.deepEqual(card.preprocessing.map(({ step }) => step), ['asinh-flux', 'unit-range', 'clip', 'zoom', 'resize', 'crop']); // prettier-ignore
    assert.deepEqual(left(), ['my-net-v2'], 'nothing else is left');
  });

  it('takes a folder with a card under another id', async () => {
    const source = path.join(BUNDLED, BUNDLED_ENCODER);
    await add(source, { identity: { id: 'copy', name: 'A copy' } });
    const { card } = await library.require('copy');
    const original = (await readEncoder(source)).card;
    assert.deepEqual(card, { ...original, id: 'copy', name: 'A copy' });
  });

  it("takes a folder in timm's layout, with the licence of its README", async function () {
    const reference = referenceEncoder(this, 'convnext_conv_mlp');
    const source = path.join(folder, 'convnext_nano');
    fs.cpSync(reference, source, { recursive: true });
    file('convnext_nano/README.md', '---\ntags:\n- timm\nlicense: apache-2.0\n---\n# Card\n');
    const told: number[] = [];
    const options = { onProgress: (done: number) => told.push(done) };
    const { card } = await add(source, { identity: {}, answers: { size: 64 } }, options);
    assert.deepEqual([card.id, card.licence, card.dimensions], ['convnext_nano', 'apache-2.0', 48]);
    assert.deepEqual([card.input.size, card.input.channels], [64, 3]);
    assert.ok(told.length > 1 && told.every((done, i) => i === 0 || done > told[i - 1]));
    // Without a centre everything is like everything; about one, pictures of noise and of light differ.
    assert.equal(card.centre?.length, 48);
    const inputs = Float32Array.from({ length: 2 * 3 * 64 * 64 }, (_, i) =>
      i % 2 === 0 ? 0 : Number(i < 3 * 64 * 64),
    );
    const cosine = async (encoder: Encoder) => {
      const session = await EncoderSession.load(encoder, 1);
      const both = await session.embed(inputs);
      const dot = (a: number, b: number) => both.subarray(48 * a, 48 * a + 48).reduce((sum, x, d) => sum + x * both[48 * b + d], 0); // prettier-ignore
      return dot(0, 1) / Math.sqrt(dot(0, 0) * dot(1, 1));
    };
    const added = await readEncoder(path.join(library.added, card.id));
    const [about, raw] = [await cosine(added), await cosine({ ...added, card: { ...card, centre: undefined } })];
    assert.ok(about < 0.5 && raw > 0.9, `cosine ${about.toFixed(3)}, ${raw.toFixed(3)} without a centre`);
    const cancel = new AbortController();
    const stop = { signal: cancel.signal, onProgress: () => cancel.abort() };
    await assert.rejects(add(source, { identity: { id: 'again' } }, stop), { name: 'AbortError' });
    assert.deepEqual(left(), ['convnext_nano']);
  });

  const refused: [string, () => Promise<unknown>, RegExp][] = [
    ['no such file', () => add(path.join(folder, 'none.onnx')), /no such file/],
    ['a file of another kind', () => add(file('a.txt', 'x')), /an encoder is an \.onnx file/],
    ['a folder of something else', () => add(folder), /neither card\.json nor config\.json/],
    ['no ONNX', () => add(file('a.onnx', 'no model at all')), /a\.onnx: /],
    [
      'a graph that leaves something open',
      () => addSmall('a.onnx', { input: ['N', 3, 'h', 'w'] }),
      /leaves open: size/,
    ],
    ['a licence that nobody knows', () => addSmall('a.onnx', {}, { identity: {} }), /licence is not known/],
    [
      'an id that climbs',
      () => addSmall('a.onnx', {}, { identity: { id: '../up', licence: 'MIT' } }),
      /its id is wrong/,
    ],
    ['an id that is taken', () => addSmall('a.onnx', {}, { taken: ['a'] }), /encoder with the id a/],
    ['a size that the graph cannot take', () => addSmall('a.onnx', { input: ['N', 1, 8, 8] }), /cannot/],
    ['NaN', () => addSmall('a.onnx', { factor: NaN }), /NaN/],
    ['the same of everything', () => addSmall('a.onnx', { factor: 0 }), /same numbers/],
  ];
  for (const [what, work, reason] of refused) {
    it(`refuses with the reason, and keeps nothing: ${what}`, async () => {
      await assert.rejects(work(), (error) => error instanceof EncoderError && reason.test(error.message));
      assert.deepEqual(left(), []);
    });
  }

  it('keeps nothing of an addition that is cancelled', async () => {
    const source = path.join(BUNDLED, BUNDLED_ENCODER);
    const cancel = new AbortController();
    cancel.abort();
    await assert.rejects(add(source, { identity: { id: 'copy' } }, { signal: cancel.signal }), { name: 'AbortError' });
    assert.deepEqual(left(), []);
  });

  it('remembers the default, and forgets it with its encoder', async () => {
    await addSmall('a.onnx');
    await library.setDefault('a');
    assert.equal(await new EncoderLibrary(library.added, BUNDLED).defaultId(), 'a');
    await assert.rejects(
      library.setDefault('none'),
      new RegExp(`no such encoder \\(there are ${BUNDLED_ENCODER}, a\\)`),
    );
    await library.remove('a');
    assert.deepEqual([await ids(), await library.defaultId(), left()], [[BUNDLED_ENCODER], BUNDLED_ENCODER, []]);
    await assert.rejects(library.remove(BUNDLED_ENCODER), /came with Morphoscope/);
    await assert.rejects(library.remove('a'), /no such encoder/);
  });

  it('lists encoders with a broken card, and says what is wrong; they can be removed', async () => {
    await addSmall('a.onnx');
    const card = path.join(library.added, 'a', 'card.json');
    fs.writeFileSync(card, fs.readFileSync(card, 'utf8').replace('"views": 1', '"views": 4'));
    const [, broken] = await library.list();
    assert.match(broken.problem!, /"views"/);
    await assert.rejects(library.setDefault('a'), /"views"/);
    fs.renameSync(path.join(library.added, 'a'), path.join(library.added, 'b'));
    await library.remove('b');
    assert.deepEqual(await ids(), [BUNDLED_ENCODER]);
  });

  it('says where the choice of the default is broken', async () => {
    file('library/default.json', '{');
    await assert.rejects(library.defaultId(), /default\.json: it is no JSON/);
    file('library/default.json', '{"encoder": 1}');
    await assert.rejects(library.defaultId(), /does not name an encoder/);
    await library.setDefault(BUNDLED_ENCODER);
    assert.equal(await library.defaultId(), BUNDLED_ENCODER);
  });

  it('looks at a source without adding it', async () => {
    const onnx = file('n.onnx', smallOnnx({ metadata: [['license', 'BSD-3-Clause']] }));
    const { kind, id, licence } = await inspectSource(onnx);
    assert.deepEqual([kind, id, licence], ['onnx', 'n', 'BSD-3-Clause']);
    assert.equal((await inspectSource(path.join(BUNDLED, BUNDLED_ENCODER))).kind, 'encoder');
  });
});

describe('where added encoders are kept', () => {
  it('is where the environment or the system says', () => {
    assert.equal(libraryFolder({ MORPHOSCOPE_ENCODERS: '/e' }, 'linux', '/h'), path.resolve('/e'));
    assert.equal(libraryFolder({}, 'linux', '/h'), '/h/.local/share/morphoscope/encoders');
    assert.equal(libraryFolder({ XDG_DATA_HOME: '/d' }, 'linux', '/h'), '/d/morphoscope/encoders');
    assert.equal(libraryFolder({ XDG_DATA_HOME: 'relative' }, 'linux', '/h'), '/h/.local/share/morphoscope/encoders');
    assert.equal(libraryFolder({}, 'darwin', '/h'), '/h/Library/Application Support/morphoscope/encoders');
    assert.equal(libraryFolder({ APPDATA: '/a' }, 'win32', '/h'), '/a/morphoscope/encoders');
  });

  it('ids come from names', () => {
    assert.deepEqual(['My Net (v2).x', '__', 'ÄB'].map(idFrom), ['my-net-v2-.x', 'encoder', 'b']);
  });
});
