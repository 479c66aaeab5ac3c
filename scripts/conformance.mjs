// Compares what is read of every real FITS file with what astropy reads. usage: npm run conformance
import { installDependencies } from './install-dependencies.mjs';
import { run } from './run.mjs';

await installDependencies();
process.exit(await run('node', ['--import', 'tsx', 'test/conformance/main.ts']));
