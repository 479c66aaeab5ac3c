import assert from 'node:assert/strict';
import path from 'node:path';
import { allowed, memoryOf } from '../../fuzz/memory';
import { Mutants } from '../../fuzz/mutants';
import { readEverything } from '../../fuzz/read-everything';
import { sharedData } from '../../shared-data';

/** A few hundred of the mutants that `npm run fuzz` reads by the thousand, measuring their memory. */
const COUNT = 400;
const TOO_LONG_MS = 2000;

describe('damaged copies of real files', () => {
  it('give what is left, or a FitsError that says where and why; in time', function () {
    const mutants = new Mutants(path.dirname(sharedData(this, 'fits/expected.json')), 300_000);
    let reads = 0;
    for (let seed = 1; seed <= COUNT; seed++) {
      const mutant = mutants.make(seed);
      const { user } = process.cpuUsage();
      try {
        readEverything(mutant, (_what, read) => {
          reads++;
          read();
        });
      } catch (error) {
        throw new Error(`seed ${seed}, of ${mutant.file}`, { cause: error });
      }
      const spent = (process.cpuUsage().user - user) / 1000;
      assert.ok(spent < TOO_LONG_MS, `seed ${seed}, of ${mutant.file}: ${spent.toFixed(0)} ms`);
    }
    assert.ok(reads > 5 * COUNT, `only ${reads} reads`);
  });

  it('are the same for a seed, and others for another', function () {
    const mutants = new Mutants(path.dirname(sharedData(this, 'fits/expected.json')), 50_000);
    assert.deepEqual(mutants.make(7), mutants.make(7));
    assert.notDeepEqual(mutants.make(7).bytes, mutants.make(8).bytes);
  });

  it('would be caught taking memory', () => {
    let held: Float64Array | undefined;
    const taken = memoryOf(() => (held = new Float64Array(2 ** 24)));
    // Of the 2^27 bytes, garbage of the tests before may go at the same time; it is more than a small file may take.
    assert.ok(taken > allowed(0), `${taken} bytes`);
    assert.equal(held?.length, 2 ** 24);
  });
});
