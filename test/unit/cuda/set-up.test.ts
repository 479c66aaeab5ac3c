import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { CudaError, type CudaRelease, cudaStatus, removeCuda, setUpCuda, type SetUpOptions } from '../../../src/cuda';
import { temporaryFolder } from '../../galaxies';
import { PackageServer } from '../../package-server';
import { mountDisk, unmountDisk } from '../../small-disk';
import { releaseOf, type TestWheel, wheelFrom, wheelOf } from './wheels';

const PROVIDER = 'libonnxruntime_providers_cuda.so';
const LIBRARIES = { [PROVIDER]: 200_000, 'libonnxruntime_providers_shared.so': 100 };

describe('the set-up of CUDA', () => {
  let temporary: string;
  let folder: string;
  let remove: () => void;
  let server: PackageServer;
  let provider: TestWheel;
  let runtime: TestWheel;
  let release: CudaRelease;
  before(() => {
    provider = wheelOf('onnxruntime-gpu', LIBRARIES);
    runtime = wheelOf('nvidia-cuda-runtime', { 'libcudart.so.13': 50_000 }, 2);
    release = releaseOf(provider, runtime);
  });
  beforeEach(async () => {
    ({ folder: temporary, remove } = temporaryFolder());
    folder = path.join(temporary, 'cuda');
    server = await PackageServer.start();
    for (const { package: one, bytes } of [provider, runtime]) server.add(one.address, bytes);
  });
  afterEach(async () => {
    await server.stop();
    remove();
  });

  const setUp = (options: Partial<SetUpOptions> = {}, into = folder) =>
    setUpCuda(into, { server: server.address, fetch, patience: 1, release, ...options });
  const status = (of = release) => cudaStatus(folder, of, { version: '580.95' });
  const libraries = () => fs.readdirSync(path.join(folder, 'lib')).sort();
  const wheel = ({ package: one }: TestWheel) => path.join(folder, 'downloads', path.basename(one.address));
  const fails = async (reason: RegExp, work: Promise<unknown> = setUp()) =>
    assert.rejects(work, (error) => {
      assert.ok(error instanceof CudaError, String(error));
      assert.match(error.message, reason);
      return true;
    });

  it('downloads what is missing, and unpacks the libraries and licences of it, and nothing else', async () => {
    assert.equal(status().complete, false);
    const told: [number, number][] = [];
    const unpacked: string[] = [];
    await setUp({ onDownload: (...values) => told.push(values), onUnpack: (name) => unpacked.push(name) });
    assert.equal(status().complete, true);
    assert.deepEqual(libraries(), ['libcudart.so.13', PROVIDER, 'libonnxruntime_providers_shared.so']);
    assert.equal(fs.readFileSync(path.join(folder, 'licences/nvidia-cuda-runtime.txt'), 'utf8'), 'terms of nvidia-cuda-runtime'); // prettier-ignore
    assert.deepEqual(fs.readdirSync(folder).sort(), ['installed.json', 'lib', 'licences']);
    assert.deepEqual(fs.readdirSync(temporary), ['cuda'], 'nothing leads out of the folder');
    const total = provider.bytes.length + runtime.bytes.length;
    assert.ok(told.every(([done, of], i) => of === total && (i === 0 || done >= told[i - 1][0])));
    assert.equal(told.at(-1)![0], total);
    assert.deepEqual(unpacked, ['onnxruntime-gpu', 'nvidia-cuda-runtime']);
    await setUp();
    assert.equal(server.asked.length, 2, 'what is installed is not downloaded again');
  });

  it('goes on where a connection was cut', async () => {
    server.misbehave(provider.package.address, { cutAfter: 80_000 });
    await setUp();
    assert.equal(status().complete, true);
    const [, second] = server.asked;
    const [, from] = /^bytes=(\d+)-$/.exec(second.range!)!;
    assert.ok(+from > 0 && +from <= 80_000);
  });

  it('keeps what has come where it is cancelled, says how much that is, and goes on from there', async () => {
    const cancel = new AbortController();
    server.misbehave(provider.package.address, { stallAfter: 50_000 });
    const onDownload = (done: number) => done >= 50_000 && cancel.abort();
    await assert.rejects(setUp({ signal: cancel.signal, onDownload }), { name: 'AbortError' });
    assert.deepEqual(status().packages.map(({ downloaded, installed }) => [downloaded, installed]), [[50_000, false], [0, false]]); // prettier-ignore
    await setUp();
    assert.equal(server.asked[1].range, 'bytes=50000-');
    assert.equal(status().complete, true);
  });

  it('refuses another file than the one that is known, and removes it', async () => {
    server.misbehave(provider.package.address, 'other bytes');
    await fails(/SHA-256 is [0-9a-f]{12}…, and should be/);
    assert.deepEqual(libraries(), []);
    assert.deepEqual(fs.readdirSync(path.join(folder, 'downloads')), []);
    await setUp();
    assert.equal(status().complete, true);
  });

  it('leaves a package that was installed before another failed', async () => {
    server.misbehave(runtime.package.address, { status: 404 });
    await fails(/no such file or repository \(404\)\. Fetch another way/);
    assert.deepEqual(status().packages.map(({ installed }) => installed), [true, false]); // prettier-ignore
    await setUp();
    assert.equal(server.asked.filter((asked) => asked.path === provider.package.address).length, 1);
  });

  const damaged: [string, () => TestWheel, RegExp][] = [
    ['is no archive', () => wheelFrom('a', { 'libcu.so': 5 }, strToU8('no wheel')), /no zip archive/],
    ['lacks a library', () => wheelOf('a', {}), /it holds no nvidia\/lib\/libcu\.so/],
    ['has one of another length', () => wheelOf('a', { 'libcu.so': 7 }), /libcu\.so in it has 7 bytes, and should have 5/],
    ['unpacks to more than it says', () => {
      const bytes = zipSync({ 'a.dist-info/License.txt': strToU8('x'), 'nvidia/lib/libcu.so': new Uint8Array(1e6) });
      return wheelFrom('a', { 'libcu.so': 5 }, lying(bytes, 1e6, 5));
    }, /libcu\.so in it is longer than its directory says/],
    ['is damaged within', () => {
      const bytes = zipSync({ 'a.dist-info/License.txt': strToU8('x'), 'nvidia/lib/libcu.so': new Uint8Array(5) });
      const at = Buffer.from(bytes).indexOf('nvidia/lib/libcu.so') + 'nvidia/lib/libcu.so'.length;
      return wheelFrom('a', { 'libcu.so': 5 }, bytes.map((byte, i) => (i === at ? 0xff : byte)));
    }, /it is damaged/],
  ]; // prettier-ignore
  for (const [what, make, reason] of damaged) {
    it(`installs nothing of a wheel that ${what}`, async () => {
      const made = make();
      const one = releaseOf({ ...made, package: { ...made.package, libraries: { 'libcu.so': 5 } } });
      server.add(made.package.address, made.bytes);
      await fails(reason, setUp({ release: one }));
      assert.deepEqual(libraries(), [], 'nothing is left half-way');
      assert.equal(status(one).complete, false);
    });
  }

  it('downloads nothing where the disk has no room for it', async function () {
    fs.mkdirSync(folder);
    mountDisk(this, folder, 'size=300k');
    try {
      await fails(/the disk has no room for it: \d MB are needed, 0 MB are free/);
      assert.deepEqual(server.asked, []);
    } finally {
      unmountDisk(folder);
    }
  });

  it('offline: says which files to fetch and where to put them, and then takes them from there', async () => {
    await server.stop();
    const said = await setUp().then(() => '', (error: Error) => error.message); // prettier-ignore
    assert.match(said, /the server cannot be reached \(ECONNREFUSED\)/);
    for (const { package: one } of [provider, runtime]) assert.ok(said.includes(`${server.address}/${one.address} `));
    assert.ok(said.includes(`put it into ${path.join(folder, 'downloads')} and`), said);
    fs.mkdirSync(path.join(folder, 'downloads'), { recursive: true });
    for (const one of [provider, runtime]) fs.writeFileSync(wheel(one), one.bytes);
    await setUp();
    assert.equal(status().complete, true);
    server = await PackageServer.start();
  });

  it('takes wheels from a folder, leaves them there, and refuses one that is another', async () => {
    const from = path.join(temporary, 'wheels');
    fs.mkdirSync(from);
    for (const { package: one, bytes } of [provider, runtime])
      fs.writeFileSync(path.join(from, path.basename(one.address)), bytes);
    await setUp({ from });
    assert.deepEqual([status().complete, server.asked], [true, []]);
    assert.equal(fs.readdirSync(from).length, 2);
    await removeCuda(folder);
    fs.writeFileSync(path.join(from, path.basename(provider.package.address)), 'another');
    await fails(/it is not the file that is needed: it has 7 bytes/, setUp({ from }));
  });

  it('a newer release downloads what has changed, and leaves no library of the older', async () => {
    await setUp();
    const newer = wheelOf('nvidia-cuda-runtime', { 'libcudart.so.14': 1000 }, 3);
    server.add(newer.package.address, newer.bytes);
    const next = { ...releaseOf(provider, newer), runtime: '1.31.0' };
    assert.deepEqual(status(next).packages.map(({ installed }) => installed), [true, false]); // prettier-ignore
    await setUp({ release: next });
    assert.equal(status(next).complete, true);
    assert.deepEqual(libraries(), ['libcudart.so.14', PROVIDER, 'libonnxruntime_providers_shared.so']);
    assert.equal(server.asked.length, 3);
    assert.equal(status().complete, false, 'for the older runtime it is not set up any more');
  });

  it('a library that has gone or is cut short is missing', async () => {
    await setUp();
    fs.truncateSync(path.join(folder, 'lib', PROVIDER), 7);
    assert.deepEqual(status().packages.map(({ installed }) => installed), [false, true]); // prettier-ignore
    await setUp();
    assert.equal(status().complete, true);
    fs.writeFileSync(path.join(folder, 'installed.json'), '{"version": 1, "packages": {"../x": {}}}');
    assert.equal(status().complete, false, 'what cannot be understood is nothing');
  });

  it('is removed whole, but for what somebody else keeps there', async () => {
    await setUp();
    await removeCuda(folder);
    assert.equal(fs.existsSync(folder), false);
    await setUp();
    fs.writeFileSync(path.join(folder, 'mine.txt'), 'mine');
    await removeCuda(folder);
    assert.deepEqual(fs.readdirSync(folder), ['mine.txt']);
    await removeCuda(path.join(temporary, 'nowhere'));
  });

  it('takes no folder whose name the loader would read otherwise', async () => {
    for (const name of ['a:b', 'a;b', '$ORIGIN']) await fails(/may hold no colon/, setUp({}, path.join(temporary, name))); // prettier-ignore
  });
});

/** Replaces a length in the directory of an archive, which then says something else than its bytes. */
function lying(bytes: Uint8Array, length: number, said: number): Uint8Array {
  const copy = Buffer.from(bytes);
  const [from, to] = [length, said].map((value) => {
    const field = Buffer.alloc(4);
    field.writeUInt32LE(value);
    return field;
  });
  for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1)) to.copy(copy, at);
  return copy;
}
