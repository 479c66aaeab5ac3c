import assert from 'node:assert/strict';
import fs from 'node:fs';
import { ensureBuilt } from '../../built';
import { FORMATS, formatOf } from '../../fuzz/formats';
import { judge } from '../../fuzz/judge';
import { allowed, collectGarbage, memoryOf } from '../../fuzz/memory';
import { Mutants } from '../../fuzz/mutants';
import { SCRATCH } from '../../fuzz/scratch';
import { temporaryFolder } from '../../galaxies';

/** Some of the mutants that `npm run fuzz` reads by the hundred thousand, measuring their memory. */
const COUNTS: Readonly<Record<string, number>> = { fits: 300, engine: 25 };
const USUAL = 100;
const LARGEST = 300_000;

describe('damaged inputs of every format that is read', function () {
  this.timeout(60_000);
  let remove: () => void;

  before(() => {
    ensureBuilt();
    const scratch = temporaryFolder();
    process.env[SCRATCH] = fs.realpathSync(scratch.folder);
    remove = scratch.remove;
  });
  after(async () => {
    for (const format of FORMATS) await format.end?.();
    delete process.env[SCRATCH];
    remove();
  });

  for (const format of FORMATS) {
    it(`are read as far as they can be, or refused with a reason: ${format.name}`, async function () {
      const mutants = await Mutants.of(format, LARGEST);
      if (mutants.inputs === 0) {
        console.warn('      skipped: the shared data are not there');
        this.skip();
      }
      let steps = 0;
      for (let seed = 1; seed <= (COUNTS[format.name] ?? USUAL); seed++) {
        const mutant = mutants.make(seed);
        const judged = await judge(format, mutant, { measuring: false });
        assert.deepEqual(judged.failures, [], `npm run fuzz -- --format ${format.name} --seed ${seed} --count 1`);
        steps += judged.steps;
      }
      assert.ok(steps >= (COUNTS[format.name] ?? USUAL), `only ${steps} reads`);
    });
  }

  it('are the same for a seed, and others for another', async () => {
    for (const name of ['csv', 'png', 'onnx']) {
      const mutants = await Mutants.of(formatOf(name), LARGEST);
      if (mutants.inputs === 0) continue;
      assert.deepEqual(mutants.make(7), mutants.make(7));
      assert.notDeepEqual(mutants.make(7).bytes, mutants.make(8).bytes);
    }
  });

  it('would be caught taking memory', async () => {
    let held: Float64Array | undefined;
    // Garbage of the tests before must not go at the same time.
    collectGarbage();
    const taken = await memoryOf(() => void (held = new Float64Array(2 ** 24).fill(1)));
    assert.ok(taken > allowed(0), `${taken} bytes`);
    assert.equal(held?.length, 2 ** 24);
  });
});
