import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { AMBIGUOUS, bind, bindBy, openTextTable, UNMATCHED, type BindableCutout } from '../../../src/labels';
import { identifiersIn, normalPath, stem } from '../../../src/labels/file-names';
import { sharedData } from '../../shared-data';

const tableOf = (header: string, rows: readonly string[], name = 'labels.csv') =>
  openTextTable(name, `${[header, ...rows].join('\n')}\n`);
const files = (...paths: string[]): BindableCutout[] => paths.map((one) => ({ path: one }));
const found = (table: ReturnType<typeof tableOf>, cutouts: readonly BindableCutout[]) => {
  const { best } = bind(table, cutouts);
  return best && { by: best.by, columns: [...best.columns], cutouts: [...best.cutouts] };
};

describe('rows and their cutouts', () => {
  it('are bound by path, from the workspace, from the label file, or absolute', () => {
    const cutouts = files('a/x.fits', 'b/x.fits', 'a/ü y.fits');
    const by = (rows: string[], name?: string) => found(tableOf('class,file', rows, name), cutouts);
    const path = (...rows: number[]) => ({ by: 'path', columns: [1], cutouts: rows });
    assert.deepEqual(by(['s,b/x.fits', 's,a/x.fits']), path(1, 0));
    assert.deepEqual(by(['s,.\\b\\x.fits', 's,./a//x.fits', 's,a/%C3%BC%20y.fits']), path(1, 0, 2));
    assert.deepEqual(by(['s,x.fits', 's,u\u0308 y.fits', 's,../b/x.fits'], 'a/labels.csv'), path(0, 2, 1));
    assert.deepEqual(by(['s,/home/me/sky/b/x.fits', 's,C:\\sky\\a\\x.fits', 's,file:///d/none.fits']), path(1, 0, -1));
    assert.deepEqual(by(['s,A/X.FITS', 's,B/X.FITS']), path(0, 1), 'whatever the case, where nothing else matches');
    assert.deepEqual(by(['s,A/X.FITS', 's,b/x.fits']), path(-1, 1), 'and only there');
  });

  it('are bound by name, by stem, and by an identifier in the name', () => {
    const cutouts = files('p/587722952767439450.jpg', 'q/587722953303916935.fits.gz', 'q/m_31-g.png');
    const by = (rows: string[]) => found(tableOf('id,class', rows), cutouts);
    assert.deepEqual(by(['587722953303916935.fits.gz,a', 'm_31-g.png,b']), {
      by: 'name',
      columns: [0],
      cutouts: [1, 2],
    });
    assert.deepEqual(by(['587722953303916935,a', 'm_31-g,b', '1,c']), {
      by: 'stem',
      columns: [0],
      cutouts: [1, 2, -1],
    });
    assert.deepEqual(by(['31,a', 'nothing,b']), { by: 'id', columns: [0], cutouts: [2, -1] });
    assert.deepEqual(by(['m_31,a', '587722952767439450,b']), { by: 'id', columns: [0], cutouts: [2, 0] });
    assert.equal(by(['x,a', 'y,b']), undefined);
  });

  it('are not bound where it would be a guess', () => {
    const two = tableOf('file,class', ['x.fits,a', 'x.fits,b', 'y.fits,c', 'z.fits,d']);
    const { best } = bind(two, files('d/x.fits', 'd/y.fits', 'e/y.fits', 'd/z.fits'));
    assert.deepEqual(
      [...best!.cutouts],
      [0, 0, AMBIGUOUS, 3],
      'a row is about one file, though others are about it too',
    );
    assert.deepEqual([best!.matched, best!.shared, best!.ambiguous, best!.unmatched], [3, 2, 1, 0]);
    assert.deepEqual(best!.examples.ambiguous, [2]);
    const bands = bindBy(tableOf('id', ['17', '18']), files('g17_r.fits', 'g17_g.fits', 'g18.fits'), 'id', ['id']);
    assert.deepEqual([...bands.cutouts], [AMBIGUOUS, 1 + 1]);
    const long = bindBy(
      tableOf('id', ['17', '2', '33', '44', '99']),
      files('17_2_333.fits', '33_44.fits', '5.fits'),
      'id',
      ['id'],
    );
    assert.deepEqual(
      [...long.cutouts],
      [0, UNMATCHED, AMBIGUOUS, AMBIGUOUS, UNMATCHED],
      'the longest identifier counts',
    );
    assert.throws(() => bindBy(two, [], 'position', ['file']), RangeError);
    assert.throws(() => bindBy(two, [], 'name', ['nothing']), RangeError);
  });

  it('are not bound by counts that are in the names of files by chance', () => {
    const cutouts = files(...Array.from({ length: 40 }, (_, i) => `cutouts/galaxy_${i}.fits`));
    const votes = Array.from({ length: 40 }, (_, i) => `${(7 * i) % 29},smooth`);
    assert.equal(found(tableOf('votes,class', votes), cutouts), undefined);
    assert.equal(found(tableOf('galaxy,class', votes), cutouts)?.by, 'id', 'two rows of a galaxy are');
    const numbers = Array.from({ length: 40 }, (_, i) => `${39 - i},smooth`);
    assert.equal(found(tableOf('n,class', numbers), cutouts)?.by, 'id', 'and so are numbers of which each comes once');
  });

  it('are bound to all files of a name where they name none of them by its extension', () => {
    const cutouts = files('a/g1.fits', 'a/g1.jpg', 'b/g1.jpg', 'a/g2.fits', 'a/g2.jpg');
    const { best } = bind(tableOf('objid,class', ['g2,ring']), cutouts);
    assert.deepEqual([...best!.cutouts], [3]);
    assert.deepEqual(best!.alike.get(3), [4]);
    const other = bind(tableOf('objid,class', ['g1,ring']), cutouts).best;
    assert.equal(other, undefined, 'files of one name in two folders are two galaxies');
    const named = bind(tableOf('file,class', ['g2.jpg,ring']), cutouts).best!;
    assert.deepEqual([...named.cutouts, named.alike.size], [4, 0], 'a name with its extension is one file');
  });

  it('are bound by names with an HDU behind them', () => {
    const { best } = bind(tableOf('file,class', ['g1.fits[2],a', 'g2.fits[SCI],b', 'x[3].fits,c']), files('g1.fits', 'd/g2.fits', 'x[3].fits')); // prettier-ignore
    assert.deepEqual([...best!.cutouts], [0, 1, 2]);
  });

  it('are bound by numbers as programs have changed them only where nothing else matches, and say so', () => {
    const cutouts = files('1237648720693755900.fits', '1237648720693755901.fits', 'd/000123.fits', 'd/000124.fits');
    const of = (rows: string[]) => bind(tableOf('objid,class', rows), cutouts).best;
    const point = of(['1237648720693755900.0,a', '1237648720693755901.0,b']);
    assert.deepEqual([[...point!.cutouts], point!.spelling], [[0, 1], 'without .0']);
    const zeros = of(['123,a', '124,b']);
    assert.deepEqual([[...zeros!.cutouts], zeros!.spelling], [[2, 3], 'without leading zeros']);
    const both = of(['1237648720693755900,a', '123,b']);
    assert.deepEqual([[...both!.cutouts], both!.spelling], [[0, UNMATCHED], undefined]);
    assert.equal(of(['1.237648720693756e+18,a']), undefined, 'a number that is rounded names nothing');
    const rounded = openTextTable('t.jsonl', '{"objid": 1237648720693755900.0, "class": "a"}\n');
    assert.equal(bind(rounded, files('1237648720693756000.fits')).best, undefined, 'nor does one that a file rounds');
  });

  it('are bound by the way that most are, whatever the column is called', () => {
    const table = tableOf('number,where,note', ['1,a.fits,b.fits', '2,b.fits,', '3,c.fits,']);
    const { best, candidates } = bind(table, files('x/a.fits', 'x/b.fits', 'x/c.fits', 'x/1.fits'));
    assert.deepEqual([best!.by, best!.columns, best!.matched], ['name', [1], 3]);
    const tried = candidates.map(({ by, columns, matched }) => `${by} ${columns.join()} ${matched}`);
    assert.deepEqual(tried, ['path 0 0', 'path 1 0', 'path 2 0', 'name 0 0', 'name 1 3']);
  });

  it('are found in a long table that a sample of finds none in', () => {
    const rows = Array.from({ length: 4001 }, (_, row) => `n${row},${row % 2}`);
    const { best } = bind(tableOf('file,class', rows.with(1, 'x.fits,1')), files('d/x.fits', 'd/y.fits'));
    assert.deepEqual([best!.by, best!.matched, best!.cutouts[1]], ['name', 1, 0]);
  });

  it('are bound by position, in degrees or sexagesimal', () => {
    const cutouts = [
      { path: 'a', ra: 188.7361, dec: -1.2 },
      { path: 'b', ra: 359.9999, dec: 89.9999 },
      { path: 'c', ra: 0.0001, dec: 10 },
      { path: 'none', ra: NaN, dec: NaN },
    ];
    const table = tableOf('name,RA,DEC', ['x,12:34:56.664,-01:12:00.0', 'y,0.0001,89.9999', 'z,359.9999,10', 'w,,']);
    const near = bindBy(table, cutouts, 'position', ['RA', 'DEC']);
    assert.deepEqual([...near.cutouts], [0, 1, 2, UNMATCHED]);
    assert.deepEqual([...bindBy(table, cutouts, 'position', ['RA', 'DEC'], { radius: 0.5 }).cutouts], [0, 1, -1, -1]);
    assert.equal(bind(table, cutouts).best?.by, 'position');
    assert.throws(() => bind(table, cutouts, { radius: 0 }), RangeError);
    const crowded = [{ path: 'a', ra: 10, dec: 0 }, { path: 'b', ra: 10.0002, dec: 0 }]; // prettier-ignore
    const one = tableOf('ra,dec', ['10.0001,0', '10,0.1']);
    assert.deepEqual([...bindBy(one, crowded, 'position', ['ra', 'dec']).cutouts], [AMBIGUOUS, UNMATCHED]);
  });

  it('have names that are compared by what they are', () => {
    assert.equal(stem('d/a.b.fits.gz'), 'a.b');
    assert.equal(stem('J001655.18-002739.1.jpg'), 'J001655.18-002739.1');
    assert.equal(stem('J001655.18-002739.1'), 'J001655.18-002739.1');
    assert.equal(stem('.fits'), '.fits');
    assert.equal(normalPath('a/./b/../c.fits'), 'a/c.fits');
    assert.equal(normalPath('../a.fits'), '../a.fits');
    assert.deepEqual(identifiersIn('g17_r-2', false), new Set(['g17', 'r', '2', '17']));
    assert.ok(identifiersIn('x_-123.5_y', true).has('-123.5'));
  });

  for (const folder of ['gz1', 'rings', 'mirabest'] as const) {
    it(`of ${folder} are bound, from the folder and from above it`, function () {
      const text = fs.readFileSync(sharedData(this, `${folder}/labels.csv`), 'utf8');
      const names = fs.readdirSync(path.dirname(sharedData(this, `${folder}/labels.csv`))).filter((one) => one !== 'labels.csv'); // prettier-ignore
      for (const [table, prefix] of [['labels.csv', ''], [`${folder}/labels.csv`, `${folder}/`]] as const) {
        const { best } = bind(openTextTable(table, text), files(...names.map((one) => prefix + one)));
        assert.deepEqual([best!.by, best!.columns, best!.unmatched, best!.ambiguous], ['path', [0], 0, 0]);
      } // prettier-ignore
      const other = bind(openTextTable('labels.csv', text.replaceAll(/\.(jpg|fits)/g, '')), files(...names)).best;
      assert.deepEqual([other!.by, other!.unmatched], ['stem', 0]);
    });
  }
});
