import assert from 'node:assert/strict';
import fc from 'fast-check';
import { understand, understandAll, type LabelTable } from '../../../src/labels';
import { tellValue } from '../../../src/labels/tell-cells';
import { CellSift } from '../../../src/labels/cell-sift';
import { CsvTable } from '../../../src/labels/csv-table';
import { IdentifierIndex } from '../../../src/labels/identifier-index';
import { JsonLinesTable } from '../../../src/labels/json-lines';
import { JsonLine } from '../../../src/labels/json-line';
import { NameSieve } from '../../../src/labels/name-sieve';
import { NumberText } from '../../../src/labels/number-text';
import { ReadTable } from '../../../src/labels/read-table';
import type { CellValue } from '../../../src/labels/table';
import { copyOf } from '../../../src/labels/text-codes';

const number = fc.oneof(
  fc.integer({ min: -3, max: 40 }).map(String),
  fc.double().map(String),
  fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String),
  fc.constantFrom(
    '1.0',
    '0.0',
    '-0',
    '+5',
    '.5',
    '5.',
    '1e3',
    '1E-7',
    '0x10',
    'inf',
    'Infinity',
    'NaN',
    '1e400',
    '007',
  ),
  fc.stringMatching(/^-?\d{1,45}(\.\d{0,20})?(e[+-]?\d{1,3})?$/),
);
const word = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    ' a ',
    '"',
    'a""b',
    'x,y',
    '#',
    'é',
    '\u00a0a',
    '\ufeff',
    'true',
    'yes',
    'no',
    'a;b',
    'a.fits',
  ),
  fc.string({ maxLength: 6 }),
  fc.integer({ min: 0, max: 1000 }).map((i) => `J${i}`),
  fc.constantFrom('__proto__', 'constructor'),
);
const NAMES = [
  'm',
  'flag',
  'objid',
  'name',
  'path',
  'class',
  'tags',
  'rating',
  'ra',
  'dec',
  'a-b_c',
  'a-b_d',
  '__proto__',
];
/** Columns of one kind of cells each, as many rows as make many of them distinct. */
const texts = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.subarray(NAMES, { minLength: 2 })).chain(([rows, names]) => {
  const column = fc.oneof(
    fc.array(number, { minLength: rows, maxLength: rows }),
    fc.array(word, { minLength: rows, maxLength: rows }),
    fc.array(fc.oneof(number, word), { minLength: rows, maxLength: rows }),
    fc.constantFrom(1, 2, 7, 40).map((n) => Array.from({ length: rows }, (_, i) => String(i % n))),
    fc.integer({ min: 0, max: 59 }).map((twice) => Array.from({ length: rows }, (_, i) => `x${i === 50 ? twice : i}`)),
    fc.integer({ min: 0, max: 59 }).map((odd) => Array.from({ length: rows }, (_, i) => (i === odd ? 'x' : `${i}.5`))),
    fc.constantFrom('58772295276743', '5877229527674394').map((head) => Array.from({ length: rows }, (_, i) => `${head}${i % 50}`)), // prettier-ignore
  );
  return fc.tuple(fc.constant(names), fc.array(column, { minLength: names.length, maxLength: names.length }));
});
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

function assertSame(table: LabelTable): void {
  const all = [...table.columns.keys()];
  assert.deepEqual(understandAll(table, all), all.map((column) => understand(table, column))); // prettier-ignore
}

