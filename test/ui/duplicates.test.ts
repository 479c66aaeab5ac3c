import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openFits, readPlane, writeFits } from '../../src/fits';
import { generateSampleSky } from '../../src/sample-sky';
import { SimilarPanel } from '../harness/similar-panel';
import { themesToShow } from '../harness/themes';
import { typeInto } from '../harness/type-into';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 24;

describe('near-duplicates', function () {
  this.bail(true); // each step builds on those before it
  const sky = [...generateSampleSky({ count: COUNT, size: 64, seed: 12 })];
  const plain = sky.filter(({ name, labels }) => name.endsWith('.fits') && labels.bands.length === 1);
  const [copied, turned, crowd] = plain;
  /** A picture turned by a right angle, without its border; no header says where it is. */
  const turn = (bytes: Uint8Array) => {
    const pixels = readPlane(openFits(bytes, 'source').find((one) => one.layout.axes.length > 0)!);
    const at = (x: number, y: number) => pixels[(63 - x) * 64 + y];
    const out = Float32Array.from({ length: 62 * 62 }, (_, i) => at(1 + (i % 62), 1 + Math.floor(i / 62)));
    return writeFits([{ data: out, shape: [62, 62] }]);
  };
  const LABELS = `file,class,tags\r\n${copied.name},spiral,bright\r\nagain/${copied.name},ring,bright;odd\r\n`;
  const folder = temporaryWorkspace({
    ...Object.fromEntries(sky.map(({ name, bytes }) => [name, bytes])),
    [`again/${copied.name}`]: copied.bytes,
    'turned.fits': turn(turned.bytes),
    'crowd-1.fits': crowd.bytes,
    'crowd-2.fits': crowd.bytes,
    'labels.csv': LABELS,
    '.vscode/settings.json': '{ "morphoscope.labelFile": "labels.csv" }',
  });
  const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
  const vscode = useVscode({ workspace: () => folder });
  const similar = new SimilarPanel(() => vscode.workbench);
  const title = `Near-duplicates of ${path.basename(folder)}`;
  const find = async (selector: string) => (await vscode.workbench.webview('duplicates-app')).locator(selector);
  const press = (key: string) => vscode.workbench.page.keyboard.press(key);
  const texts = async (selector: string) =>
    (await (await find(selector)).allTextContents()).map((one) => one.replace(/\s+/g, ' ').trim());
  // At once: a row that is gone in between would be waited for.
  const pairs = async () =>
    (await find('pair-list li')).evaluateAll((rows) =>
      rows.map((one) => `${one.getAttribute('data-first')} ${one.getAttribute('data-second')}`),
    );
  const row = (second: string) => find(`pair-list li[data-second="${second}"]`);
  const notice = async () => (await texts('.notice .words'))[0];
  const choose = async (list: string) => {
    await (await find('vscode-dropdown.list')).click();
    await (await find(`vscode-dropdown.list vscode-option[value=${list}]`)).click();
  };
  const drawn = () =>
    until('pictures', async () => {
      const count = 2 * (await pairs()).length;
      assert.equal(await (await find('pair-list cutout-picture canvas')).count(), count);
    });

  it('are found once the folder is indexed, with what they have in common', async () => {
    await vscode.workbench.runCommand('Morphoscope: Find Near-Duplicates');
    await (await find('.empty .index')).click();
    await until('four pairs', async () => assert.equal((await pairs()).length, 4), 120_000);
    assert.equal((await texts('.counted'))[0], `4 pairs among ${COUNT + 4} galaxies`);
    const why = async (second: string) => (await (await row(second)).locator('.why').innerText()).replace(/\s+/g, ' ');
    assert.equal(await why(`again/${copied.name}`), 'same file 0.00″ apart · similarity 1.0000');
    assert.match(await why('turned.fits'), /^same picture similarity 0\.99\d\d$/);
    assert.match(await why('crowd-2.fits'), /^same file .* · 3 in this group$/);
    await until(
      'labels',
      async () =>
      assert.deepEqual(await texts(`pair-list li[data-second="again/${copied.name}"] .second .label`), ['#bright', '#odd', 'ring']), // prettier-ignore
    );
    await drawn();
    await vscode.workbench.runCommand('Notifications: Clear All Notifications');
    await vscode.workbench.screenshot('duplicates light');
  });

  it('are listed by other criteria', async () => {
    const radius = await find('input.radius');
    await typeInto(radius, '0');
    await radius.press('Enter');
    await typeInto(await find('input.cosine'), '1');
    await press('Enter');
    await until('copies alone', async () => assert.ok((await pairs()).every((one) => !one.includes('turned'))));
    assert.equal((await pairs()).length, 3);
    await typeInto(await find('input.cosine'), '0.97');
    await press('Enter');
    await typeInto(radius, '1');
    await radius.press('Enter');
    await until('all again', async () => assert.equal((await pairs()).length, 4));
    assert.deepEqual([await radius.inputValue(), await (await find('input.cosine')).inputValue()], ['1', '0.97']);
  });

  it('are ignored by keyboard, listed apart, and asked about again', async () => {
    await (await find('pair-list li')).first().focus();
    const at = (await pairs()).findIndex((one) => one.includes('turned'));
    for (let i = 0; i < at; i++) await press('ArrowDown');
    await press('n');
    await until('one fewer', async () => assert.equal((await pairs()).length, 3));
    assert.match(await notice(), /turned\.fits.* not the same\.$/);
    assert.match(read('galaxy-duplicates.json'), /turned\.fits/);
    await choose('ignored');
    await until('it alone', async () => assert.equal((await pairs()).length, 1));
    await drawn();
    await vscode.workbench.screenshot('duplicates ignored');
    await (await find('pair-list .consider')).click();
    await until('none', async () => assert.match((await texts('.empty p'))[0], /^No pair has been marked/));
    await choose('open');
    await until('all again', async () => assert.equal((await pairs()).length, 4));
    await (await find('pair-list li')).first().focus();
    await press('Control+z');
    await until('ignored again', async () => assert.equal((await pairs()).length, 3));
    assert.equal(await (await find('input.radius')).inputValue(), '1');
  });

  it('are merged: labels are copied, differences asked about, searches leave one out; and all of it is taken back', async () => {
    const query = path.join(
      folder,
      sky.find(({ name }) => ![copied, crowd, turned].some((one) => one.name === name))!.name,
    );
    await vscode.workbench.openFile(path.basename(query));
    await vscode.workbench.runCommand('Morphoscope: Find Similar Galaxies');
    const shown = async () => (await (await similar.frame()).locator('.searched').textContent())!.replace(/\s+/g, ' ');
    await until('all', async () => assert.match(await shown(), new RegExp(`of ${COUNT + 4} galaxies`)));
    await vscode.workbench.tab(title).click();
    await (await row(`again/${copied.name}`)).locator('.first .keep').click();
    await vscode.workbench.page.locator('.quick-input-widget').waitFor();
    await vscode.workbench.screenshot('duplicates conflict');
    await vscode.workbench.pick(`of again/${copied.name}`);
    await until('merged', async () => assert.equal((await pairs()).length, 2));
    assert.match(
      await notice(),
      new RegExp(`again/.* is merged into ${copied.name.replace(/[+.]/g, '\\$&')}, 2 labels copied`),
    );
    assert.equal(read('labels.csv'), LABELS.replace('spiral,bright\r', 'ring,bright;odd\r'));
    assert.ok(fs.existsSync(path.join(folder, 'again', copied.name)));
    await drawn();
    await vscode.workbench.screenshot('duplicates merged');
    await vscode.workbench.tab('Similar to').click();
    await until('one fewer', async () => assert.match(await shown(), new RegExp(`of ${COUNT + 3} galaxies`)));
    await vscode.workbench.tab(title).click();
    await (await find('.notice .undo')).click();
    await until('taken back', async () => assert.equal((await pairs()).length, 3));
    assert.equal(read('labels.csv'), LABELS);
    assert.ok(!read('galaxy-duplicates.json').includes('again'));
    // By keyboard: the right one is kept; a question that is left changes nothing.
    await (await row(`again/${copied.name}`)).focus();
    await press('2');
    await vscode.workbench.page.locator('.quick-input-widget').waitFor();
    await press('Escape');
    await until('nothing', async () => {
      assert.equal(await (await find('pair-list .keep:not([disabled])')).count(), 6);
      assert.equal((await pairs()).length, 3);
    });
    await (await row('crowd-2.fits')).focus();
    await press('2');
    await until('merged', () => assert.match(read('galaxy-duplicates.json'), /"J.*\.fits": "crowd-2\.fits"/));
    await until('two', async () => assert.equal((await pairs()).length, 2));
  });

  it('are shown in every theme, stay decided after a reload, and are taken apart again', async () => {
    for (const theme of themesToShow('dark', 'high contrast', 'high contrast light')) {
      await vscode.workbench.setTheme(theme);
      await (await find('pair-list li')).first().focus();
      await drawn();
      await vscode.workbench.screenshot(`duplicates ${theme}`);
    }
    await vscode.workbench.reload();
    await until('the two that are left', async () => assert.equal((await pairs()).length, 2));
    assert.equal(await (await find('input.cosine')).inputValue(), '0.97');
    await choose('merged');
    await until('one', async () => assert.equal((await pairs()).length, 1));
    await drawn();
    await vscode.workbench.screenshot('duplicates merged list');
    await (await find('pair-list .separate')).click();
    await until('none', async () => assert.match((await texts('.empty p'))[0], /^Nothing has been merged/));
    await choose('open');
    await until('three', async () => assert.equal((await pairs()).length, 3));
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
