// Measures speed side by side: the engine against bare inference, against a Python pipeline of the usual parts, and
// its searches; prints tables and writes bench/results/*.json.
// usage: npm run bench -- [--only indexing,python,search] [--repeats N]
import { root, run } from './run.mjs';
import path from 'node:path';

const built = await run('node', [path.join(root, 'scripts/build.mjs')]);
process.exit(built || (await run('node', ['--import', 'tsx', 'bench/main.ts', ...process.argv.slice(2)])));
