// Bundles the tests of test/inhost/ into dist/test/inhost/, for the extension host cannot load TypeScript.
import esbuild from 'esbuild';
import { root } from './run.mjs';

export function bundleInhostTests() {
  return esbuild.build({
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    // Mocha finds its reporters and interfaces by path, so it stays in node_modules.
    external: ['vscode', 'mocha', 'onnxruntime-common', '@cornerstonejs/codec-libjpeg-turbo-8bit'],
    entryPoints: ['test/inhost/index.ts', 'test/inhost/*.test.ts'],
    outdir: 'dist/test/inhost',
    logLevel: 'warning',
  });
}
