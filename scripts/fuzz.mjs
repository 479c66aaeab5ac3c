// Reads thousands of damaged copies of real FITS files, in processes of their own: none may crash, hang, take memory that
// the file does not account for, or fail with anything but the reader's own error.
// usage: npm run fuzz -- [--seed N] [--count N] [--processes N]
import { installDependencies } from './install-dependencies.mjs';
import { run } from './run.mjs';

await installDependencies();
process.exit(await run('node', ['--import', 'tsx', 'test/fuzz/main.ts', ...process.argv.slice(2)]));
