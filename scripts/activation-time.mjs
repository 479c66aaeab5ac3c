// Measures how long the extension takes to activate: loading its code and composing its features, in the extension
// host of a fresh window each time. Prints `activation: N ms`, the median.
// usage: node scripts/activation-time.mjs [RUNS]
import { bundleInhostTests } from './bundle-inhost-tests.mjs';
import { installChromium } from './install-chromium.mjs';
import { installVscode } from './install-vscode.mjs';
import { isMain, runQuietly } from './run.mjs';

/** Milliseconds of each of `runs` activations, shortest first. The checkout must have been built. */
export async function activationTimes(runs = 5) {
  await installVscode();
  await bundleInhostTests();
  const env = { ...process.env, CHROMIUM: await installChromium(), MORPHOSCOPE_TEST_GREP: 'without a fault' };
  const times = [];
  for (let i = 0; i < runs; i++) {
    const output = await runQuietly('node', ['--import', 'tsx', 'test/harness/inhost.ts'], { env });
    times.push(Number(/activation: ([\d.]+) ms/.exec(output)[1]));
  }
  return times.sort((a, b) => a - b);
}

if (isMain(import.meta.url)) {
  const times = await activationTimes(Number(process.argv[2] ?? 5));
  console.log(`activation: ${times[Math.floor(times.length / 2)]} ms`);
  console.log(`(of ${times.length} windows: ${times.join(', ')})`);
}
