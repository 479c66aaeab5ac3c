import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { ensureBuilt } from '../../built';
import { temporaryFolder, writeGalaxies } from '../../galaxies';
import { indexJson, morphoscope } from './run-cli';

interface Ranked {
  path: string;
  hdu: number;
  score: number;
  mean: number | null;
  sd: number | null;
  acquisition: number | null;
  rated: number | null;
}

describe('anomalies from a terminal', function () {
  this.timeout(120_000);
  let folder: string;
  let labels: string;
  let remove: () => void;

  before(async () => {
    ensureBuilt();
    const made = temporaryFolder();
    remove = made.remove;
    folder = path.join(made.folder, 'galaxies');
    labels = path.join(made.folder, 'labels.csv');
    writeGalaxies(folder, 40);
    const row = (i: number) =>
      `g${String(i).padStart(3, '0')}.fits,${i < 12 ? (i % 3) * 2 : ''},${i % 4 ? 'disc' : 'ring=1'}`;
    fs.writeFileSync(labels, ['file,rating,class', ...Array.from({ length: 40 }, (_, i) => row(i)), ''].join('\n'));
    await indexJson(folder);
  });
  after(() => remove());

  const anomalies = async (...args: string[]) => {
    const { code, stdout, stderr } = await morphoscope(['anomalies', folder, ...args]);
    assert.equal(code, 0, stderr);
    return { stdout, stderr };
  };
  const json = async (...args: string[]) => JSON.parse((await anomalies(...args, '--json')).stdout) as Ranked[];

  it('are the unusual without ratings, and those of interest with them, the same each time', async () => {
    const { stdout, stderr } = await anomalies('-n', '5', '--unusual-by', 'forest');
    assert.match(stderr, /40 galaxies by how unusual they are, 0 rated/);
    assert.equal(stdout.trimEnd().split('\n').length, 5);
    const args = ['--labels', labels, '--column', 'rating', '-n', '7'];
    const rows = await json(...args);
    assert.deepEqual(Object.keys(rows[0]), ['path', 'hdu', 'score', 'mean', 'sd', 'acquisition', 'unusual', 'rated', 'flags']); // prettier-ignore
    assert.equal(rows.length, 7);
    assert.ok(rows.every(({ score, mean }, i) => mean! > 0 && (i === 0 || score <= rows[i - 1].score)));
    assert.deepEqual(await json(...args), rows);
    const next = await json(...args, '--sort', 'next', '--where', 'rating is missing');
    assert.ok(next.every(({ rated, acquisition }) => rated === null && acquisition! >= 0));
  });

  it('take classes by what they are worth, and are written with their ratings', async () => {
    const out = path.join(path.dirname(labels), 'ranking.csv');
    const { stderr, stdout } = await anomalies('--labels', labels, '--column', 'class', '--map', 'ring=1=5', '*=0.5', '-n', '3', '--out', out); // prettier-ignore
    assert.match(stderr, /by interest, 40 rated/);
    assert.equal(stdout, '');
    const [header, ...rows] = fs.readFileSync(out, 'utf8').trim().split(/\r?\n/);
    assert.match(header, /^path,hdu,ra,dec,rank,score,rating,mean,sd,acquisition,unusual,flags$/);
    assert.equal(rows.length, 40);
    const column = (name: string) => rows.map((row) => row.split(',')[header.split(',').indexOf(name)]);
    assert.deepEqual(column('rank').slice(0, 4), ['1', '2', '3', '']);
    assert.deepEqual([...new Set(column('rating'))].sort(), ['0.5', '5']);
  });

  it('say what is wrong with what they are told', async () => {
    const refused = async (expected: RegExp, ...args: string[]) => {
      const { code, stdout, stderr } = await morphoscope(['anomalies', folder, ...args]);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, expected);
    };
    await refused(/--labels FILE/, '--column', 'rating');
    await refused(/--column NAME/, '--map', 'a=1');
    await refused(/CLASS=RATING, from 0 to 5/, '--labels', labels, '--column', 'class', '--map', 'ring=9');
    await refused(/column "class" holds classes, no ratings/, '--labels', labels, '--column', 'class');
    await refused(/its extension is one of/, '--out', 'ranking.doc');
  });
});
