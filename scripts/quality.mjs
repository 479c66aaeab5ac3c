// Measures how good the representations are, on real galaxies. usage: npm run quality
import { installDependencies } from './install-dependencies.mjs';
import { run } from './run.mjs';

await installDependencies();
if ((await run('node', ['scripts/build.mjs'])) !== 0) process.exit(1);
process.exit(await run('node', ['--import', 'tsx', 'bench/quality/main.ts']));
