// What VS Code runs in its extension host as the development extension's tests: mocha over the bundles that
// lie beside this one.
import fs from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { MARK } from '../harness/marked-output';
import ResultsReporter from '../harness/reporter';

export function run(): Promise<void> {
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => console.log(MARK + format(...args));
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: ResultsReporter, color: false });
  if (process.env.MORPHOSCOPE_TEST_GREP) mocha.grep(process.env.MORPHOSCOPE_TEST_GREP);
  // Sorted: activation comes first, and what starts the engine last.
  for (const file of fs.readdirSync(__dirname).sort())
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  return new Promise((resolve, reject) => {
    mocha.run((failures) => (failures ? reject(new Error(`${failures} in-host tests failed`)) : resolve()));
  });
}
