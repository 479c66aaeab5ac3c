// Bundles the extension, the CLI, the engine with its workers, and the webviews into dist/.
// usage: node scripts/build.mjs [--watch] [--minify]
import esbuild from 'esbuild';
import fs from 'node:fs';
import { dist, node, webview } from './bundles.mjs';

const flags = new Set(process.argv.slice(2));
const minify = flags.has('--minify');

fs.rmSync(dist, { recursive: true, force: true });
for (const config of [node, webview]) {
  if (flags.has('--watch')) await (await esbuild.context({ ...config, minify })).watch();
  else await esbuild.build({ ...config, minify });
}
