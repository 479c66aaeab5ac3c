import assert from 'node:assert/strict';
import { type Cell, type Column, compileExpression, compileFilter, ExpressionError } from '../../../src/expressions';

const COLUMNS: Column[] = [
  { name: 'z', type: 'number' },
  { name: 'mag_r', type: 'number' },
  { name: 'mass', type: 'number' },
  { name: 'class', type: 'text' },
  { name: 'name', type: 'text' },
  { name: 'barred', type: 'truth' },
  { name: 'smooth-or-featured_smooth', type: 'number' },
  { name: 'in', type: 'number' },
  { name: 'odd`name', type: 'number' },
];

type Row = Record<string, Cell>;
const accessor = (row: Row) => (column: number) => row[COLUMNS[column].name];
const holds = (text: string, row: Row) => compileFilter(text, COLUMNS).test(accessor(row));
const value = (text: string, row: Row = {}) => compileExpression(text, COLUMNS).evaluate(accessor(row));

/** The error of a filter, and the part of it that the error is about. */
function failure(text: string): { message: string; part: string; from: number } {
  try {
    compileFilter(text, COLUMNS);
  } catch (error) {
    assert.ok(error instanceof ExpressionError, String(error));
    return { message: error.message, part: text.slice(error.from, error.to), from: error.from };
  }
  return assert.fail(`no error in ${text}`);
}

describe('filter expressions', () => {
  const galaxy: Row = { z: 0.03, mag_r: 16, mass: 10 ** 10.6, class: 'spiral', name: 'NGC 1300', barred: true };

  for (const [text, expected] of [
    ['z < 0.1 and mag_r < 17', true],
    ['z < 0.1 and mag_r < 15', false],
    ['class == "spiral" or not (log10(mass) >= 10.5)', true],
    ['class == "ring" or not (log10(mass) >= 10.5)', false],
    ['0.02 < z <= 0.05', true],
    ['0.02 < z <= 0.025', false],
    ['0.05 > z > 0.02 < mag_r', true],
    ['class in ("spiral", "ring")', true],
    ["class not in ('spiral', 'ring')", false],
    ['name contains "NGC"', true],
    ['name contains "ngc"', false],
    ['lower(name) contains "ngc" AND upper(class) == "SPIRAL"', true],
    ['name not contains "IC"', true],
    ['z is missing', false],
    ['z is not missing', true],
    ['`smooth-or-featured_smooth` is missing', true],
    ['z < 0.1 && !(mag_r > 17) || false', true],
    ['!barred', false],
    ['barred == true', true],
    ['not z < 0.01', true],
    ['true or false and false', true],
    ['class < "t"', true],
    ['-mag_r ** 2 == -256', true],
  ] as const) {
    it(`${text} is ${expected} of a spiral`, () => assert.equal(holds(text, galaxy), expected));
  }

  for (const [text, expected] of [
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 - 2 - 1', 4],
    ['2 ** 3 ** 2', 512],
    ['2 ** -1', 0.5],
    ['-2 ** 2', -4],
    ['-10 % 360', 350],
    ['7 / 2 % 2', 1.5],
    ['max(1, 3, 2) - min(4, 5)', -1],
    ['floor(-1.5) + ceil(1.2) + round(2.5) + abs(-1)', 4],
    ['sqrt(16) + exp(0) + log(1) + log10(1000)', 8],
    ['round(degrees(radians(90)) + sin(0) + cos(0))', 91],
    ['.5 + 1. + 1e-1 + 2E1', 21.6],
    ['"a\\"b\\\\\\n"', 'a"b\\\n'],
  ] as const) {
    it(`${text} is ${JSON.stringify(expected)}`, () => assert.equal(value(text), expected));
  }

  it('takes a comparison with a missing value for false, whichever way it is asked', () => {
    for (const missing of [null, undefined, NaN, 'text']) {
      const row = { z: missing };
      for (const text of [
        'z < 1',
        'z >= 1',
        'z == z',
        'z != 1',
        'z in (1)',
        'z not in (1)',
        'z + 1 > 0',
        '1 < z < 2',
      ]) {
        assert.equal(holds(text, row), false, `${text} of ${String(missing)}`);
      }
      assert.equal(holds('not (z < 1)', row), true);
      assert.equal(holds('z is missing and z * 2 is missing and max(1, z) is missing', row), true);
    }
    assert.equal(holds('barred', {}), false);
    assert.equal(holds('name contains "N" or name not contains "N"', {}), false);
  });

  it('takes what is not defined for missing, and infinity for a number', () => {
    assert.equal(value('sqrt(-1)'), undefined);
    assert.equal(value('0 / 0'), undefined);
    assert.equal(holds('log10(z) < -300', { z: 0 }), true);
  });

  it('knows columns of any name by backquotes', () => {
    assert.equal(value('`in` + `odd``name` * `smooth-or-featured_smooth`', { in: 1, 'odd`name': 2, 'smooth-or-featured_smooth': 3 }), 7); // prettier-ignore
  });

  it('says which columns it reads', () => {
    assert.deepEqual(compileFilter('mag_r - z > 1 and (z, 1) == 1'.replace('(z, 1) == 1', 'z in (z)'), COLUMNS).reads, [1, 0]); // prettier-ignore
  });

  describe('names what is wrong and where', () => {
    for (const [text, part, message] of [
      ['', '', 'expected a number, text in quotes, a column, a function or “(”, found the end'],
      ['z <', '', /^expected a number.*found the end$/],
      ['z < < 1', '<', /^expected a number.*found “<”$/],
      ['z < 1 mag_r', 'mag_r', /^expected an operator.*found “mag_r”$/],
      ['(z < 1', '', 'expected “)”, found the end'],
      ['z < 1 and redshit > 2', 'redshit', /^there is no column “redshit”; there are z, mag_r, mass, class, name, /],
      ['mag_q < 1', 'mag_q', 'there is no column “mag_q”; is it “mag_r”?'],
      ['MAG_R < 1', 'MAG_R', 'there is no column “MAG_R”; is it “mag_r”?'],
      ['squrt(z) < 1', 'squrt', 'there is no function “squrt”; is it “sqrt”?'],
      ['z(1) < 1', 'z', 'there is no function “z”; it is a column'],
      ['class < 1', '1', 'text is compared here with a number: the column “class” holds texts; a text is written "1"'],
      ['class == spiral', 'spiral', 'there is no column “spiral”; a text is written "spiral"'],
      ['z in (1, "a")', '"a"', 'a number is compared here with text'],
      ['z + name > 1', 'name', '“+” takes a number, this is text'],
      ['log10(class) > 1', 'class', 'log10 takes a number, this is text'],
      ['z contains "a"', 'z', '“contains” takes text, this is a number'],
      ['z and true', 'z', '“and” takes true or false, this is a number'],
      ['not name', 'name', '“not” takes true or false, this is text'],
      ['barred < true', 'barred', '“<” takes numbers or texts, this is true or false'],
      ['z + 1', 'z + 1', 'expected a condition, as in “… < 1”'],
      ['sqrt(z, 1) > 2', 'sqrt(z, 1)', 'sqrt takes 1 value, not 2'],
      ['max() > 2', ')', 'expected a value, found “)”'],
      ['name == "NGC', '"NGC', 'the text has no closing "'],
      ['`z < 1', '`z < 1', 'the column’s name has no closing `'],
      ['2mass < 1', '2mass', 'a number ends here; a column of this name is written in backquotes: `2mass`'],
      ['1e999 > z', '1e999', 'a number beyond 1.8e308'],
      ['z # 1', '#', '"#" means nothing here'],
      ['name == "a\\q"', '\\q', /^a backslash is written/],
      ['z is 1', '1', 'expected “missing” or “not missing”, found “1”'],
      ['z not 1', '1', 'expected “in” or “contains”, found “1”'],
      ['z in 1', '1', 'expected “(”, found “1”'],
      ['z in (1) == true', '==', /^expected “and”, “or” or the end/],
      ['z == 1 is missing', 'is', /^expected “and”, “or” or the end/],
      [`${'('.repeat(300)}z`, '(', 'this is nested too deeply'],
      [`z${' + 1'.repeat(300)} > 1`, `z${' + 1'.repeat(200)}`, /^too many operators/],
    ] as const) {
      it(text.length > 40 ? `${text.slice(0, 40)}…` : text || 'nothing', () => {
        const found = failure(text);
        assert.equal(found.part, part);
        if (typeof message === 'string') assert.equal(found.message, message);
        else assert.match(found.message, message);
      });
    }

    it('points at the end of a text that is not finished', () => assert.equal(failure('z < ').from, 4));
  });

  it('takes long lists and long chains of and', () => {
    const list = Array.from({ length: 5000 }, (_, i) => i).join(', ');
    assert.equal(holds(`z in (${list})`, { z: 4999 }), true);
    assert.equal(holds(Array.from({ length: 5000 }, () => 'z == 1').join(' and '), { z: 1 }), true);
  });
});