describe('columns read all at once', () => {
  it('are understood as those that are read one by one, of separated values', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), fc.integer({ min: 20, max: 4000 }), ([names, columns], quotes, block) => {
        const written = (text: string) => (quotes || /[",\r\n#]/.test(text) ? quoted(text) : text);
        const lines = columns[0].map((_, row) => columns.map((cells) => written(cells[row])).join(','));
        // A row that is too short, and one too long.
        const text = [names.join(','), ...lines, 'z', `${lines[0]},1,2`].join('\n');
        assertSame(CsvTable.open('t.csv', 'csv', text, block));
      }),
      { numRuns: 400 },
    );
  });

  it('are understood as those that are read one by one, of JSON Lines', () => {
    const value = (text: string, kind: number): unknown => {
      const asNumber = Number(text);
      if (kind === 0 || text.trim() === '') return text;
      if (kind === 1) return Number.isFinite(asNumber) ? asNumber : text;
      return [text, asNumber, text === 'a', null, { a: [text] }, [text, 1], []][text.length % 7];
    };
    const kinds = fc.array(fc.nat(2), { minLength: NAMES.length, maxLength: NAMES.length });
    fc.assert(
      fc.property(texts, kinds, fc.integer({ min: 20, max: 4000 }), ([names, columns], kind, block) => {
        const lines = columns[0].map((_, row) => {
          // Some rows lack a name, some have one twice.
          const members = names.flatMap((name, c) => {
            const one = `${JSON.stringify(name)}: ${JSON.stringify(value(columns[c][row], kind[c]))}`;
            return row % 5 === 3 && c === 1 ? [] : row % 7 === 2 && c === 0 ? [`${JSON.stringify(name)}: 1`, one] : one;
          });
          return `{${members.join(row % 3 === 0 ? ', ' : ',')}}`;
        });
        lines.push('{"m": 587722952767439450, "flag": -0, "objid": 1e999, "name": "\\u0061\\n"}');
        assertSame(JsonLinesTable.open('t.jsonl', lines.join('\n'), block));
      }),
      { numRuns: 400 },
    );
  });

  it('are understood as those that are read one by one, of values', () => {
    const cell = fc.oneof(
      fc.double({ noNaN: true }),
      fc.integer(),
      fc.constant(null),
      fc.boolean(),
      word,
      fc.constant(['a', 1]),
    );
    const column = fc.oneof(
      ...[fc.double({ noNaN: true }), fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(null)), cell].map((one) =>
        fc.array<CellValue>(one as fc.Arbitrary<CellValue>, { minLength: 45, maxLength: 45 }),
      ),
    );
    fc.assert(
      fc.property(fc.array(column, { minLength: 3, maxLength: NAMES.length }), (columns) => {
        const names = NAMES.slice(0, columns.length);
        assertSame(new ReadTable('t.fits', 'fits', names, 45, (index) => columns[index]));
      }),
    );
  });

  it('name and identify cutouts as cells that are read one by one', () => {
    const part = fc.constantFrom(
      'a',
      'B',
      '17',
      '5',
      '1e+21',
      'nan',
      'infinity',
      'ngc',
      '\u00c9',
      '_',
      '-',
      '.',
      '%20',
      '.fits',
    );
    const name = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    const cell = fc.oneof<fc.Arbitrary<CellValue>[]>(
      name,
      fc.constantFrom(17, 5, -5, 1e21, Infinity, 5.17, -0),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(name, { maxLength: 5 }), fc.array(cell, { maxLength: 4 }), (paths, cells) => {
        const [sieve, index] = [new NameSieve(paths), new IdentifierIndex(paths)];
        const sift = new CellSift(sieve, index);
        for (const one of cells) tellValue(sift, one);
        const written = cells.map((one) => String((one as string | null) ?? '')).filter((text) => text !== '');
        assert.equal(sift.name, written.some((text) => sieve.mayName(text))); // prettier-ignore
        assert.equal(sift.identify, written.some((text) => [...index.find(text)].length > 0)); // prettier-ignore
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a line of JSON Lines', () => {
  const line = new JsonLine();
  const isObject = (text: string): boolean => {
    try {
      const value: unknown = JSON.parse(text);
      return typeof value === 'object' && value !== null && !Array.isArray(value) && text.endsWith('}');
    } catch {
      return false;
    }
  };

  it('is taken for an object where it is one, and its members are where they are', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '"a"', '"\\u00e9"', '\\', '1', '-', '0', '.5', 'e', '+', 'true', 'nul', 'null', ' ', '\t', '\u0001', '\n'); // prettier-ignore
    const broken = fc.array(piece, { maxLength: 9 }).map((parts) => `{${parts.join('')}}`);
    const whole = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(fc.oneof(broken, whole), (text) => {
        assert.equal(line.read(copyOf(text), 0, text.length), isObject(text), text);
      }),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.jsonValue()), { maxLength: 90 }), (members) => {
        const text = `{${members.map(([key, value]) => `${JSON.stringify(key)} :${JSON.stringify(value)}`).join(' ,')}}`;
        assert.ok(line.read(copyOf(text), 0, text.length));
        const found = Array.from({ length: line.count }, (_, i) => [
          JSON.parse(`"${text.slice(line.places[4 * i], line.places[4 * i + 1])}"`) as unknown,
          JSON.parse(text.slice(line.places[4 * i + 2], line.places[4 * i + 3])) as unknown,
        ]);
        assert.deepEqual(JSON.stringify(found), JSON.stringify(members));
      }),
    );
  });

  it('may be nested more deeply than is looked at', () => {
    const deep = `{"a": ${'['.repeat(90)}${']'.repeat(90)}, ${NAMES.map((name) => `"${name}": 1`).join(', ')}, "b": 2, "c": 3, "d": 4, "e": 5}`;
    assert.equal(line.read(copyOf(deep), 0, deep.length), false);
    const table = JsonLinesTable.open('t.jsonl', `${deep}\n${deep}\n`);
    assert.equal(table.columns.length, 18);
    assert.deepEqual(table.column('e'), [5, 5]);
    assertSame(table);
  });
});

describe('numbers in texts', () => {
  it('are those that Number reads, or so near', () => {
    const reader = new NumberText();
    fc.assert(
      fc.property(fc.oneof(number, fc.string({ maxLength: 5 })), (text) => {
        const kind = reader.read(copyOf(text), 0, text.length);
        if (kind === 'other') return;
        const wanted = Number(text);
        assert.equal(reader.whole, /^-?\d+$/.test(text));
        if (kind === 'exact') assert.ok(Object.is(reader.value, wanted), text);
        else assert.ok(Math.abs(reader.value - wanted) <= Math.abs(wanted) * 1e-12, text);
      }),
      { numRuns: 5000 },
    );
  });
});
