import assert from 'node:assert/strict';
import { type Column, compileFilter, complete } from '../../../src/expressions';

const COLUMNS: Column[] = [
  { name: 'mag_r', type: 'number' },
  { name: 'class', type: 'text' },
  { name: 'mass', type: 'number' },
  { name: 'smooth-or-featured_smooth', type: 'number' },
];

/** What is offered at the bar in a text. */
function offered(marked: string): string[] {
  const cursor = marked.indexOf('|');
  return complete(marked.replace('|', ''), cursor, COLUMNS).map(({ label }) => label);
}

/** The text after the first thing offered at the bar has been taken. */
function taken(marked: string, label?: string): string {
  const text = marked.replace('|', '');
  const all = complete(text, marked.indexOf('|'), COLUMNS);
  const one = label === undefined ? all[0] : all.find((each) => each.label === label)!;
  return text.slice(0, one.from) + one.insert + text.slice(one.to);
}

describe('completion of expressions', () => {
  it('offers columns, functions and what begins a condition where a value is expected', () => {
    for (const place of [
      '|',
      'mass > |',
      'mass < 1 and |',
      'mass < 1 && |',
      '(|',
      'max(mass, |',
      'not |',
      'class in (|',
    ]) {
      const all = offered(place);
      assert.ok(all.includes('mag_r') && all.includes('log10') && all.includes('not'), `${place}: ${all.join(' ')}`);
      assert.ok(!all.includes('and'), place);
    }
  });

  it('offers operators after a value', () => {
    for (const place of ['mass |', 'mass < 1 |', '(mass) |', 'class == "a" |', '`class` |', 'mass is missing |']) {
      assert.deepEqual(offered(place).slice(0, 3), ['and', 'or', 'in'], place);
    }
    assert.deepEqual(offered('mass is |'), ['missing', 'not missing']);
    assert.deepEqual(offered('mass is not |'), ['missing']);
    assert.deepEqual(offered('mass not |'), ['in', 'contains']);
    assert.deepEqual(offered('mass is mi|'), ['missing', 'not missing']);
    assert.deepEqual(offered('mass in |'), []);
  });

  it('ranks what begins with the letters before what has them', () => {
    assert.deepEqual(offered('ma|'), ['mag_r', 'mass', 'max']);
    assert.deepEqual(offered('mass > 1 and MAS|'), ['mass']);
    assert.deepEqual(offered('as|'), ['class', 'mass']);
    assert.deepEqual(
      offered('mass < 1 a|'),
      ['and', 'contains', 'not contains'].filter((word) => word.includes('a')),
    );
  });

  it('offers nothing within texts, numbers and after what cannot be read', () => {
    for (const place of ['class == "sp|', 'class == "sp|"', 'mass < 1|', '# |']) assert.deepEqual(offered(place), []);
  });

  it('replaces the whole word, and writes backquotes where a name needs them', () => {
    assert.equal(taken('1 < ma|gx and true', 'mass'), '1 < mass and true');
    assert.equal(taken('smoo| > 0.5'), '`smooth-or-featured_smooth` > 0.5');
    assert.equal(taken('`smooth-or|'), '`smooth-or-featured_smooth`');
    assert.equal(taken('log1|'), 'log10(');
    compileFilter(taken('smoo| > 0.5'), COLUMNS);
  });
});
