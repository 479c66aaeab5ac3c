import assert from 'node:assert/strict';
import fs from 'node:fs';
import fc from 'fast-check';
import { newTable, openLabels, openTextTable, synonyms, understand, vocabulary, voteGroups } from '../../../src/labels';
import { sharedData } from '../../shared-data';

/** A table of one row a value, in a column of the name, beside a path. */
const tableOf = (name: string, values: readonly string[]) =>
  openTextTable('t.csv', ['file', name].join() + '\n' + values.map((value, i) => `${i}.fits,${value}\n`).join(''));
const kindOf = (name: string, ...values: string[]) => understand(tableOf(name, values), name).kind;
const repeated = (count: number, ...values: string[]) => Array.from({ length: count }, (_, i) => values[i % values.length]); // prettier-ignore

describe('what a column is', () => {
  it('is told by its values and its name', () => {
    assert.equal(kindOf('shape', ...repeated(9, 'spiral', 'elliptical', '')), 'class');
    assert.equal(kindOf('shape', ...repeated(30, '0', '1', '2')), 'class');
    assert.equal(kindOf('odd', '1', '0', ''), 'binary');
    assert.equal(kindOf('odd', 'Yes', 'No', 'Yes'), 'binary');
    assert.equal(kindOf('ring', '1', '1'), 'binary');
    assert.equal(kindOf('tags', 'ring;bar', 'ring'), 'tags');
    assert.equal(kindOf('my_tags'), 'tags');
    assert.equal(kindOf('rating', '0', '5', '3.5'), 'rating');
    assert.equal(kindOf('rating', '0', '7', '3.5'), 'number');
    assert.equal(kindOf('interest', '1', '0'), 'rating');
    assert.equal(kindOf('z', '0.1', '0.25', '1e-3'), 'number');
    assert.equal(kindOf('hdu', ...repeated(40, '0', '1')), 'number', 'no yes and no, and no class');
    assert.equal(kindOf('snr', ...Array.from({ length: 50 }, (_, i) => `${i / 7}`)), 'number');
    assert.equal(kindOf('object_id', '5', '6'), 'id');
    assert.equal(kindOf('x', ...Array.from({ length: 50 }, (_, i) => `J${i}`)), 'id');
    assert.equal(kindOf('x', 'a.fits', 'b.jpg'), 'path');
    assert.equal(understand(tableOf('x', ['1']), 'file').kind, 'path');
    const notes = repeated(60, ...Array.from({ length: 40 }, (_, i) => `note ${i}`));
    assert.equal(kindOf('remark', ...notes), 'text');
    assert.equal(kindOf('class', ''), 'class');
    const sky = openTextTable('t.csv', 'ra,dec,RA,dec_err\n12:00:00,-1,x,0.1\n359.9,+89 59 59,y,0.2\n');
    assert.deepEqual(['ra', 'dec', 'dec_err'].map((name) => understand(sky, name).kind), ['ra', 'dec', 'number']); // prettier-ignore
    const wrong = openTextTable('t.csv', 'ra,dec\n400,95\n');
    assert.deepEqual(['ra', 'dec'].map((name) => understand(wrong, name).kind), ['number', 'number']); // prettier-ignore
    assert.equal(understand(openTextTable('t.jsonl', '{"marks": ["a"]}\n{}\n'), 'marks').kind, 'tags');
    for (const [kind, expected] of [['binary', 'class'], ['classes', 'class'], ['tags', 'tags'], ['ratings', 'rating']] as const) {
      assert.equal(understand(openTextTable('t.csv', newTable({ kind }, ['a.fits'])), 1).kind, expected);
    } // prettier-ignore
  });

  it('is counted, the most frequent value first, the same in whatever order the rows are', () => {
    const odd = understand(tableOf('odd', ['no', 'yes', '', 'no', '']), 'odd');
    assert.deepEqual(odd, {
      kind: 'binary', positive: 'yes', negative: 'no', filled: 3, empty: 2,
      values: [{ value: 'no', count: 2 }, { value: 'yes', count: 1 }],
    }); // prettier-ignore
    const cell = fc.constantFrom('', 'a', 'b', 'c', '1', '0', '2.5', 'true', 'x;y');
    fc.assert(
      fc.property(
        fc.constantFrom('class', 'tags', 'rating', 'x', 'id'),
        fc.array(cell, { minLength: 1 }),
        (name, values) => {
          const one = understand(tableOf(name, values), name);
          assert.deepEqual(understand(tableOf(name, values.toReversed()), name), one);
          assert.equal(one.filled + one.empty, values.length);
          if (one.kind === 'class' || one.kind === 'binary' || one.kind === 'rating') {
            assert.equal(one.values.reduce((sum, { count }) => sum + count, 0), one.filled); // prettier-ignore
          }
        },
      ),
    );
  });

  it('is a vote where a Galaxy Zoo catalogue counts them', async () => {
    const decals = 'iauname,smooth-or-featured_smooth,smooth-or-featured_featured-or-disk,smooth-or-featured_total-votes,smooth-or-featured_smooth_fraction,smooth-or-featured_featured-or-disk_fraction,has-spiral-arms_yes'; // prettier-ignore
    const table = openTextTable('gz.csv', `${decals}\nJ1,10,30,40,0.25,0.75,3\nJ2,,,,,,\nJ3,0,5,5,0.0,1.0,2\n`);
    assert.deepEqual(voteGroups(table), [
      { question: 'smooth-or-featured', suffix: '', measure: 'count', answers: [{ answer: 'smooth', column: 1 }, { answer: 'featured-or-disk', column: 2 }] },
      { question: 'smooth-or-featured', suffix: 'fraction', measure: 'fraction', answers: [{ answer: 'smooth', column: 4 }, { answer: 'featured-or-disk', column: 5 }] },
    ]); // prettier-ignore
    const smooth = understand(table, 'smooth-or-featured_smooth');
    assert.ok(smooth.kind === 'votes' && smooth.answer === 'smooth' && smooth.group.measure === 'count');
    assert.notEqual(understand(table, 'smooth-or-featured_total-votes').kind, 'votes');
    const gz2 = 't01_smooth_or_features_a01_smooth_debiased,t01_smooth_or_features_a02_features_or_disk_debiased,petro_theta,petro_flux'; // prettier-ignore
    const [group, ...more] = voteGroups(await openLabels('gz2.csv', `${gz2}\n0.2,0.7,3,4\n0,1,1,2\n`));
    assert.deepEqual([group.question, group.suffix, group.measure, more], ['t01_smooth_or_features', 'debiased', 'fraction', []]); // prettier-ignore
    assert.deepEqual(group.answers.map(({ answer }) => answer), ['a01_smooth', 'a02_features_or_disk']); // prettier-ignore
    assert.deepEqual(voteGroups(openTextTable('t.csv', 'a-b_c,a-b_d\n-1,2\n')), []);
  });

  it('is told of the label files of surveys', function () {
    const kinds = (folder: string) => {
      const text = fs.readFileSync(sharedData(this, `${folder}/labels.csv`), 'utf8');
      const table = openTextTable('labels.csv', text);
      return Object.fromEntries(table.columns.map((name) => [name, understand(table, name)]));
    };
    const [gz2, mirabest] = [kinds('gz2'), kinds('mirabest')];
    assert.deepEqual([gz2.file.kind, gz2.class.kind, gz2.odd.kind], ['path', 'class', 'binary']);
    assert.deepEqual(Object.values(mirabest).map(({ kind }) => kind), ['path', 'class', 'class', 'class', 'number']); // prettier-ignore
    const { class: gz1 } = kinds('gz1');
    assert.deepEqual(gz1.kind === 'class' && gz1.values, [
      { value: 'elliptical', count: 4645 },
      { value: 'edge-on', count: 998 },
      { value: 'spiral-anticlockwise', count: 436 },
      { value: 'spiral-clockwise', count: 414 },
      { value: 'merger', count: 115 },
      { value: 'artefact-or-unsure', count: 56 },
    ]);
  });
});

