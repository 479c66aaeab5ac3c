import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';
import { themesToShow } from '../harness/themes';
import { typeInto } from '../harness/type-into';
import { until } from '../harness/until';
import { Viewer } from '../harness/viewer';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';
import { SHARED_DATA, sharedData } from '../shared-data';

const REAL = 'fits/fits_conformance/astropy/astropy/io/fits/tests/data';
const ROWS = 1_000_000;
/** The engine reads files beyond 32 MiB by parts: so long are these rows. */
const ROW_BYTES = 36;
const TNULL = -99;

/** A number that no order of rows gives away: all of 0 to 999,999, each once. */
const mixed = (row: number) => (row * 7919 + 13) % ROWS;
const objectOf = (row: number) => `OBJ ${mixed(row)}`;
/** Of every 1000 rows one is undefined. */
const countOf = (row: number) => (row % 1000 === 5 ? undefined : mixed(row) % 5000);

const card = (keyword: string, value: string | number) =>
  `${keyword.padEnd(8)}= ${typeof value === 'number' ? String(value).padStart(20) : value}`.padEnd(80);
const header = (cards: readonly string[]) => {
  const text = [...cards, 'END'.padEnd(80)].join('');
  return Buffer.from(text.padEnd(Math.ceil(text.length / 2880) * 2880), 'latin1');
};

/** A binary table (FITS 4.0, section 7.3) of a million rows: a double, a string, an integer with TNULL, an empty string. */
function large(): Buffer {
  const columns = [['FLUX', '1D'], ['OBJECT', '12A'], ['COUNT', '1J'], ['NOTE', '12A']]; // prettier-ignore
  const primary = header([card('SIMPLE', 'T'.padStart(20)), card('BITPIX', 8), card('NAXIS', 0)]);
  const extension = header([
    card('XTENSION', "'BINTABLE'"),
    ...[['BITPIX', 8], ['NAXIS', 2], ['NAXIS1', ROW_BYTES], ['NAXIS2', ROWS], ['PCOUNT', 0], ['GCOUNT', 1], ['TFIELDS', 4]].map(([keyword, value]) => card(String(keyword), Number(value))), // prettier-ignore
    ...columns.flatMap(([name, form], i) => [card(`TTYPE${i + 1}`, `'${name}'`), card(`TFORM${i + 1}`, `'${form}'`)]),
    card('TNULL3', TNULL),
  ]);
  const data = Buffer.alloc(Math.ceil((ROWS * ROW_BYTES) / 2880) * 2880);
  for (let row = 0, at = 0; row < ROWS; row++, at += ROW_BYTES) {
    data.writeDoubleBE(mixed(row) / 8, at);
    data.write(objectOf(row), at + 8, 'latin1');
    data.writeInt32BE(countOf(row) ?? TNULL, at + 20);
  }
  data.write('needle one', 24 + 1234 * ROW_BYTES, 'latin1');
  data.write('needle two', 24 + 777_777 * ROW_BYTES, 'latin1');
  return Buffer.concat([primary, extension, data]);
}

/** Identifiers of 19 digits, as Gaia's are, and a primary header with a card of its own. */
function identifiers(): Buffer {
  const primary = header([
    card('SIMPLE', 'T'.padStart(20)),
    card('BITPIX', 8),
    card('NAXIS', 0),
    card('OBSERVER', "'A. NAME'"),
  ]);
  const extension = header([
    card('XTENSION', "'BINTABLE'"),
    ...[['BITPIX', 8], ['NAXIS', 2], ['NAXIS1', 16], ['NAXIS2', 50], ['PCOUNT', 0], ['GCOUNT', 1], ['TFIELDS', 2]].map(([keyword, value]) => card(String(keyword), Number(value))), // prettier-ignore
    card('TTYPE1', "'SOURCE_ID'"),
    card('TFORM1', "'1K'"),
    card('TTYPE2', "'Z'"),
    card('TFORM2', "'1D'"),
  ]);
  const data = Buffer.alloc(2880);
  for (let row = 0; row < 50; row++) {
    data.writeBigInt64BE(2n ** 62n + BigInt(row), row * 16);
    data.writeDoubleBE(0.01 * row, row * 16 + 8);
  }
  return Buffer.concat([primary, extension, data]);
}

