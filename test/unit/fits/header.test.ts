import assert from 'node:assert/strict';
import fc from 'fast-check';
import { headerOf } from './header-of';

describe('a header', () => {
  it('reads fixed-format values of every type', () => {
    const header = headerOf(
      'LOGICAL =                    T / true',
      'INTEGER =                  -42',
      'REAL    =             -1.5D+03',
      "STRING  = 'abc     '           / text",
      'COMPLEX = (1.5, -2)',
      'UNDEF   =                      / nothing',
    );
    assert.equal(header.get('LOGICAL'), true);
    assert.equal(header.get('INTEGER'), -42);
    assert.equal(header.get('REAL'), -1500);
    assert.equal(header.get('STRING'), 'abc');
    assert.deepEqual(header.get('COMPLEX'), { re: 1.5, im: -2 });
    assert.equal(header.get('UNDEF'), undefined);
    assert.equal(header.has('UNDEF'), true);
    assert.equal(header.has('ABSENT'), false);
  });

  it('reads free-format values', () => {
    const header = headerOf('A=1', "B =    'x' / c", 'C       =1.e-3/no blank', 'D       = .5', "EXTNAME=  'SCI'");
    assert.equal(header.get('A'), 1);
    assert.equal(header.get('B'), 'x');
    assert.equal(header.get('C'), 1e-3);
    assert.equal(header.get('D'), 0.5);
    assert.equal(header.get('EXTNAME'), 'SCI');
  });

  it('undoubles quotes and keeps leading, drops trailing blanks', () => {
    const header = headerOf(
      "A       = '  it''s  ' / o''clock",
      "B       = ''",
      "C       = '''' / a quote",
      "D       = 'a / b'",
    );
    assert.equal(header.get('A'), "  it's");
    assert.equal(header.get('B'), '');
    assert.equal(header.get('C'), "'");
    assert.equal(header.get('D'), 'a / b');
  });

  it('keeps every digit of large integers', () => {
    const header = headerOf('BZERO   =  9223372036854775808', 'SAFE    =     9007199254740991');
    assert.equal(header.get('BZERO'), 9223372036854775808n);
    assert.equal(header.number('BZERO'), 2 ** 63);
    assert.equal(header.get('SAFE'), 9007199254740991);
  });

  it('joins CONTINUE cards, their comments too', () => {
    const header = headerOf(
      "LONG    = 'one &' / first",
      "CONTINUE  'two &'",
      "CONTINUE  'three' / last",
      'NEXT    = 1',
    );
    assert.equal(header.get('LONG'), 'one two three');
    assert.equal(header.cards[0].comment, 'first last');
    assert.deepEqual(
      header.cards.map((card) => card.keyword),
      ['LONG', 'NEXT'],
    );
  });

  it('leaves an ampersand that nothing continues', () => {
    assert.equal(headerOf("A       = 'black & white &'").get('A'), 'black & white &');
  });

  it('reads the HIERARCH convention', () => {
    const header = headerOf("HIERARCH ESO DET NAME = 'ccd = 3' / chip", 'HIERARCH ESO DET ID=7');
    assert.equal(header.get('ESO DET NAME'), 'ccd = 3');
    assert.equal(header.get('ESO DET ID'), 7);
  });

  it('lets the first of two cards count', () => {
    assert.equal(headerOf('GAIN    = 1', 'GAIN    = 2').get('GAIN'), 1);
  });

  it('gives all values of a keyword that stands twice', () => {
    const header = headerOf(
      'GAIN    = 1',
      'HISTORY one',
      'GAIN    = 2',
      'HISTORY two',
      'HIERARCH A B = 3',
      'HIERARCH A B = 4',
    );
    assert.deepEqual(header.all('GAIN'), [1, 2]);
    assert.deepEqual(header.all('HISTORY'), ['one', 'two']);
    assert.deepEqual(header.all('A B'), [3, 4]);
    assert.equal(header.get('A B'), 3);
    assert.deepEqual(header.all('ABSENT'), []);
  });

  it('shows the cards as they stand on the disk', () => {
    const images = ["LONG    = 'one &' / first", "CONTINUE  'two'", 'COMMENT \ttab'].map((image) => image.padEnd(80));
    assert.deepEqual(headerOf(...images).images, images);
  });

  it('takes commentary as it comes, tabs and all', () => {
    const header = headerOf(
      "COMMENT \tAIPS   'unclosed = 1",
      'HISTORY = not a value',
      '',
      '        a blank keyword',
      'é\u0000junk',
    );
    assert.deepEqual(
      header.cards.slice(0, 4).map(({ keyword, value }) => [keyword, value]),
      [
        ['COMMENT', "\tAIPS   'unclosed = 1"],
        ['HISTORY', '= not a value'],
        ['', ''],
        ['', 'a blank keyword'],
      ],
    );
    assert.equal(header.cards.length, 5);
  });

  it('gives malformed values as text, and numbers in quotes as numbers when asked for one', () => {
    const header = headerOf('A       = 12:30:00', "B       = 'unclosed", "C       = '1.5'", "D       = 'x'");
    assert.equal(header.get('A'), '12:30:00');
    assert.equal(header.get('B'), "'unclosed");
    assert.equal(header.number('C'), 1.5);
    assert.equal(header.number('D'), undefined);
    assert.equal(header.number('D', 3), 3);
    assert.equal(header.string('A'), '12:30:00');
    assert.equal(header.string('ABSENT'), undefined);
  });

  it('is not confused by keywords that start alike', () => {
    const header = headerOf('NAXIS   = 2', 'NAXIS1  = 10', 'NAXIS10 = 3');
    assert.equal(header.number('NAXIS'), 2);
    assert.equal(header.number('NAXIS1'), 10);
    assert.equal(header.number('NAXIS10'), 3);
  });

  it('finds the same cards however many lookups came before', () => {
    const header = headerOf(
      'A=1',
      'b       = 2',
      'B       = 3',
      'NAXIS   = 4',
      'NAXIS1  = 5',
      "LONG    = 'x&'",
      "CONTINUE  'y'",
    );
    const look = () => ['A', 'B', 'NAXIS', 'NAXIS1', 'NAXIS2', 'LONG', 'ABSENT'].map((keyword) => header.get(keyword));
    const first = look();
    assert.deepEqual(first, [1, 2, 4, 5, undefined, 'xy', undefined]);
    for (let i = 0; i < 5; i++) assert.deepEqual(look(), first);
  });

  it('finds the last of ten thousand cards', () => {
    const header = headerOf(...Array.from({ length: 10000 }, (_, i) => `K${i}`.padEnd(8) + `= ${i}`));
    assert.equal(header.get('K9999'), 9999);
    assert.equal(header.cards.length, 10000);
  });

  it('of a hundred thousand cards opens at once', () => {
    const header = headerOf(...Array.from({ length: 100_000 }, (_, i) => `HIERARCH ESO KEY ${i} = ${i} / of many`));
    const start = performance.now();
    for (let i = 0; i < 100; i++) assert.equal(header.get(`ESO KEY ${i * 1000}`), i * 1000);
    assert.equal(header.cards.length, 100_000);
    assert.ok(performance.now() - start < 2000);
  });
});

describe('a number of a header', () => {
  it('is the same by the short way of integers as by the value of its card', () => {
    const field = fc.oneof(
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String),
      fc.integer().map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.constantFrom('', 'T', "'12'", '+5', '- 5', '1 2', '12/ c', '-0', '007', '1E3', '--1', '12 x'),
    );
    fc.assert(
      fc.property(field, fc.constantFrom('', ' / comment', '/c'), fc.boolean(), (value, comment, fixed) => {
        const header = headerOf(`KEY     = ${fixed ? value.padStart(20) : value}${comment}`);
        const found = header.get('KEY');
        const wanted =
          typeof found === 'string'
            ? found.trim() && Number.isFinite(Number(found))
              ? Number(found)
              : undefined
            : typeof found === 'number' || typeof found === 'bigint'
              ? Number(found)
              : undefined;
        assert.equal(header.number('KEY'), wanted);
      }),
    );
  });
});
