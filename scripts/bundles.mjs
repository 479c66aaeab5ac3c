// What esbuild makes of the sources: build.mjs writes it into dist/, third-party.mjs asks which packages it is made of.
import path from 'node:path';
import { root } from './run.mjs';

export const dist = path.join(root, 'dist');

const common = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: true,
  logLevel: 'warning',
  target: 'es2022',
};

/** What runs in Node: the extension's host, the command line, the engine with its workers. */
export const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // Native and WebAssembly modules stay in node_modules; `vscode` is the host's.
  external: ['vscode', 'onnxruntime-common', '@cornerstonejs/codec-libjpeg-turbo-8bit'],
  entryPoints: {
    extension: 'src/extension.ts',
    cli: 'src/cli.ts',
    engine: 'src/engine/process/main.ts',
    'decode-worker': 'src/engine/indexing/decode-worker.ts',
    'inference-worker': 'src/engine/indexing/inference-worker.ts',
    'device-trial-main': 'src/engine/devices/device-trial-main.ts',
    'encoder-trial-main': 'src/engine/encoders/encoder-trial-main.ts',
    'process-watch': 'src/engine/process/process-watch.ts',
    'index-worker': 'src/engine/collections/index-worker.ts',
    'anomaly-worker': 'src/engine/rankings/anomaly-worker.ts',
    'duplicates-worker': 'src/engine/duplicates/duplicates-worker.ts',
    'encoder-worker': 'src/engine/encoders/encoder-worker.ts',
    'training-worker': 'src/engine/finetune/training-worker.ts',
    'map-worker': 'src/engine/map/map-worker.ts',
    'viewing-worker': 'src/engine/viewing/viewing-worker.ts',
  },
  outdir: dist,
};

/** What runs in the panels. */
export const webview = {
  ...common,
  platform: 'browser',
  format: 'iife',
  tsconfig: 'webview/tsconfig.json',
  entryPoints: {
    similar: 'webview/similar/main.ts',
    duplicates: 'webview/duplicates/main.ts',
    map: 'webview/map/main.ts',
    tags: 'webview/tags/main.ts',
    anomalies: 'webview/anomalies/main.ts',
    finetune: 'webview/finetune/main.ts',
    viewer: 'webview/viewer/main.ts',
  },
  outdir: path.join(dist, 'webview'),
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
};
