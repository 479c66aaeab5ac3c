// Runs the tests of test/inhost/ in a desktop VS Code, which is downloaded: npm test runs them in code-server's host, which is no
// Electron. On Linux without a display it needs `xvfb-run -a` before it. usage: npm run test:desktop -- [--vscode stable|oldest|VERSION]
import { bundleInhostTests } from './bundle-inhost-tests.mjs';
import { root, run } from './run.mjs';
import path from 'node:path';

const code = await run('node', [path.join(root, 'scripts/build.mjs')]);
if (code !== 0) process.exit(code);
await bundleInhostTests();
process.exit(await run('node', ['--import', 'tsx', 'test/harness/desktop.ts', ...process.argv.slice(2)]));
