// Which files of the native and WebAssembly modules the extension runs on, for each platform it is packaged for. The packages
// hold the binaries of all platforms, sources and install scripts: 500 MB, of which one platform runs on 70.
import fs from 'node:fs';
import path from 'node:path';

/** Platforms named as VS Code names them, and what of the native modules has binaries for each. */
const PLATFORMS = {
  'linux-x64': { runtime: true, usearch: 'linux-x64' },
  'linux-arm64': { runtime: true, usearch: 'linux-arm64' },
  'win32-x64': { runtime: true, usearch: 'win32-x64' },
  // Without an approximate index all representations are compared.
  'win32-arm64': { runtime: true, usearch: undefined },
  // On macOS one file serves both architectures.
  'darwin-arm64': { runtime: true, usearch: 'darwin-arm64+x64' },
  // ONNX Runtime has no library for Intel Macs any more: they run its WebAssembly build.
  'darwin-x64': { runtime: false, usearch: 'darwin-arm64+x64' },
};

export const TARGETS = Object.keys(PLATFORMS);

/** @returns {Record<string, string[]>} the files and folders to keep of each package */
function runtimeFiles(target) {
  const [platform, arch] = target.split('-');
  const { runtime, usearch } = PLATFORMS[target];
  return {
    ...(runtime && { 'onnxruntime-node': ['dist', `bin/napi-v6/${platform}/${arch}`] }),
    // Everywhere: a system may be too old for the library.
    'onnxruntime-web': [
      'README.md',
      'dist/ort.node.min.js',
      'dist/ort-wasm-simd-threaded.mjs',
      'dist/ort-wasm-simd-threaded.wasm',
    ],
    'onnxruntime-common': ['dist/cjs'],
    ...(usearch && {
      usearch: ['LICENSE', 'javascript/dist/cjs', `prebuilds/${usearch}`],
      bindings: ['LICENSE.md', 'bindings.js'],
      'file-uri-to-path': ['LICENSE', 'index.js'],
      'node-gyp-build': ['LICENSE', 'index.js', 'node-gyp-build.js'],
    }),
    '@cornerstonejs/codec-libjpeg-turbo-8bit': [
      'README.md',
      'dist/libjpegturbowasm_decode.js',
      'dist/libjpegturbowasm_decode.wasm',
    ],
  };
}

/**
 * Of the binaries' folders, what is not loaded: on macOS a second copy of the runtime, under its full version; on
 * Windows a 20 MB shader compiler for which Windows has a substitute.
 */
const NOT_LOADED = /libonnxruntime\.1\.\d+\.\d+\.dylib$|dxcompiler\.dll$|dxil\.dll$/;

/** Copies what `target` runs on from one node_modules folder to another. @throws Error where a file of it is missing */
export function copyNativeModules(from, to, target) {
  for (const [name, files] of Object.entries(runtimeFiles(target)))
    for (const file of ['package.json', ...files])
      fs.cpSync(path.join(from, name, file), path.join(to, name, file), {
        recursive: true,
        filter: (entry) => !NOT_LOADED.test(entry),
      });
}

/** Modules that have to load on `target`. */
export const modulesOf = (target) =>
  Object.keys(runtimeFiles(target)).map((name) => (name.startsWith('@cornerstonejs/') ? `${name}/decodewasmjs` : name));

/** Every module that is packaged for some platform. */
export const shippedModules = () => [...new Set(TARGETS.flatMap((target) => Object.keys(runtimeFiles(target))))];