const cellsOf = (row: number, note = '') => [String(mixed(row) / 8), objectOf(row), String(countOf(row) ?? ''), note];

describe('the FITS viewer of tables', () => {
  const real = ['btable.fits', 'ascii.fits'].filter((name) => fs.existsSync(path.join(SHARED_DATA, REAL, name)));
  const folder = temporaryWorkspace({
    ...Object.fromEntries(real.map((name) => [name, { copyOf: path.join(SHARED_DATA, REAL, name) }])),
    'million.fits': large(),
    'ids.fits': identifiers(),
  });
  const vscode = useVscode({ workspace: () => folder });
  const key = (name: string) => vscode.workbench.page.keyboard.press(name);
  let viewer: Viewer;

  before(() => vscode.workbench.extensionIsKnown());

  /** The row of a place, from 1, of the order that is shown: its number in the file and its cells. */
  const row = async (place: number) => {
    const line = viewer.frame.locator(`data-table .line[aria-rowindex="${place}"]`);
    const number = await line.locator('.number').textContent({ timeout: 2000 });
    return { number, cells: (await line.locator('.cell').allTextContents()).map((text) => text.trim()) };
  };
  const rowIs = (place: number, number: number, cells: readonly string[]) =>
    until(`row ${place}`, async () =>
      assert.deepEqual(await row(place), { number: number.toLocaleString('en'), cells }),
    );
  const current = () => viewer.frame.locator('data-table .line.current').getAttribute('aria-rowindex');
  const currentIs = (place: number) =>
    until(`row ${place} is the current one`, async () => {
      assert.equal(await current(), String(place));
      const line = (await viewer.frame.locator('data-table .line.current').boundingBox())!;
      const all = (await viewer.frame.locator('data-table .scroll').boundingBox())!;
      assert.ok(line.y >= all.y && line.y + line.height <= all.y + all.height + 1, 'in sight');
    });
  const head = (name: string) => viewer.frame.locator('data-table').getByRole('columnheader', { name });
  const heads = () => viewer.frame.locator('data-table .head button b').allTextContents();
  const grid = () => viewer.frame.locator('data-table .scroll');
  const count = (text: string) => viewer.frame.locator('data-table .bar').getByText(text).waitFor();

  async function open(name: string): Promise<void> {
    await vscode.workbench.openFile(name);
    await vscode.workbench.tab(name).waitFor();
    viewer = await Viewer.shown(vscode.workbench, 'data-table .line .cell');
  }

  it('shows a binary table', async function (this: Context) {
    sharedData(this, `${REAL}/btable.fits`);
    await open('btable.fits');
    await count('3 rows, 4 columns');
    assert.deepEqual(await heads(), ['order', 'name', 'mag', 'Sp']);
    await rowIs(1, 1, ['1', 'Sirius', '-1.45', 'A1V']);
  });

  it('is offered as the label file while it shows a table', async function (this: Context) {
    sharedData(this, `${REAL}/btable.fits`);
    const { workbench } = vscode;
    const more = workbench.page.locator('.editor-group-container.active .editor-actions [aria-label^="More Actions"]');
    await workbench.chooseFromMenu('Use as Label File', () => more.click({ timeout: 5000 }));
    await workbench.page
      .getByText(/btable\.fits: none of its 3 rows is about a galaxy/)
      .first()
      .waitFor();
  });

  it('shows an ASCII table', async function (this: Context) {
    sharedData(this, `${REAL}/ascii.fits`);
    await open('ascii.fits');
    await until('the other table', async () => {
      viewer = await Viewer.shown(vscode.workbench, 'data-table .line .cell');
      assert.deepEqual(await heads(), ['a', 'b']);
    });
    await count('5 rows, 2 columns');
    await rowIs(1, 1, ['10.123', '37']);
  });

  it('shows a million rows, and goes to the last by a key', async () => {
    await open('million.fits');
    await until('the large table', async () => {
      viewer = await Viewer.shown(vscode.workbench, 'data-table .line .cell');
      assert.deepEqual(await heads(), ['FLUX', 'OBJECT', 'COUNT', 'NOTE']);
    });
    await count('1,000,000 rows, 4 columns');
    for (const place of [1, 2, 6]) await rowIs(place, place, cellsOf(place - 1));
    assert.equal((await row(6)).cells[2], '', 'TNULL is shown as nothing');
    await grid().focus();
    await key('Control+End');
    await currentIs(ROWS);
    await rowIs(ROWS, ROWS, cellsOf(ROWS - 1));
    await count('page 10 of 10');
  });

  it('pages, and goes to a row', async () => {
    await viewer.frame.getByRole('button', { name: 'Previous page' }).click();
    await currentIs(800_001);
    await rowIs(800_001, 800_001, cellsOf(800_000));
    await viewer.frame.getByRole('button', { name: 'Next page' }).click();
    await currentIs(900_001);
    // Twice the same: the field must not keep what it has been told.
    for (let i = 0; i < 2; i++) {
      await grid().focus();
      await key('Home');
      await currentIs(1);
      await typeInto(viewer.frame.locator('data-table input.go'), '123457');
      await key('Enter');
      await currentIs(123_457);
    }
    await rowIs(123_457, 123_457, cellsOf(123_456));
    await count('page 2 of 10');
  });

  it('copies a row', async () => {
    await viewer.frame.locator('data-table .line[aria-rowindex="123458"]').click();
    await grid().focus();
    await key('Control+c');
    await until('copied', async () => assert.equal(await vscode.workbench.clipboard(), cellsOf(123_457).join('\t')));
  });

  it('sorts a million rows by clicks on a head, and never freezes', async () => {
    // The page counts its own frames: a freeze is a gap between two of them.
    await viewer.frame.evaluate(`
      globalThis.largestGap = 0;
      let last = performance.now();
      requestAnimationFrame(function tick(now) {
        globalThis.largestGap = Math.max(globalThis.largestGap, now - last);
        last = now;
        requestAnimationFrame(tick);
      });`);
    const rowOf = new Uint32Array(ROWS);
    for (let i = 0; i < ROWS; i++) rowOf[mixed(i)] = i;
    const note = (i: number) => ({ 1234: 'needle one', 777_777: 'needle two' })[i] ?? '';
    await head('FLUX').click();
    for (const place of [1, 2, 10]) await rowIs(place, rowOf[place - 1] + 1, cellsOf(rowOf[place - 1], note(rowOf[place - 1]))); // prettier-ignore
    assert.equal(await head('FLUX').getAttribute('aria-sort'), 'ascending');
    await head('FLUX').click();
    for (const place of [1, 2, 10]) await rowIs(place, rowOf[ROWS - place] + 1, cellsOf(rowOf[ROWS - place]));
    assert.equal(await head('FLUX').getAttribute('aria-sort'), 'descending');
    await head('FLUX').click();
    await rowIs(1, 1, cellsOf(0));
    assert.equal(await head('FLUX').getAttribute('aria-sort'), 'none');
    await head('COUNT').click();
    // Those of the same count stand as in the file.
    const zeros = Array.from({ length: ROWS }, (_, i) => i).filter((i) => countOf(i) === 0);
    for (const place of [1, 2]) await rowIs(place, zeros[place - 1] + 1, cellsOf(zeros[place - 1]));
    await grid().focus();
    await key('Control+End');
    await rowIs(ROWS, 999_006, cellsOf(999_005));
    await head('COUNT').click();
    await head('COUNT').click();
    await rowIs(1, 1, cellsOf(0));
    const gap = await viewer.frame.evaluate<number>('globalThis.largestGap');
    assert.ok(gap > 0 && gap < 1000, `${Math.round(gap)} ms without a frame`);
  });

  it('finds text in the rows, to and fro, and says where there is none', async () => {
    await grid().focus();
    await key('Control+Home');
    await currentIs(1);
    const search = viewer.frame.locator('data-table input.search');
    await typeInto(search, 'NEEDLE');
    await search.press('Enter');
    await currentIs(1235);
    // The row is there before its cells have come.
    await until('its text', async () =>
      assert.equal(await viewer.frame.locator('data-table .cell.found').textContent(), 'needle one'),
    );
    await until('both are counted', async () =>
      assert.equal(await viewer.frame.locator('data-table .matches').textContent(), '2 of 1,000,000 rows'),
    );
    await search.press('Enter');
    await currentIs(777_778);
    await search.press('Shift+Enter');
    await currentIs(1235);
    await typeInto(search, 'no such thing');
    await search.press('Enter');
    await viewer.frame.getByText('Not found').waitFor();
    await typeInto(search, '');
    await viewer.frame.getByText('Not found').waitFor({ state: 'detached' });
  });

  it('shows columns by name', async () => {
    const columns = viewer.frame.locator('data-table input.columns');
    await typeInto(columns, 'o');
    await until('three columns', async () => assert.deepEqual(await heads(), ['OBJECT', 'COUNT', 'NOTE']));
    await rowIs(1235, 1235, cellsOf(1234, 'needle one').slice(1));
    await count('3 of 4 columns');
    await typeInto(columns, 'nothing');
    await viewer.frame.getByText("No column's name has").waitFor();
    await typeInto(columns, '');
    await until('all columns', async () => assert.equal((await heads()).length, 4));
  });

  it('fits columns to what they hold, and makes them wider by a drag and by keys', async () => {
    await open('ids.fits');
    await until('the table of identifiers', async () => {
      viewer = await Viewer.shown(vscode.workbench, 'data-table .line .cell');
      assert.deepEqual(await heads(), ['SOURCE_ID', 'Z']);
    });
    const isCut = (index: number) =>
      viewer.frame
        .locator('data-table .line')
        .first()
        .locator('.cell')
        .nth(index)
        .evaluate((cell) => cell.scrollWidth > cell.clientWidth);
    assert.equal((await row(1)).cells[0], '4611686018427387904');
    assert.equal(await isCut(0), false, 'no digit of an identifier is hidden');
    const width = async () => (await head('SOURCE_ID').boundingBox())!.width;
    const fitted = await width();
    await vscode.workbench.screenshot('viewer table fitted');
    const { x, y, width: across, height } = (await head('SOURCE_ID').boundingBox())!;
    const { mouse } = vscode.workbench.page;
    await mouse.move(x + across, y + height / 2);
    await mouse.down();
    await mouse.move(x + across - 60, y + height / 2, { steps: 3 });
    await mouse.up();
    await until('narrower', async () => assert.ok(Math.abs((await width()) - (fitted - 60)) < 3));
    assert.equal(await isCut(0), true);
    await head('SOURCE_ID').focus();
    await key('Shift+ArrowRight');
    await until('wider by a step', async () => assert.ok(Math.abs((await width()) - (fitted - 44)) < 3));
    await key('f');
    await until('fitted again', async () => assert.equal(await isCut(0), false));
    assert.equal(await head('SOURCE_ID').getAttribute('aria-sort'), 'none', 'none of it sorts');
  });

  it('searches the header of the HDU that is shown, or all of them', async () => {
    await viewer.frame.getByRole('tab', { name: 'Header' }).click();
    const search = viewer.frame.locator('header-table input[type=search]');
    await search.waitFor();
    assert.equal(await search.getAttribute('placeholder'), 'Search the header of HDU 1');
    await search.click();
    await vscode.workbench.page.keyboard.type('OBSERVER');
    await until('nothing in this one', async () =>
      assert.match((await viewer.frame.locator('header-table .count').textContent())!, /0 of \d+ cards\s+of HDU 1/),
    );
    await viewer.frame.locator('header-table .all-hdus input').focus();
    await key('Space');
    await until('one in another', async () =>
      assert.match((await viewer.frame.locator('header-table .count').textContent())!, /1 of \d+ cards\s+of 2 HDUs/),
    );
    assert.equal((await viewer.frame.locator('header-table .card .hdu').textContent())?.trim(), '0');
    await vscode.workbench.screenshot('viewer all headers');
    await viewer.frame.locator('header-table .cards').focus();
    await key('Enter');
    await until('its HDU', async () => assert.equal(await viewer.frame.locator('select.hdu').inputValue(), '0'));
    await key(']');
    await viewer.frame.getByRole('tab', { name: 'Table' }).click();
    await viewer.frame.locator('data-table .line').first().waitFor();
  });

  for (const theme of themesToShow('light', 'dark', 'high contrast')) {
    it(`follows the ${theme} theme`, async () => {
      await vscode.workbench.setTheme(theme);
      await viewer.frame.locator('data-table .line[aria-rowindex="4"]').click();
      await vscode.workbench.screenshot(`viewer table ${theme}`);
    });
  }

  it('broke no policy and threw nothing', () => {
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
