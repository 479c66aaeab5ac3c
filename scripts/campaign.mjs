// Kills processes and damages files again and again, and looks each time whether anything is lost or wrong.
// usage: npm run campaign -- [--only NAME[,NAME]] [--rounds N] [--seed N]
import { installDependencies } from './install-dependencies.mjs';
import { run } from './run.mjs';

await installDependencies();
process.exit(await run('node', ['--import', 'tsx', 'test/campaign/main.ts', ...process.argv.slice(2)]));
