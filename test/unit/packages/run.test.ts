import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../built';

interface Run {
  argumentsOf: (command: string, args: string[], platform?: string) => string[];
  runQuietly: (command: string, args: string[]) => Promise<string>;
}
const load = () => import(pathToFileURL(path.join(ROOT, 'scripts/run.mjs')).href) as Promise<Run>;

describe('programs that scripts start', () => {
  it('get their arguments quoted where a shell of Windows stands between', async () => {
    const { argumentsOf } = await load();
    const args = ['--extensionDevelopmentPath=C:\\my sky', 'C:\\sky', '--grep', 'a "b" & c', '^1.2.3'];
    const quoted = ['"--extensionDevelopmentPath=C:\\my sky"', 'C:\\sky', '--grep', '"a \\"b\\" & c"', '"^1.2.3"'];
    assert.deepEqual(argumentsOf('code', args, 'win32'), quoted);
    assert.deepEqual(argumentsOf('node', args, 'win32'), args);
    assert.deepEqual(argumentsOf('code', args, 'linux'), args);
  });

  it('get them as they are', async () => {
    const { runQuietly } = await load();
    const args = ['a b', '"c"', '$d', '&'];
    const out = await runQuietly('node', ['-e', 'console.log(JSON.stringify(process.argv.slice(1)))', ...args]);
    assert.deepEqual(JSON.parse(out), args);
  });
});