describe('filter expressions as other programs write them', () => {
  const columns: Column[] = [
    { name: 'z', type: 'number' },
    { name: 'class', type: 'text' },
    { name: 'id', type: 'text', integers: true },
    { name: 'other', type: 'text', integers: true },
    { name: 'mixed', type: 'text', odd: 'row 6 holds "1.2.3"' },
  ];
  const row = [0.05, 'ring', '1237648720693755902', '1237648720693755900', '7'];
  const holds = (text: string) => compileFilter(text, columns).test((column) => row[column]);

  it('have =, <>, &, | and ~ as well', () => {
    assert.ok(holds('class = "ring"') && holds('class <> "disk"'));
    assert.ok(holds('(z < 0.1) & (class == "ring")') && holds('z < 0.1 & class == "ring"'));
    assert.ok(holds('z > 1 | class == "ring"') && holds('~(z > 1)'));
    assert.ok(holds('z < 0.1 AND NOT class = "disk"'));
  });

  it('compare integers of any length by all of their digits, with or without quotes', () => {
    assert.ok(holds('id == 1237648720693755902') && holds('id == "1237648720693755902"'));
    assert.ok(!holds('id == 1237648720693755900') && !holds('id == 1237648720693755903'));
    assert.ok(
      holds('id != 1237648720693755903') && holds('id > 1237648720693755901') && holds('id >= 1237648720693755902'),
    );
    assert.ok(holds('id in (1, 1237648720693755902)') && holds('id not in ("1237648720693755903")'));
    assert.ok(holds('id > other') && !holds('id == other') && holds('other < id < 1237648720693755903'));
    assert.ok(holds('id contains "3755902"') && holds('id > -1237648720693755902') && holds('id > 1.5e3'));
    assert.ok(!holds('id == "ring"') && holds('id != "ring"'));
  });

  it('compare numbers with numbers in quotes', () => {
    assert.ok(holds('z == "0.05"') && holds('z < "0.1"') && holds('z in ("0.05", 1)'));
  });

  it('say which cell makes a column one of texts', () => {
    assert.throws(
      () => holds('mixed < 3'),
      /text is compared here with a number: row 6 holds "1.2.3", which is no number, so that the column “mixed” counts as text/,
    );
  });
});
