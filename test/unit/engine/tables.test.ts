import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {
  ChangeTable,
  DescribeTable,
  EditLabels,
  type EngineClient,
  type Filter,
  FindNear,
  FindSimilar,
  IndexCollection,
  type LabelEdit,
  ListBy,
  ListCutouts,
  MeasureQuality,
  OpenTable,
  ReadColumn,
  ReadLabels,
  ReadRatings,
  SummariseColumn,
} from '../../../src/engine';
import { ensureBuilt } from '../../built';
import { temporaryFolder, writeGalaxies } from '../../galaxies';
import { collectionOf, engineClient } from './harness';

const COUNT = 24;
const NAMES = Array.from({ length: COUNT }, (_, i) => `g${String(i).padStart(3, '0')}.fits`);
/** Rows of the first twenty; class by thirds, tags of some, a redshift that rises. */
const TABLE = [
  '# made by hand',
  'file,class,tags,z,note',
  ...NAMES.slice(0, 20).map(
    (name, i) =>
      `${name},${['spiral', 'round', ''][i % 3]},${i < 4 ? 'ring;blue' : i === 4 ? 'ringed' : ''},0.${10 + i},"a, b"`,
  ),
  'elsewhere.fits,spiral,ring,0.5,',
].join('\r\n');

describe('tables joined to a collection', function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  let remove: () => void;
  let engine: EngineClient;

  before(ensureBuilt);
  beforeEach(async () => {
    ({ folder, remove } = temporaryFolder());
    writeGalaxies(folder, COUNT, 16);
    file = path.join(folder, 'labels.csv');
    fs.writeFileSync(file, TABLE);
    engine = engineClient();
    await engine.open(collectionOf(folder));
    await engine.request(IndexCollection, { folder });
  });
  afterEach(async () => {
    await engine.stop();
    remove();
  });

  const found = async (filter: Filter) => {
    const { neighbours, searched } = await engine.request(FindSimilar, {
      folder,
      query: [{ path: NAMES[0] }],
      count: 50,
      filter,
    });
    return { paths: neighbours.map(({ path: name }) => name).sort(), searched };
  };
  const edit = (what: LabelEdit | 'undo' | 'redo', save = true) =>
    engine.request(EditLabels, { folder, file, edit: what, save });
  const text = () => fs.readFileSync(file, 'utf8');

  it('says which rows are about which cutouts, and what its columns are', async () => {
    const { columns, binding, rows, editable, problems } = await engine.request(OpenTable, { folder, file });
    assert.deepEqual([rows, editable, problems], [21, true, []]);
    assert.deepEqual([binding!.by, binding!.matched, binding!.unmatched], ['path', 20, 1]);
    assert.deepEqual(binding!.examples.unmatched, ['elsewhere.fits']);
    assert.deepEqual(
      columns.map(({ kind }) => kind),
      ['path', 'class', 'tags', 'number', 'class'],
    );
    assert.deepEqual(columns[2].values![0], { value: 'ring', count: 5 });
    const [first, last] = await engine.request(ReadLabels, { folder, file, paths: [NAMES[1], NAMES[22]] });
    assert.deepEqual([first!.class, first!.tags, last], ['round', ['ring', 'blue'], null]);
  });

  it('lets a search see only what a filter lets through: tags, an expression, a subfolder', async () => {
    await engine.request(OpenTable, { folder, file });
    const tables = [file];
    assert.deepEqual(await found({ where: 'class == "spiral" and z < 0.2', tables }), {
      paths: ['g003.fits', 'g006.fits', 'g009.fits'],
      searched: 4,
    });
    assert.deepEqual((await found({ tags: [{ file, tag: 'ring' }] })).paths, ['g001.fits', 'g002.fits', 'g003.fits']);
    assert.deepEqual((await found({ where: 'class is missing and path > "g018"', tables })).paths, NAMES.slice(20));
    assert.deepEqual((await found({ where: 'ra > 30 and ra < 32', tables: [] })).paths, ['g021.fits']);
    assert.equal((await found({ within: 'nowhere' })).searched, 0);
    await assert.rejects(found({ where: 'clas == "spiral"', tables }), /no column “clas”; is it “class”/);
    await assert.rejects(found({ where: 'z <', tables }), /expected/);
  });

  it('finds more of what carries a tag or a class, and not these again', async () => {
    await engine.request(OpenTable, { folder, file });
    const { query, neighbours } = await engine.request(FindSimilar, {
      folder,
      query: [],
      tag: { file, tag: 'ring' },
      count: 50,
    });
    assert.deepEqual(query.map(({ path: name }) => name).sort(), NAMES.slice(0, 4));
    assert.equal(neighbours.length, COUNT - 4);
    assert.equal(
      (await engine.request(FindSimilar, { folder, query: [], tag: { file, tag: 'round' }, count: 50 })).query.length,
      7,
    );
    await assert.rejects(
      engine.request(FindSimilar, { folder, query: [], tag: { file, tag: 'lens' }, count: 5 }),
      /carries the tag "lens"/,
    );
  });

  it('writes the cells meant and no other byte, appends rows for what has none, and takes it back', async () => {
    await engine.request(OpenTable, { folder, file });
    await edit({ kind: 'add', paths: [NAMES[0], NAMES[5], NAMES[22]], column: 'tags', tag: 'bar' });
    const after = TABLE.replace('g000.fits,spiral,ring;blue', 'g000.fits,spiral,ring;blue;bar').replace(
      'g005.fits,,',
      'g005.fits,,bar',
    );
    assert.equal(text(), `${after}\r\ng022.fits,,bar,,`);
    await edit({ kind: 'set', paths: [NAMES[1]], column: 'class', value: 'odd, perhaps' });
    assert.match(text(), /g001\.fits,"odd, perhaps",ring;blue,0\.11,"a, b"\r\n/);
    assert.deepEqual((await engine.request(ReadLabels, { folder, file, paths: [NAMES[22]] }))[0]!.tags, ['bar']);
    const { canUndo, canRedo } = await edit('undo');
    assert.deepEqual([canUndo, canRedo], [true, true]);
    await edit('undo');
    assert.equal(text(), TABLE);
    await edit('redo');
    assert.equal(text(), `${after}\r\ng022.fits,,bar,,`);
    await edit({ kind: 'remove', paths: [NAMES[0]], column: 'tags', tag: 'ring' });
    assert.match(text(), /g000\.fits,spiral,blue;bar,/);
  });

  it('writes a new column behind the last', async () => {
    await engine.request(OpenTable, { folder, file });
    await edit({ kind: 'set', paths: [NAMES[2]], column: 'rating', value: 4 });
    assert.match(text(), /^# made by hand\r\nfile,class,tags,z,note,rating\r\n/);
    assert.match(text(), /g002\.fits,,ring;blue,0\.12,"a, b",4\r\n/);
    await edit('undo');
    assert.equal(text(), TABLE);
  });

  it('completes a column as one step, where it has no value', async () => {
    await engine.request(OpenTable, { folder, file });
    const values = [0, 2, 23].map((i) => ({ path: NAMES[i], value: 'mine' }));
    await edit({ kind: 'complete', column: 'class', values });
    assert.equal(text(), `${TABLE.replace('g002.fits,,', 'g002.fits,mine,')}\r\ng023.fits,mine,,,`);
    await edit('undo');
    assert.equal(text(), TABLE);
    await edit({
      kind: 'complete',
      column: 'interest',
      values: [2, 23].map((i) => ({ path: NAMES[i], value: i / 2 })),
    });
    assert.match(text(), /g002\.fits,,ring;blue,0\.12,"a, b",1\r\n/);
    assert.match(text(), /\r\ng023\.fits,,,,,11\.5$/);
    await edit('undo');
    assert.equal(text(), TABLE);
  });

  it('tells the ratings of a column by file, and refuses a column of none', async () => {
    await engine.request(OpenTable, { folder, file });
    await edit({
      kind: 'complete',
      column: 'interest',
      values: [2, 23].map((i) => ({ path: NAMES[i], value: i % 6 })),
    });
    assert.deepEqual(await engine.request(ReadRatings, { folder, ratings: { file, column: 'interest' } }), [
      { path: NAMES[2], rating: 2 },
      { path: NAMES[23], rating: 5 },
    ]);
    await assert.rejects(
      engine.request(ReadRatings, { folder, ratings: { file, column: 'class' } }),
      /holds classes, no ratings/,
    );
  });

  it('never writes over what others have changed', async () => {
    await engine.request(OpenTable, { folder, file });
    await edit({ kind: 'set', paths: [NAMES[1]], column: 'class', value: 'odd' });
    fs.writeFileSync(file, text().replace('g004.fits,round', 'g004.fits,theirs'));
    await edit({ kind: 'set', paths: [NAMES[2]], column: 'class', value: 'mine' });
    assert.match(text(), /g004\.fits,theirs/);
    assert.match(text(), /g002\.fits,mine/);
    fs.writeFileSync(file, text().replace('g002.fits,mine', 'g002.fits,theirs too'));
    const before = text();
    await assert.rejects(edit('undo'), /changed by others/);
    assert.equal(text(), before);
    fs.rmSync(file);
    await assert.rejects(edit({ kind: 'set', paths: [NAMES[2]], column: 'class', value: 'x' }), /cannot be read/);
  });

  it('answers a change with the table as it is then, and with the changed cells of what is shown', async () => {
    await engine.request(OpenTable, { folder, file });
    const shown = [NAMES[1], NAMES[2], NAMES[22], `${NAMES[1]}[1]`];
    const change = async (what: LabelEdit | 'undo' | 'redo') => {
      const { table } = await engine.request(EditLabels, { folder, file, edit: what, save: true, shown });
      const classes = table!.cells.map(([name, cells]) => [name, cells && String(cells.class)]);
      return { rows: table!.state.rows, classes };
    };
    const odd = await change({ kind: 'set', paths: [NAMES[1], NAMES[3]], column: 'class', value: 'odd' });
    // Rows are about files here: what is written of one image of a file is written of all of them.
    assert.deepEqual(odd, { rows: 21, classes: [[NAMES[1], 'odd'], [`${NAMES[1]}[1]`, 'odd']] }); // prettier-ignore
    const added = await change({ kind: 'set', paths: [NAMES[22]], column: 'class', value: 'new' });
    assert.deepEqual(added, { rows: 22, classes: [[NAMES[22], 'new']] });
    assert.deepEqual(await change('undo'), { rows: 21, classes: [[NAMES[22], null]] });
    assert.deepEqual((await change('undo')).classes, [[NAMES[1], 'round'], [`${NAMES[1]}[1]`, 'round']]); // prettier-ignore
    fs.writeFileSync(file, text().replace('g002.fits,', 'g002.fits,edge-on or '));
    const merged = await change({ kind: 'set', paths: [NAMES[5]], column: 'class', value: 'odd' });
    assert.equal(merged.classes.length, shown.length, 'another program may have changed any row');
    assert.deepEqual(merged.classes[1], [NAMES[2], 'edge-on or ']);
  });

  it('leaves the writing to the editor that has the file open, and follows its text', async () => {
    await engine.request(OpenTable, { folder, file, text: TABLE });
    const { edits } = await edit({ kind: 'set', paths: [NAMES[1]], column: 'class', value: 'odd' }, false);
    assert.equal(text(), TABLE);
    assert.deepEqual(
      edits.map(({ text: put }) => put),
      ['odd'],
    );
    assert.equal(
      (await engine.request(ReadLabels, { folder, file, paths: [NAMES[1]] }))[0]!.class,
      'round',
      'not before the editor has it',
    );
    await engine.request(ChangeTable, { folder, file, edits });
    assert.equal((await engine.request(ReadLabels, { folder, file, paths: [NAMES[1]] }))[0]!.class, 'odd');
    const column = (await engine.request(DescribeTable, { folder, file, wanted: { shown: [] } })).state.columns.find(
      ({ name }) => name === 'class',
    );
    assert.ok(column?.values?.some(({ value }) => value === 'odd'));
    const back = await edit('undo', false);
    assert.equal(back.table, undefined, 'the editor has the text first');
    const wanted = { shown: NAMES.slice(0, 3), galaxies: back.galaxies };
    const changed = await engine.request(ChangeTable, { folder, file, edits: back.edits, wanted });
    assert.deepEqual(
      changed!.cells.map(([name, cells]) => [name, cells!.class]),
      [[NAMES[1], 'round']],
    );
    assert.equal((await engine.request(ReadLabels, { folder, file, paths: [NAMES[1]] }))[0]!.class, 'round');
  });

  it('finds cutouts around a position, the nearest first, across 0 hours too', async () => {
    const near = await engine.request(FindNear, { folder, ra: 12.4, dec: 5, radius: 1 });
    assert.deepEqual(
      near.map(({ path: name, separation }) => [name, Number(separation.toFixed(4))]),
      [
        [NAMES[2], 0.3985],
        [NAMES[3], 0.5977],
      ],
    );
    assert.deepEqual(await engine.request(FindNear, { folder, ra: 372.4, dec: 5, radius: 0.1 }), []);
    assert.equal((await engine.request(FindNear, { folder, ra: 372, dec: 5, radius: 0.1 }))[0].path, NAMES[2]);
  });

  it('lists cutouts in the order asked for, through a filter, and counts what is not there', async () => {
    await engine.request(OpenTable, { folder, file });
    const cutouts = [NAMES[6], NAMES[1], 'gone.fits', NAMES[3]].map((name) => ({ path: name }));
    const all = await engine.request(ListCutouts, { folder, cutouts });
    assert.deepEqual([all.cutouts.map(({ path: name }) => name), all.missing], [[NAMES[6], NAMES[1], NAMES[3]], 1]);
    assert.ok(Math.abs(all.cutouts[1].ra! - 11) < 1e-6);
    const spirals = await engine.request(ListCutouts, {
      folder,
      cutouts,
      filter: { where: 'class == "spiral"', tables: [file] },
    });
    assert.deepEqual(
      spirals.cutouts.map(({ path: name }) => name),
      [NAMES[6], NAMES[3]],
    );
  });

  it('lists cutouts in the order of any expression, through a filter, without those that have no value', async () => {
    await engine.request(OpenTable, { folder, file });
    const list = async (by: string, descending: boolean, more: { count?: number; filter?: Filter } = {}) => {
      const { cutouts, listed } = await engine.request(ListBy, {
        folder,
        by,
        descending,
        count: 50,
        tables: [file],
        ...more,
      });
      return { paths: cutouts.map(({ path: name }) => name), values: cutouts.map(({ value }) => value), listed };
    };
    const all = await list('z', true);
    assert.equal(all.listed, 20);
    assert.deepEqual(
      all.values,
      [...all.values].sort((a, b) => Number(b) - Number(a)),
    );
    const turned = await list('0.5 - z', true, { count: 3 });
    assert.deepEqual([turned.paths, turned.listed], [all.paths.slice(-3).reverse(), 20]);
    const spirals = await list('z', false, { filter: { where: 'class == "spiral"', tables: [file] } });
    assert.deepEqual(
      spirals.values,
      [...spirals.values].sort((a, b) => Number(a) - Number(b)),
    );
    assert.ok(spirals.listed > 0 && spirals.listed < 20);
    const byName = await list('path', true);
    assert.deepEqual(byName.paths, NAMES.toReversed());
    await assert.rejects(list('zz', true), /no column “zz”/);
  });

  it('gives the values of a column for many files at once: classes, yes and no, tags and numbers', async () => {
    const bits = NAMES.slice(0, 20).map((_, i) => (i % 2 ? '0' : i % 4 ? '1' : ''));
    const catalog = path.join(folder, 'more.csv');
    const more = NAMES.slice(0, 20).map(
      (name, i) => `${name},${bits[i]},${i % 6},${i % 2 ? 'True' : 'False'},word ${i}`,
    );
    fs.writeFileSync(catalog, `file,bar,rating,edge,remark\n${more.join('\n')}\n`);
    await engine.request(OpenTable, { folder, file });
    await engine.request(OpenTable, { folder, file: catalog });
    const paths = [NAMES[23], NAMES[4], NAMES[1], NAMES[0], NAMES[2], NAMES[1]];
    const column = async (name: string, of = file) => {
      const values = await engine.request(ReadColumn, { folder, file: of, column: name, paths });
      if (values.kind === 'number') return [...values.values].map((value) => Number(value.toFixed(4)));
      return Array.from(values.codes, (code) => (code < 0 ? undefined : values.names[code]));
    };
    assert.deepEqual(await column('class'), [undefined, 'round', 'round', 'spiral', undefined, 'round']);
    const many = 'several of these';
    assert.deepEqual(await column('tags'), [undefined, 'ringed', many, many, many, many]);
    assert.deepEqual(await column('z'), [NaN, 0.14, 0.11, 0.1, 0.12, 0.11]);
    assert.deepEqual(await column('bar', catalog), [undefined, undefined, 'no', undefined, 'yes', 'no']);
    assert.deepEqual(await column('edge', catalog), [undefined, 'no', 'yes', 'no', 'no', 'yes']);
    assert.deepEqual(await column('rating', catalog), [NaN, 4, 1, 0, 2, 1]);
    await assert.rejects(column('file'), /column "file" holds path, no classes, tags or numbers/);
    await assert.rejects(column('clas'), /no column "clas"; it has file, class/);
    // Of many tags the most frequent have a name of their own.
    const tags = NAMES.map((name, i) => `${name},${[...'abcdefgh'].filter((_, t) => t === i % 8).join(';')}`);
    fs.writeFileSync(catalog, `file,tags\n${tags.join('\n')}\n${'elsewhere.fits,h\n'.repeat(1)}`);
    await engine.request(OpenTable, { folder, file: catalog });
    const values = await engine.request(ReadColumn, {
      folder,
      file: catalog,
      column: 'tags',
      paths: NAMES.slice(0, 8),
    });
    assert.ok(values.kind === 'class');
    assert.deepEqual(Array.from(values.codes, (code) => values.names[code]), ['a', 'b', 'c', 'd', 'other tags', 'other tags', 'other tags', 'h']); // prettier-ignore
  });

  it('merges one tag into another in the cells that have it and no other byte, in one step back', async () => {
    await engine.request(OpenTable, { folder, file });
    const both = TABLE.replace('g004.fits,round,ringed', 'g004.fits,round,"ringed; blue"')
      .replace('g007.fits,round,', 'g007.fits,round,ring;ringed')
      .replace('elsewhere.fits,spiral,ring', 'elsewhere.fits,spiral,ringed');
    fs.writeFileSync(file, both);
    await edit({ kind: 'merge', column: 'tags', from: 'ringed', to: 'ring' });
    const merged = both
      .replace('"ringed; blue"', '"ring; blue"')
      .replace('ring;ringed', 'ring')
      .replace('elsewhere.fits,spiral,ringed', 'elsewhere.fits,spiral,ring');
    assert.equal(text(), merged);
    const { canUndo } = await edit('undo');
    assert.deepEqual([text(), canUndo], [both, false]);
    await edit('redo');
    assert.equal(text(), merged);
    assert.deepEqual((await edit({ kind: 'merge', column: 'tags', from: 'ringed', to: 'ring' })).edits, []);
    await assert.rejects(edit({ kind: 'merge', column: 'tags', from: 'ring', to: 'a;b' }), /separates the tags/);
    await assert.rejects(edit({ kind: 'merge', column: 'tag', from: 'ring', to: 'b' }), /no column "tag"/);
  });

  it('sums up tags and classes: how many, the examples nearest to their mean, and which may mean the same', async () => {
    await engine.request(OpenTable, { folder, file });
    const { labels, synonyms } = await engine.request(SummariseColumn, { folder, file, column: 'tags', examples: 2 });
    assert.deepEqual(synonyms, [{ from: 'ringed', to: 'ring', reason: 'participle' }]);
    assert.deepEqual(
      labels.map(({ name, rows, galaxies, examples }) => [name, rows, galaxies, examples.length]),
      [
        ['ring', 5, 4, 2],
        ['blue', 4, 4, 2],
        ['ringed', 1, 1, 1],
      ],
    );
    // What is nearest to the mean is what the mean finds first: a query of all four, asked among them.
    await engine.request(OpenTable, { folder, file: path.join(folder, 'labels.csv'), text: `${TABLE}\r\nx.fits,,,,` });
    const order = await Promise.all(
      NAMES.slice(0, 4).map(async (name) => {
        const others = NAMES.slice(0, 4).filter((one) => one !== name);
        const found = await engine.request(FindSimilar, { folder, query: [{ path: name }], filter: { tags: [{ file, tag: 'ring' }] }, count: 9 }); // prettier-ignore
        assert.deepEqual(found.neighbours.map((one) => one.path).sort(), others);
        // The cosine to the mean of unit vectors goes as the sum of the cosines to all of them.
        return { name, sum: found.neighbours.reduce((sum, { similarity }) => sum + similarity, 1) };
      }),
    );
    order.sort((a, b) => b.sum - a.sum);
    assert.deepEqual(labels[0].examples, order.slice(0, 2).map(({ name }) => ({ path: name, hdu: 0 }))); // prettier-ignore
    const classes = await engine.request(SummariseColumn, { folder, file, column: 'class', examples: 6 });
    assert.deepEqual(classes.labels.map(({ name, rows, galaxies }) => [name, rows, galaxies]), [['spiral', 8, 7], ['round', 7, 7]]); // prettier-ignore
    assert.deepEqual(classes.synonyms, []);
    await assert.rejects(
      engine.request(SummariseColumn, { folder, file, column: 'z', examples: 6 }),
      /neither tags nor classes/,
    );
  });

  it('tells how often neighbours share a label, beside chance', async () => {
    await engine.request(OpenTable, { folder, file });
    const { labels, labelled, chance } = await engine.request(MeasureQuality, { folder, file, column: 'class', k: 5 });
    assert.equal(labelled, 14);
    assert.deepEqual(
      labels.map(({ name, count }) => [name, count]),
      [
        ['round', 7],
        ['spiral', 7],
      ],
    );
    assert.ok(Math.abs(chance - 6 / 13) < 1e-12);
    for (const { precision } of labels) assert.ok(precision.low <= precision.mean && precision.mean <= precision.high);
    const tags = await engine.request(MeasureQuality, { folder, file, column: 'tags', k: 50 });
    assert.deepEqual(
      tags.labels.map(({ name, precision }) => [name, precision.mean]),
      [
        ['blue', 0.75],
        ['ring', 0.75],
        ['ringed', 0],
      ],
    );
    await assert.rejects(
      engine.request(MeasureQuality, { folder, file, column: 'clas', k: 5 }),
      /no column "clas"; it has file, class/,
    );
  });
});