describe('the vocabulary of tags', () => {
  const counted = (...tags: string[]) => tags.map((tag, i) => ({ tag, count: 100 - i }));
  const told = (...tags: string[]) => synonyms(counted(...tags)).map(({ from, to, reason }) => `${from} > ${to}: ${reason}`); // prettier-ignore

  it('is counted by rows', () => {
    const table = openTextTable('t.csv', 'file,tags\na,ring;bar;ring\nb,bar\nc,\nd,merger\n');
    assert.deepEqual(vocabulary(table, 'tags'), [{ tag: 'bar', count: 2 }, { tag: 'merger', count: 1 }, { tag: 'ring', count: 1 }]); // prettier-ignore
    const arrays = openTextTable('t.jsonl', '{"t": ["a;b", "c"]}\n{"t": "d"}\n{}\n');
    assert.deepEqual(vocabulary(arrays, 't').map(({ tag }) => tag), ['a;b', 'c', 'd']); // prettier-ignore
  });

  it('has near-synonyms, the more frequent as their target', () => {
    assert.deepEqual(told('ring', 'rings', 'ringed', 'Ring'), [
      'rings > ring: plural', 'ringed > ring: participle', 'Ring > ring: case',
    ]); // prettier-ignore
    assert.deepEqual(told('barred', 'bar', 'bars'), ['bar > barred: participle', 'bars > barred: participle']);
    assert.deepEqual(told('edge-on', 'edge on', 'Edge_On', 'edgeon'), [
      'edge on > edge-on: separators', 'Edge_On > edge-on: separators', 'edgeon > edge-on: separators',
    ]); // prettier-ignore
    assert.deepEqual(told('galaxy', 'galaxies', 'merge', 'merged', 'merging'), [
      'galaxies > galaxy: plural', 'merged > merge: participle', 'merging > merge: participle',
    ]); // prettier-ignore
    assert.deepEqual(told('spiral', 'spirla', 'spirral', 'spira', 'spirel'), [
      'spirla > spiral: spelling', 'spirral > spiral: spelling', 'spira > spiral: spelling', 'spirel > spiral: spelling',
    ]); // prettier-ignore
    assert.deepEqual(synonyms([{ tag: 'rings', count: 1 }, { tag: 'ring', count: 1 }]), [{ from: 'rings', to: 'ring', reason: 'plural' }]); // prettier-ignore
  });

  it('has none where words are other words', () => {
    assert.deepEqual(told('bar', 'far', 'king', 'ring', 'dust', 'lens', 'less', 'minor', 'major'), []);
    assert.deepEqual(told('type-1', 'type-2', 'type-12', 'ngc1300', 'ngc1301'), []);
    assert.deepEqual(told('clockwise', 'anticlockwise', 'spiral', 'spiral arms'), []);
  });

  it('finds every slip in a word of five letters or more', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 5, maxLength: 8 });
    const slip = fc.record({ at: fc.nat(7), kind: fc.constantFrom('more', 'fewer', 'other', 'exchanged'), letter: fc.constantFrom('a', 'b', 'q') }); // prettier-ignore
    fc.assert(
      fc.property(word, slip, (right, { at: where, kind, letter }) => {
        const at = where % right.length;
        const [head, tail] = [right.slice(0, at), right.slice(at)];
        const wrong =
          kind === 'more' ? head + letter + tail
          : kind === 'fewer' ? head + tail.slice(1)
          : kind === 'other' ? head + letter + tail.slice(1)
          : head + (tail[1] ?? '') + tail[0] + tail.slice(2); // prettier-ignore
        fc.pre(wrong !== right);
        const found = told(right, wrong).map((one) => one.split(':')[0]);
        assert.deepEqual(found, [`${wrong} > ${right}`]);
      }),
      { numRuns: 1000 },
    );
  });

  it('tells a tag no more than once, and never in a chain', () => {
    const tag = fc.constantFrom('ring', 'rings', 'Ring', 'ringed', 'spiral', 'spirals', 'spirla', 'spirlas', 'edge-on', 'edge on', 'edgeons'); // prettier-ignore
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(tag, fc.nat(5)), { selector: ([name]) => name }), (tags) => {
        const counts = new Map<string, number>(tags);
        const found = synonyms(tags.map(([name, count]) => ({ tag: name, count })));
        const from = found.map((one) => one.from);
        assert.equal(new Set(from).size, from.length);
        for (const { from: one, to } of found) assert.ok(!from.includes(to) && counts.get(one)! <= counts.get(to)!);
      }),
    );
  });
});
