// Trains the bundled encoder from the galaxies beside the checkout. usage: npm run train-encoder -- [--steps N] [--out FOLDER]
import esbuild from 'esbuild';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './install-dependencies.mjs';
import { run } from './run.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
await installDependencies();
await esbuild.build({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['onnxruntime-node', 'onnxruntime-common', '@cornerstonejs/codec-libjpeg-turbo-8bit'],
  entryPoints: { main: 'encoder-training/main.ts', worker: 'encoder-training/worker.ts' },
  outdir: path.join(root, 'dist/encoder-training'),
  logLevel: 'warning',
});
process.exit(await run('node', ['dist/encoder-training/main.js', ...process.argv.slice(2)]));
