// Measures how good the representations are, on real galaxies; bench/quality/main.ts says of what, and its options.
// usage: npm run quality -- [--encoder FOLDER] [--only NAME] [--keep FOLDER]
import { installDependencies } from './install-dependencies.mjs';
import { run } from './run.mjs';

await installDependencies();

process.exit(await run('node', ['--import', 'tsx', 'bench/quality/main.ts', ...process.argv.slice(2)]));
