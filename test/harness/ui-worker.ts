// Runs suites of test/ui one after the other in one process, so that they share a VS Code. Its parent sends files, and gets results.
import Mocha from 'mocha';
import { stopShared } from './shared-vscode';
import type { TestResults } from './reporter';

/** What the parent sends: a suite to run, or that there are no more. */
type Order = { readonly suite: string; readonly grep?: string } | 'end';

process.on('message', (order: Order) => {
  if (order === 'end') void stopShared().finally(() => process.disconnect());
  else run(order.suite, order.grep);
});
process.send!('ready');

function run(suite: string, grep: string | undefined): void {
  const mocha = new Mocha({ timeout: 400_000, reporter: 'spec', color: false, ...(grep ? { grep } : {}) });
  mocha.addFile(suite);
  const runner = mocha.run(() => {
    const { passes = 0, pending = 0 } = runner.stats ?? {};
    const results: TestResults = { passed: passes, failed: failures.length, skipped: pending, failures };
    process.send!(results);
  });
  const failures: TestResults['failures'] = [];
  runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test: Mocha.Test, error: Error) =>
    failures.push({ title: test.fullTitle(), message: error.message }),
  );
}
