// Measures speed side by side: the engine against bare inference, against a Python pipeline of the usual parts, its
// searches and rankings, the reading of FITS files against CFITSIO and astropy, the classical measures, how soon large files are
// seen, a step of training against PyTorch, label tables of a million rows and of ten thousand columns, imported
// encoders and their inputs against timm and torchvision, and how long the extension takes to
// activate; prints tables and writes bench/results/*.json.
// usage: npm run bench -- [--only indexing,python,search,anomaly,fits,measures,viewing,training,labels,wide-tables,imports,preprocessing,devices,activation] [--repeats N]
import path from 'node:path';
import { parseArgs } from 'node:util';
import { activationTimes } from './activation-time.mjs';
import { installDependencies } from './install-dependencies.mjs';
import { root, run } from './run.mjs';

const { values } = parseArgs({ options: { only: { type: 'string' }, repeats: { type: 'string' } } });
const all = [
  'indexing',
  'python',
  'search',
  'anomaly',
  'fits',
  'measures',
  'viewing',
  'training',
  'labels',
  'wide-tables',
  'imports',
  'preprocessing',
  'devices',
  'activation',
];
const wanted = values.only?.split(',') ?? all;
const sideBySide = wanted.filter((name) => name !== 'activation');

await installDependencies();
if ((await run('node', [path.join(root, 'scripts/build.mjs'), '--minify'])) !== 0) process.exit(1);
if (sideBySide.length > 0) {
  const repeats = values.repeats ? ['--repeats', values.repeats] : [];
  const args = ['--import', 'tsx', 'bench/main.ts', '--only', sideBySide.join(','), ...repeats];
  if ((await run('node', args)) !== 0) process.exit(1);
}
if (wanted.includes('activation')) {
  const times = await activationTimes(5);
  console.log(`\nActivation of the extension (target: 50 ms): ${times[Math.floor(times.length / 2)]} ms`);
  console.log(`median of ${times.length} windows: ${times.join(', ')}`);
}
