import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { ensureBuilt, ROOT } from '../../built';
import { temporaryFolder, writeGalaxies } from '../../galaxies';
import { indexJson, morphoscope } from './run-cli';

const GALAXIES = 24;

/** What docs/stable-interfaces.md says of each command: an array or an object, and its keys, each with those within it. */
function documented(): Map<string, { array: boolean; keys: string[]; within: Map<string, string[]> }> {
  const text = fs.readFileSync(path.join(ROOT, 'docs/stable-interfaces.md'), 'utf8');
  const section = text.slice(text.indexOf("## The command line's JSON"), text.indexOf('## The store'));
  const rows = [...section.matchAll(/^\| `([^`]+)`\s*\| an (array|object): (.*?)\s*\|$/gm)];
  return new Map(
    rows.map(([, command, kind, words]) => {
      const within = new Map([...words.matchAll(/`([^`]+)` \(([^)]*`[^)]*)\)/g)].map(([, key, list]) => [key, namesIn(list)])); // prettier-ignore
      const outside = words.replace(/ \([^)]*\)/g, '');
      return [command, { array: kind === 'array', keys: namesIn(outside), within }];
    }),
  );
}

const namesIn = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, name]) => name);

describe('the JSON of the command line, as it is documented', function () {
  this.timeout(120_000);
  let folder: string;
  let remove: () => void;
  let indexed: object;
  const told = documented();

  before(async () => {
    ensureBuilt();
    const made = temporaryFolder();
    remove = made.remove;
    folder = path.join(made.folder, 'galaxies');
    writeGalaxies(folder, GALAXIES);
    fs.copyFileSync(path.join(folder, 'g004.fits'), path.join(folder, 'twin.fits'));
    const rows = Array.from({ length: GALAXIES }, (_, i) => `g${String(i).padStart(3, '0')}.fits,${i % 2 ? 'odd' : 'even'}`); // prettier-ignore
    fs.writeFileSync(path.join(made.folder, 'labels.csv'), `path,class\n${rows.join('\n')}\n`);
    indexed = (await indexJson(folder)).json;
  });
  after(() => remove());

  const answer = async (...args: string[]): Promise<unknown> => {
    const { stdout, stderr } = await morphoscope([...args, '--json']);
    assert.match(stdout, /^[^\n]+\n$/, `one line of JSON: ${stderr}`);
    return JSON.parse(stdout);
  };

  /** The keys of an answer are those that are documented, all of them or those that are there. */
  function requireKeys(command: string, answered: unknown, every = true): void {
    const { array, keys, within } = told.get(command)!;
    assert.equal(Array.isArray(answered), array, command);
    const one = (array ? (answered as object[])[0] : answered) as Record<string, unknown>;
    assert.ok(one, `${command} has an answer`);
    const found = Object.keys(one);
    if (every) assert.deepEqual([...found].sort(), [...keys].sort(), command);
    else assert.deepEqual(found.filter((key) => !keys.includes(key)), [], command); // prettier-ignore
    for (const [key, inner] of within) {
      const [first] = (one[key] ?? []) as object[];
      if (first) assert.deepEqual(Object.keys(first).filter((name) => !inner.includes(name)), [], `${command}: ${key}`); // prettier-ignore
    }
  }

  it('is of every command that has it', () => {
    const sources = fs.readdirSync(path.join(ROOT, 'src/cli')).map((name) => [name, fs.readFileSync(path.join(ROOT, 'src/cli', name), 'utf8')]); // prettier-ignore
    const having = sources.filter(([, text]) => text.includes("'--json'")).map(([name]) => name.replace('.ts', ''));
    const files = new Map([['encoders list', 'encoders'], ['encoders add', 'add-encoder'], ['cuda status', 'cuda']]); // prettier-ignore
    assert.deepEqual([...told.keys()].map((command) => files.get(command) ?? command).sort(), having.sort());
  });

  it('index', () => requireKeys('index', indexed, false));
  it('similar', async () => requireKeys('similar', await answer('similar', folder, 'g004.fits')));
  it('anomalies', async () => requireKeys('anomalies', await answer('anomalies', folder, '--sort', 'unusual')));
  it('duplicates', async () => requireKeys('duplicates', await answer('duplicates', folder)));
  it('check', async () => requireKeys('check', await answer('check', folder)));
  it('inspect', async () => requireKeys('inspect', await answer('inspect', path.join(folder, 'g004.fits')), false));
  it('encoders list', async () => requireKeys('encoders list', await answer('encoders', 'list')));
  it('cuda status', async () => requireKeys('cuda status', await answer('cuda', 'status')));
  it('quality', async () => {
    const labels = path.join(path.dirname(folder), 'labels.csv');
    // The key `encoder` is of several encoders.
    requireKeys('quality', await answer('quality', folder, '--labels', labels, '--column', 'class'), false);
  });
});
