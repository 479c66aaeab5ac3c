import fs from 'node:fs';
import Mocha from 'mocha';

/** What a test run writes for the program that started it. */
export interface TestResults {
  passed: number;
  failed: number;
  skipped: number;
  failures: { title: string; message: string }[];
}

/**
 * Mocha's spec reporter, which also writes its counts to the file that MORPHOSCOPE_TEST_RESULTS names, so
 * that results of several runs, some inside the extension host, can be added up.
 */
export default class ResultsReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const file = process.env.MORPHOSCOPE_TEST_RESULTS;
    if (!file) return;
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const results: TestResults = {
        passed: this.stats.passes,
        failed: this.failures.length,
        skipped: this.stats.pending,
        failures: this.failures.map((test) => ({ title: test.fullTitle(), message: test.err?.message ?? '' })),
      };
      fs.writeFileSync(file, JSON.stringify(results));
    });
  }
}
