// Which files of the native and WebAssembly modules the extension runs on, for each platform it is packaged for. The packages
// hold the binaries of all platforms, sources and install scripts: 350 MB, of which one platform runs on 70.
import fs from 'node:fs';
import path from 'node:path';

/** The platforms for which both native modules have binaries, named as VS Code names them. */
export const TARGETS = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64'];

/** @returns {Record<string, string[]>} the files and folders to keep of each package */
function runtimeFiles(target) {
  const [platform, arch] = target.split('-');
  // On macOS one file serves both architectures.
  const usearch = platform === 'darwin' ? 'darwin-arm64+x64' : target;
  return {
    'onnxruntime-node': ['dist', `bin/napi-v6/${platform}/${arch}`],
    'onnxruntime-common': ['dist/cjs'],
    usearch: ['LICENSE', 'javascript/dist/cjs', `prebuilds/${usearch}`],
    bindings: ['LICENSE.md', 'bindings.js'],
    'file-uri-to-path': ['LICENSE', 'index.js'],
    'node-gyp-build': ['LICENSE', 'index.js', 'node-gyp-build.js'],
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

/** Copies what `target` runs on from one node_modules folder to another. */
export function copyNativeModules(from, to, target) {
  for (const [name, files] of Object.entries(runtimeFiles(target)))
    for (const file of ['package.json', ...files]) {
      const source = path.join(from, name, file);
      if (!fs.existsSync(source)) continue;
      fs.cpSync(source, path.join(to, name, file), { recursive: true, filter: (entry) => !NOT_LOADED.test(entry) });
    }
}
