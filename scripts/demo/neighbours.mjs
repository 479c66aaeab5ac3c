// Makes the sample workspace, indexes it through the CLI, and draws the 20 nearest neighbours of a ring galaxy.
// usage: node --import tsx scripts/demo/neighbours.mjs WORKSPACE SHEET
import path from 'node:path';
import { writeSampleWorkspace } from '../../src/sample-sky/index.ts';
import { root, run, runQuietly } from '../run.mjs';
import { contactSheet } from './contact-sheet.mjs';

const NEIGHBOURS = 20;
const workspace = path.resolve(process.argv[2]);
// Beside the workspace: a picture in it would be indexed as a galaxy.
const sheet = path.resolve(process.argv[3]);
const cli = path.join(root, 'dist/cli.js');

const galaxies = await writeSampleWorkspace(workspace, {
  onProgress: (done, count) => {
    if (done === count) console.log(`Drew ${count} galaxies into ${path.relative(root, workspace)}/`);
  },
});
if ((await run('node', [cli, 'index', workspace])) !== 0) process.exit(1);

const query = clearestRing();
const found = JSON.parse(
  await runQuietly('node', [cli, 'similar', workspace, query.file, '-k', String(NEIGHBOURS), '--json'], {
    cwd: workspace,
  }),
);
const neighbours = found.map(({ path: file, similarity }) => {
  const galaxy = galaxies.find((candidate) => path.basename(candidate.file) === path.basename(file));
  return { galaxy, similarity };
});
await contactSheet(
  [
    entry(query, 'the query'),
    ...neighbours.map(({ galaxy, similarity }) => entry(galaxy, `${similarity.toFixed(3)}, ${galaxy.class}`)),
  ],
  sheet,
);

const rings = neighbours.filter(({ galaxy }) => galaxy.class === 'ring').length;
const share = galaxies.filter((galaxy) => galaxy.class === 'ring').length / galaxies.length;
console.log(`Nearest to the ring ${query.file}: ${rings} of ${neighbours.length} are rings`);
console.log(`(by chance it would be ${(share * neighbours.length).toFixed(0)}).`);
console.log(`Contact sheet: ${sheet}`);

/** A bright ring, seen nearly face-on. */
function clearestRing() {
  const rings = galaxies.filter((galaxy) => galaxy.class === 'ring' && galaxy.axisRatio > 0.7);
  return rings.reduce((best, ring) => (ring.signalToNoise > best.signalToNoise ? ring : best));
}

function entry(galaxy, note) {
  return { file: path.join(workspace, galaxy.file), title: path.basename(galaxy.file).replace(/\.fits.*/, ''), note };
}
