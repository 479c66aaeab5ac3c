import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import { DIST, ensureBuilt, ROOT } from '../../built';
import { temporaryFolder, writeGalaxies } from '../../galaxies';

type Files = Record<string, number>;

/** Binaries of each package, without the folder of modules. */
const WASM = [
  '@cornerstonejs/codec-libjpeg-turbo-8bit/dist/libjpegturbowasm_decode.wasm',
  'onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
];
const native = (platform: string, arch: string, ...libraries: string[]) =>
  libraries.map((name) => `onnxruntime-node/bin/napi-v6/${platform}/${arch}/${name}`);
const BINARIES: Readonly<Record<string, readonly string[]>> = {
  'linux-x64': [
    ...native('linux', 'x64', 'libonnxruntime.so.1', 'onnxruntime_binding.node'),
    'usearch/prebuilds/linux-x64/usearch.node',
  ],
  'linux-arm64': [
    ...native('linux', 'arm64', 'libonnxruntime.so.1', 'onnxruntime_binding.node'),
    'usearch/prebuilds/linux-arm64/usearch.node',
  ],
  'win32-x64': [
    ...native('win32', 'x64', 'DirectML.dll', 'onnxruntime.dll', 'onnxruntime_binding.node'),
    'usearch/prebuilds/win32-x64/usearch.node',
  ],
  'win32-arm64': native('win32', 'arm64', 'DirectML.dll', 'onnxruntime.dll', 'onnxruntime_binding.node'),
  'darwin-arm64': [
    ...native('darwin', 'arm64', 'libonnxruntime.1.dylib', 'onnxruntime_binding.node'),
    'usearch/prebuilds/darwin-arm64+x64/usearch.node',
  ],
  'darwin-x64': ['usearch/prebuilds/darwin-arm64+x64/usearch.node'],
};
const MODULES = 'dist/node_modules/';
const GALAXIES = 24;

describe('packages', function () {
  this.timeout(120_000);
  let lists: Record<string, Files>;
  before(ensureBuilt);
  before(() => {
    const args = [path.join(ROOT, 'scripts/package.mjs'), '--list', '--target', 'all'];
    lists = JSON.parse(
      execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    ) as Record<string, Files>;
  });

  it('hold one version of ONNX Runtime', () => {
    const { dependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const [native, wasm, common] = ['node', 'web', 'common'].map((part) => dependencies[`onnxruntime-${part}`]);
    assert.match(native, /^\d+\.\d+\.\d+$/);
    assert.deepEqual([wasm, common], [native, native]);
  });

  it('are made for six platforms', () => assert.deepEqual(Object.keys(lists).sort(), Object.keys(BINARIES).sort()));

  for (const [target, binaries] of Object.entries(BINARIES)) {
    it(`hold what ${target} runs on, and no other platform's`, () => {
      const files = Object.keys(lists[target]);
      const modules = files.filter((file) => file.startsWith(MODULES)).map((file) => file.slice(MODULES.length));
      const found = modules.filter((file) => /\.(node|dll|dylib|wasm)$|\.so(\.\d+)*$/.test(file));
      assert.deepEqual(found.sort(), [...WASM, ...binaries].sort());
      for (const file of found) assert.ok(lists[target][MODULES + file] > 10_000, `${file} is a file of some size`);
      const needed = [
        'package.json',
        'README.md',
        'ThirdPartyNotices.txt',
        'dist/extension.js',
        'dist/engine.js',
        'dist/inference-worker.js',
        'dist/webview/similar.js',
        `media/encoders/${BUNDLED_ENCODER}/encoder.onnx`,
        `${MODULES}onnxruntime-common/dist/cjs/index.js`,
        `${MODULES}onnxruntime-web/dist/ort.node.min.js`,
        `${MODULES}onnxruntime-web/dist/ort-wasm-simd-threaded.mjs`,
      ];
      assert.deepEqual(needed.filter((file) => !files.includes(file)), []); // prettier-ignore
      assert.deepEqual(files.filter((file) => /\.(map|ts|tsx)$|^(src|test|docs)\//.test(file)), []); // prettier-ignore
    });
  }
});

describe('a package without native libraries for its machine', function () {
  this.timeout(120_000);
  let folder: string;
  let remove: () => void;
  before(ensureBuilt);
  before(() => {
    ({ folder, remove } = temporaryFolder());
    // That of Intel Macs has no ONNX Runtime for any machine, and an index library for none but Macs.
    const script = `import { copyNativeModules } from ${JSON.stringify(path.join(ROOT, 'scripts/native-modules.mjs'))};
      copyNativeModules(${JSON.stringify(path.join(ROOT, 'node_modules'))}, 'dist/node_modules', 'darwin-x64');`;
    for (const name of fs.readdirSync(DIST).filter((file) => file.endsWith('.js'))) {
      fs.cpSync(path.join(DIST, name), path.join(folder, 'dist', name));
    }
    fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
    fs.cpSync(path.join(ROOT, 'media/encoders'), path.join(folder, 'media/encoders'), { recursive: true });
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
    fs.mkdirSync(path.join(folder, 'galaxies'));
    writeGalaxies(path.join(folder, 'galaxies'), GALAXIES);
  });
  after(() => remove());

  /** The command line of a folder's dist/. */
  const morphoscope = (dist: string, ...args: string[]) => {
    const ended = spawnSync(process.execPath, [path.join(dist, 'cli.js'), ...args], { encoding: 'utf8', cwd: folder });
    assert.equal(ended.status, 0, ended.stderr);
    return ended;
  };

  it('indexes and searches as others do, says once that it is slower, and refuses other devices with the reason', () => {
    const why = `ONNX Runtime's WebAssembly build, since there is no native one for ${process.platform}-${process.arch}: slower, and on the CPU alone`;
    const here = path.join(folder, 'dist');
    const [first] = fs.readdirSync(path.join(folder, 'galaxies')).sort();
    const search = ['similar', 'galaxies', first, '--json', '-k', `${GALAXIES}`, '--threads', '1'];
    const indexed = morphoscope(here, 'index', 'galaxies', '--threads', '2', '--store', 'wasm');
    assert.match(indexed.stdout, /^24 cutouts, 24 new/);
    assert.equal(indexed.stderr.split(`morphoscope: the encoder runs on ${why}\n`).length, 2, indexed.stderr);
    const found = morphoscope(here, ...search, '--store', 'wasm', '--device', 'webgpu');
    assert.ok(found.stderr.includes(`morphoscope: The encoder runs on the CPU, not on "webgpu": ${why}.\n`), found.stderr); // prettier-ignore

    const args = ['--device', 'cpu', '--store', 'native'];
    morphoscope(DIST, 'index', 'galaxies', ...args);
    const expected = similarities(morphoscope(DIST, ...search, ...args).stdout);
    const answer = similarities(found.stdout);
    assert.deepEqual([...answer.keys()].sort(), [...expected.keys()].sort());
    assert.equal(expected.size, GALAXIES - 1);
    for (const [file, similarity] of expected) assert.ok(Math.abs(answer.get(file)! - similarity) < 2e-3, file);
  });
});

/** Of each neighbour, by its path. */
function similarities(json: string): Map<string, number> {
  const neighbours = JSON.parse(json) as { path: string; similarity: number }[];
  return new Map(neighbours.map(({ path, similarity }) => [path, similarity]));
}
