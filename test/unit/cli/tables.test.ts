import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { ensureBuilt } from '../../built';
import { temporaryFolder, writeGalaxies } from '../../galaxies';
import { indexJson, morphoscope } from './run-cli';

describe('labels and catalogues from a terminal', function () {
  this.timeout(120_000);
  let folder: string;
  let labels: string;
  let catalog: string;
  let remove: () => void;

  before(async () => {
    ensureBuilt();
    const made = temporaryFolder();
    remove = made.remove;
    folder = path.join(made.folder, 'galaxies');
    labels = path.join(made.folder, 'labels.jsonl');
    catalog = path.join(made.folder, 'catalogue.csv');
    writeGalaxies(folder, 20);
    const rows = Array.from({ length: 20 }, (_, i) => ({
      name: `g${String(i).padStart(3, '0')}`,
      tags: i < 3 ? ['ring'] : [],
      class: i % 2 ? 'odd' : 'even',
    }));
    fs.writeFileSync(labels, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    // By position alone: right ascensions are 10 + i.
    fs.writeFileSync(
      catalog,
      ['RA,DEC,mag_r', ...rows.map((_, i) => `${10 + i + 1e-4},5.0001,${15 + i / 2}`)].join('\n'),
    );
    await indexJson(folder);
  });
  after(() => remove());

  const similar = async (...args: string[]) => {
    const { code, stdout, stderr } = await morphoscope(['similar', folder, ...args, '--json']);
    assert.equal(code, 0, stderr);
    return { names: (JSON.parse(stdout) as { path: string }[]).map(({ path: name }) => name).sort(), stderr };
  };

  it('similar takes a tag, and filters by labels and a catalogue matched by position', async () => {
    const { names, stderr } = await similar(...['--tag', '#ring', '--labels', labels, '--catalog', catalog, '--where', 'mag_r < 18 and class == "odd"']); // prettier-ignore
    assert.deepEqual(names, ['g003.fits', 'g005.fits']);
    assert.match(stderr, /labels\.jsonl: 20 of 20 rows matched by (stem|id) \(name\)/);
    assert.match(stderr, /catalogue\.csv: 20 of 20 rows matched by position \(RA, DEC\)/);
  });

  it('says at which character a filter is wrong, and what a tag needs', async () => {
    const wrong = await morphoscope(['similar', folder, 'g000.fits', '--catalog', catalog, '--where', 'mag_f < 18']);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /no column “mag_f”; is it “mag_r”\?\n {2}mag_f < 18\n {2}\^{5}\n/);
    const alone = await morphoscope(['similar', folder, '--tag', 'ring']);
    assert.match(alone.stderr, /--labels FILE/);
    const nothing = await morphoscope(['similar', folder, 'g000.fits', '--labels', path.join(folder, 'no.csv')]);
    assert.deepEqual([nothing.code, nothing.stdout], [1, '']);
    assert.match(nothing.stderr, /no\.csv: there is no such file/);
  });

  it('quality prints precision by class with chance, as a table and as JSON', async () => {
    const run = (...args: string[]) => morphoscope(['quality', folder, '--labels', labels, '--column', 'class', '-k', '5', ...args]); // prettier-ignore
    const { stdout } = await run();
    assert.match(
      stdout,
      /^class +galaxies +precision@5 +95 % +chance\neven +10 +0\.\d{3} +0\.\d{3}-0\.\d{3} +0\.474\nodd /,
    );
    const json = JSON.parse((await run('--json')).stdout) as {
      labelled: number;
      classes: { name: string; chance: number }[];
    };
    assert.equal(json.labelled, 20);
    assert.deepEqual(
      json.classes.map(({ name, chance }) => [name, chance]),
      [
        ['even', 0.4737],
        ['odd', 0.4737],
      ],
    );
  });
});
