// Reads thousands of damaged copies of what Morphoscope reads from others, in processes of their own: none may crash, hang,
// take memory that the file does not account for, fail with anything but the reader's own error, or leave a wrong result.
// usage: npm run fuzz -- [--format NAME]... [--seed N] [--count N] [--processes N] [--markdown]
import { installDependencies } from './install-dependencies.mjs';
import { run } from './run.mjs';

await installDependencies();
process.exit(await run('node', ['--import', 'tsx', 'test/fuzz/main.ts', ...process.argv.slice(2)]));
