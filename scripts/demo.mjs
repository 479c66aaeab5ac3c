// Shows what Morphoscope does, from a bare checkout: makes a workspace of synthetic galaxies, indexes it, and
// draws the neighbours of one ring galaxy. usage: npm run demo -- [--open]
// --open then shows the workspace in VS Code with the extension loaded.
import fs from 'node:fs';
import path from 'node:path';
import { installDependencies } from './install-dependencies.mjs';
import { root, run } from './run.mjs';

const workspace = path.join(root, 'demo-workspace');
const sheet = path.join(root, 'demo-contact-sheet.png');
const tsx = (script, ...args) => ['node', ['--import', 'tsx', path.join('scripts/demo', script), ...args]];

await installDependencies();
await step('node', ['scripts/build.mjs']);
await step(...tsx('neighbours.mjs', workspace, sheet));
if (process.argv.includes('--open')) {
  if (hasCode()) await step('code', [`--extensionDevelopmentPath=${root}`, workspace]);
  else {
    const { installVscode } = await import('./install-vscode.mjs');
    await installVscode();
    await step(...tsx('serve.mjs', workspace));
  }
}

async function step(command, args) {
  const code = await run(command, args);
  if (code !== 0) process.exit(code);
}

/** Whether a desktop VS Code is installed with its command on the path. */
function hasCode() {
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.some((folder) => names.some((name) => fs.existsSync(path.join(folder, name))));
}
