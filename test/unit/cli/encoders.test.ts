import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import { openWeights } from '../../../src/weights';
import { ensureBuilt } from '../../built';
import { temporaryFolder, writeGalaxies } from '../../galaxies';
import { HubServer } from '../../hub-server';
import { referenceEncoder } from '../../shared-data';
import { smallOnnx } from '../encoder/small-onnx';
import { f32, safetensors, type Written } from '../weights/write-safetensors';
import { indexJson, morphoscope } from './run-cli';

interface Listed {
  id: string;
  dimensions: number | null;
  bundled: boolean;
  default: boolean;
  problem: string | null;
}

describe('encoders from a terminal', function () {
  this.timeout(120_000);
  let folder: string;
  let library: string;
  let onnx: string;
  let remove: () => void;

  before(ensureBuilt);
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    library = path.join(folder, 'library');
    onnx = path.join(folder, 'small.onnx');
    fs.writeFileSync(onnx, smallOnnx({ outputs: [{ name: 'vector', dims: ['N', 3] }, { name: 'other', dims: ['N', 3] }] })); // prettier-ignore
  });
  afterEach(() => remove());

  const encoders = (...args: string[]) => morphoscope(['encoders', ...args, '--library', library]);
  const well = async (...args: string[]) => {
    const { code, stdout, stderr } = await encoders(...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const listed = async () => JSON.parse(await well('list', '--json')) as Listed[];
  const refused = async (expected: RegExp, ...args: string[]) => {
    const { code, stdout, stderr } = await encoders(...args);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, expected);
  };
  const add = () => well('add', onnx, '--output', 'vector', '--licence', 'MIT');

  it('are added, listed, made the default and removed', async () => {
    const added = JSON.parse(await well('add', onnx, '--output', 'vector', '--licence', 'MIT', '--json')) as object;
    assert.deepEqual(added, { id: 'small', name: 'small', dimensions: 3, folder: path.join(library, 'small') });
    await well('default', 'small');
    assert.equal(await well('default'), 'small\n');
    const table = await well('list');
    assert.match(table, new RegExp(`^ {2} +${BUNDLED_ENCODER} +256 {2}96 x 96 x 3 {2}bundled`, 'm'));
    assert.match(table, /^\* {2}small +3 +8 x 8 x 3 {2}added +small$/m);
    assert.deepEqual((await listed()).map((one) => [one.id, one.dimensions, one.bundled, one.default]), [[BUNDLED_ENCODER, 256, true, false], ['small', 3, false, true]]); // prettier-ignore
    await well('remove', 'small');
    assert.deepEqual(
      (await listed()).map((one) => [one.id, one.default]),
      [[BUNDLED_ENCODER, true]],
    );
  });

  it('say what has to be said of an ONNX file, and what is wrong', async () => {
    await refused(/small\.onnx: to add it, say --output NAME \(vector or other\), --licence LICENCE$/m, 'add', onnx);
    await refused(/to add it, say --licence LICENCE$/m, 'add', onnx, '--output', 'other');
    await refused(/its id is wrong: lower-case/, 'add', onnx, '--output', 'other', '--licence', 'MIT', '--id', 'A B');
    await add();
    await refused(/encoder with the id small/, 'add', onnx, '--output', 'other', '--licence', 'MIT');
    await refused(new RegExp(`with the id ${BUNDLED_ENCODER}`), 'add', onnx, '--output', 'other', '--licence', 'MIT', '--id', BUNDLED_ENCODER); // prettier-ignore
    await refused(new RegExp(`none: no such encoder \\(there are ${BUNDLED_ENCODER}, small\\)`), 'default', 'none');
    await refused(/none: no such encoder/, 'remove', 'none');
    await refused(/cannot be removed/, 'remove', BUNDLED_ENCODER);
  });

  it("come from the Hub, by Zoobot's names or as any repository, and say what to do offline", async function () {
    const reference = referenceEncoder(this, 'convnext_conv_mlp');
    const files = ['config.json', 'pytorch_model.bin', 'model.safetensors'];
    const read = (names: string[]) => Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(reference, name))])); // prettier-ignore
    const hub = await HubServer.start();
    try {
      hub.add('mwalmsley/zoobot-encoder-convnext_nano', read(['config.json', 'model.safetensors']), 'apache-2.0');
      hub.add('someone/Net', read(files));
      const from = (...args: string[]) => morphoscope(['encoders', 'add', ...args, '--library', library, '--json'], undefined, { HF_ENDPOINT: hub.address, NO_PROXY: '127.0.0.1' }); // prettier-ignore
      const zoobot = await from('convnext_nano');
      assert.equal(zoobot.code, 0, zoobot.stderr);
      assert.equal((JSON.parse(zoobot.stdout) as { id: string }).id, 'zoobot-convnext_nano');
      const card = JSON.parse(fs.readFileSync(path.join(library, 'zoobot-convnext_nano/card.json'), 'utf8')) as Record<string, unknown>; // prettier-ignore
      assert.deepEqual([card.name, card.licence, card.dimensions], ['Zoobot ConvNeXt nano', 'apache-2.0', 48]);
      assert.match(String(card.source), /\/mwalmsley\/zoobot-encoder-convnext_nano at 7d3a0bac2e4d$/);
      assert.deepEqual(fs.readdirSync(path.join(library, '.downloads')), [], 'what was downloaded is not kept twice');
      const unlicensed = await from('someone/Net');
      assert.match(unlicensed.stderr, /to add it, say --licence LICENCE/);
      assert.equal((await from('hf_hub:someone/Net', '--licence', 'MIT')).code, 0);
      assert.match((await from('someone/None')).stderr, /does not exist, or is one for which you must sign in/);
      assert.match((await from('no-such-thing')).stderr, /no such file or folder, and no repository/);
    } finally {
      await hub.stop();
    }
    const offline = await morphoscope(['encoders', 'add', 'resnet18', '--library', library], undefined, { HF_ENDPOINT: hub.address, NO_PROXY: '127.0.0.1' }); // prettier-ignore
    assert.equal(offline.code, 1);
    const put = path.join(library, '.downloads/mwalmsley--zoobot-encoder-resnet18');
    for (const text of ['cannot be reached', '/zoobot-encoder-resnet18/resolve/main/pytorch_model.bin', `put it into ${put}`]) {
      assert.ok(offline.stderr.includes(text), offline.stderr);
    } // prettier-ignore
  });

  it('come in several files from a repository that is not everybody’s, with a token, to the same network', async function () {
    const reference = referenceEncoder(this, 'convnext_conv_mlp');
    const whole = await openWeights(reference);
    const parts = [new Map<string, Written>(), new Map<string, Written>()];
    const map: Record<string, string> = {};
    for (const [i, [name, { shape }]] of [...whole.tensors].entries()) {
      parts[i % 2].set(name, f32(await whole.read(name), shape));
      map[name] = `model-0000${(i % 2) + 1}-of-00002.safetensors`;
    }
    await whole.close();
    const config = fs.readFileSync(path.join(reference, 'config.json'));
    const [cdn, token] = [await HubServer.start(), 'hf_secret'];
    const hub = await HubServer.start({ token, cdn: cdn.address });
    try {
      for (const server of [hub, cdn]) {
        server.add('someone/Net', {
          'config.json': config,
          'model.safetensors.index.json': JSON.stringify({ metadata: {}, weight_map: map }),
          'model-00001-of-00002.safetensors': safetensors(parts[0]),
          'model-00002-of-00002.safetensors': safetensors(parts[1]),
        });
      }
      const add = (env: NodeJS.ProcessEnv) =>
        morphoscope(['encoders', 'add', 'someone/Net', '--licence', 'MIT', '--library', library, '--json'], undefined, { HF_TOKEN: '', HF_ENDPOINT: hub.address, NO_PROXY: '127.0.0.1', ...env }); // prettier-ignore
      assert.match((await add({})).stderr, /\(401\)\. Fetch .* Or say a token that may read it in HF_TOKEN$/m);
      const added = await add({ HF_TOKEN: token });
      assert.equal(added.code, 0, added.stderr);
      assert.ok(!added.stderr.includes(token));
      assert.equal(cdn.asked.length, 2);
      assert.ok(cdn.asked.every(({ authorization }) => authorization === undefined));
      await well('add', reference, '--licence', 'MIT', '--id', 'of-one-file');
      const sha256 = (id: string) => (JSON.parse(fs.readFileSync(path.join(library, id, 'card.json'), 'utf8')) as { sha256: string }).sha256; // prettier-ignore
      assert.equal(sha256('net'), sha256('of-one-file'));
    } finally {
      await Promise.all([hub.stop(), cdn.stop()]);
    }
  });

  it('index and answer by their id or as the default, each with a store of its own, and are compared', async () => {
    const galaxies = path.join(folder, 'galaxies');
    writeGalaxies(galaxies, 12);
    await add();
    const of = ['--library', library, '--encoder', 'small'];
    assert.equal((await indexJson(galaxies, ...of)).json.cutouts, 12);
    const stores = () => fs.readdirSync(path.join(galaxies, '.morphoscope/encoders')).sort();
    assert.deepEqual(stores(), ['small']);
    const similar = ['similar', galaxies, path.join(galaxies, 'g000.fits'), '-k', '3', '--json', '--library', library];
    const byId = await morphoscope([...similar, '--encoder', 'small']);
    assert.equal(byId.code, 0, byId.stderr);
    await well('default', 'small');
    assert.equal((await morphoscope(similar)).stdout, byId.stdout);

    const labels = path.join(folder, 'labels.csv');
    const rows = Array.from({ length: 12 }, (_, i) => `g${String(i).padStart(3, '0')}.fits,${i % 2 ? 'disc' : 'ring'}`);
    fs.writeFileSync(labels, ['file,class', ...rows, ''].join('\n'));
    const quality = ['quality', galaxies, '--labels', labels, '--column', 'class', '-k', '3', '--library', library];
    const both = [...quality, '--encoder', BUNDLED_ENCODER, '--encoder', 'small'];
    const early = await morphoscope(both);
    assert.match(early.stderr, new RegExp(`no index by ${BUNDLED_ENCODER} yet; .*--encoder ${BUNDLED_ENCODER}`));
    await indexJson(galaxies, '--library', library, '--encoder', BUNDLED_ENCODER);
    assert.deepEqual(stores(), [BUNDLED_ENCODER, 'small']);

    const { stdout } = await morphoscope(both);
    const [title, header, ...lines] = stdout.trimEnd().split('\n').map((line) => line.trim().split(/ {2,}/)); // prettier-ignore
    assert.deepEqual([title, header], [['precision@3'], ['class', 'galaxies', BUNDLED_ENCODER, '95 %', 'small', '95 %', 'chance']]); // prettier-ignore
    assert.deepEqual(lines.map((line) => [line[0], line[1], line.length]), [['disc', '6', 7], ['ring', '6', 7], ['all', '12', 7]]); // prettier-ignore
    const json = JSON.parse((await morphoscope([...both, '--json'])).stdout) as { encoder: string; all: { precision: number } }[]; // prettier-ignore
    assert.deepEqual(json.map(({ encoder }) => encoder), [BUNDLED_ENCODER, 'small']); // prettier-ignore
    assert.deepEqual(lines[2].filter((_, i) => i === 2 || i === 4).map(Number), json.map(({ all }) => Number(all.precision.toFixed(3)))); // prettier-ignore
    const one = JSON.parse((await morphoscope([...quality, '--json', '--encoder', 'small'])).stdout) as object;
    assert.deepEqual(one, Object.fromEntries(Object.entries(json[1]).filter(([key]) => key !== 'encoder')));
  });
});
