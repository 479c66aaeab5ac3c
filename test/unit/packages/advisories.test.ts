import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '../../built';

const SCRIPT = path.join(ROOT, 'scripts', 'advisories.mjs');

/** What the script finds in a list about some packages. */
function matches(list: object, packages: Record<string, string[]>): { id: string; versions: string[] }[] {
  const code = `
    import { matches } from ${JSON.stringify(SCRIPT)};
    const packages = new Map(Object.entries(${JSON.stringify(packages)}).map(([name, all]) => [name, new Set(all)]));
    console.log(JSON.stringify(matches(${JSON.stringify(list)}, packages)));`;
  const found = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  return JSON.parse(found) as { id: string; versions: string[] }[];
}

describe('known vulnerabilities', () => {
  it('are in no package of the lock file', () => {
    const { stdout, status } = spawnSync(process.execPath, [SCRIPT], { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /: 0 to mend\n$/);
  });

  it('are found by the ranges of an advisory', () => {
    const advisories = [
      { id: 'A', package: 'picomatch', vulnerable: '<2.3.2 || >=4.0.0 <4.0.4', severity: 'high', title: '' },
      { id: 'B', package: 'constructor', vulnerable: '*', severity: 'low', title: '' },
    ];
    const found = matches(
      { advisories, accepted: {} },
      { picomatch: ['2.3.1', '2.3.2', '4.0.3', '4.0.4-rc.1', '4.0.4'] },
    );
    assert.deepEqual(
      found.map(({ id, versions }) => [id, versions]),
      [['A', ['2.3.1', '4.0.3', '4.0.4-rc.1']]],
    );
  });
});
