import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { SimilarPanel } from '../harness/similar-panel';
import { themesToShow } from '../harness/themes';
import { typeInto } from '../harness/type-into';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';
import { galaxyFits } from '../galaxies';

/** All in sight at once on the smallest tiles. */
const COUNT = 24;
const NAMES = Array.from({ length: COUNT }, (_, i) => `g${String(i).padStart(2, '0')}.fits`);
const LABELS = `file,class,tags,z\r\n${NAMES.slice(0, 18)
  .map((name, i) => `${name},${i % 2 ? 'spiral' : 'round'},${i < 5 ? 'ring' : ''},0.${10 + i}`)
  .join('\r\n')}\r\n`;

describe('labels, tags and filters', () => {
  const folder = temporaryWorkspace({
    ...Object.fromEntries(NAMES.map((name, i) => [name, galaxyFits(i + 1, 48, 10 + i)])),
    'labels.csv': LABELS,
    // The editor in a browser saves by itself, unless it is told not to.
    '.vscode/settings.json': '{ "files.autoSave": "off" }',
  });
  const vscode = useVscode({ workspace: () => folder });
  const panel = new SimilarPanel(() => vscode.workbench);
  const file = path.join(folder, 'labels.csv');
  const text = () => fs.readFileSync(file, 'utf8');
  const find = async (selector: string) => (await panel.frame()).locator(selector);
  const tileOf = (name: string) => find(`tile-grid .tile[data-path="${name}"]`);
  const labelsOf = async (name: string) =>
    (await (await tileOf(name)).locator('.tile-label').allTextContents()).map((one) => one.trim());
  const searched = async () => ((await (await find('.searched')).textContent()) ?? '').replace(/\s+/g, ' ').trim();
  const press = async (key: string) => (await find('tile-grid .scroll')).press(key);

  async function type(input: Locator, words: string): Promise<void> {
    await typeInto(input, words);
    await input.press('Enter');
  }
  const filterInput = () => find('filter-line input');
  const entry = () => find('tag-entry input');

  it('shows what a label file says on each tile, once it has been chosen', async () => {
    await vscode.workbench.chooseFromContextMenu(NAMES[0], 'Find Similar Galaxies');
    await panel.filled(NAMES[0], COUNT);
    await (await find('input[type=range]')).press('Home');
    await (await find('filter-line .file')).waitFor();
    assert.match((await (await find('filter-line .file')).textContent())!, /Choose a label file/);
    await vscode.workbench.chooseFromContextMenu('labels.csv', 'Use as Label File');
    await vscode.workbench.waitForNotification('18 of 18 rows matched by path (file)');
    await vscode.workbench.runCommand('Notifications: Clear All Notifications');
    await until('the tiles have their labels', async () =>
      assert.deepEqual(await labelsOf(NAMES[1]), ['spiral', '#ring']),
    );
    assert.match(
      (await (await find('filter-line .file')).textContent())!.replace(/\s+/g, ' '),
      /labels\.csv 18 of 18 rows matched/,
    );
    const settings = JSON.parse(fs.readFileSync(path.join(folder, '.vscode/settings.json'), 'utf8')) as object;
    assert.deepEqual(settings, { 'files.autoSave': 'off', 'morphoscope.labelFile': 'labels.csv' });
    await vscode.workbench.screenshot('labels light');
  });

  it('filters by an expression, says where it is wrong, and completes columns', async () => {
    await type(await filterInput(), 'class == "spiral" and z > 0.2');
    await until('the filter holds', async () =>
      assert.match(await searched(), /4 most similar of 4 galaxies that match the filter/),
    );
    await type(await filterInput(), 'clas == "spiral"');
    await until('what is wrong', async () =>
      assert.match((await (await find('filter-line [role=alert]')).textContent())!, /no column “clas”; is it “class”/),
    );
    await vscode.workbench.screenshot('labels wrong filter');
    const input = await filterInput();
    await typeInto(input, 'z < 0.12 and cl');
    await input.press('Tab');
    assert.equal(await input.inputValue(), 'z < 0.12 and class');
    await input.pressSequentially(' is missing or z < 0.12', { delay: 5 });
    await input.press('Enter');
    await until('another filter', async () =>
      assert.match(await searched(), /1 most similar of 2 galaxies that match the filter/),
    );
    await (await find('filter-line .clear')).click();
    await until('no filter', async () => assert.match(await searched(), /23 most similar of 24 galaxies$/));
  });

  it('tags several at once by keyboard, into the file alone where the label belongs, and takes it back', async () => {
    await (await tileOf(NAMES[7])).click();
    await (await tileOf(NAMES[20])).click({ modifiers: ['Control'] });
    const { keyboard } = vscode.workbench.page;
    await press('t');
    await (await entry()).waitFor();
    await vscode.workbench.screenshot('labels entry');
    // The keys go where the entry is, without a click: an s would search, an Enter open the file.
    await keyboard.type('sri');
    await until('typed into the entry', async () => assert.equal(await (await entry()).inputValue(), 'sri'));
    await keyboard.press('Home');
    await keyboard.press('Delete');
    await keyboard.press('End');
    await keyboard.press('Tab');
    assert.equal(await (await entry()).inputValue(), 'ring');
    await keyboard.press('Enter');
    const tagged = `${LABELS.replace('g07.fits,spiral,,', 'g07.fits,spiral,ring,')}g20.fits,,ring,\r\n`;
    await until('the file has them', () => assert.equal(text(), tagged));
    await until('the tiles have them', async () => assert.deepEqual(await labelsOf(NAMES[20]), ['#ring']));
    await press('Control+z');
    await until('the file is as it was', () => assert.equal(text(), LABELS));
    await press('Control+Shift+z');
    await until('and again', () => assert.equal(text(), tagged));
    await until('the tile again', async () => assert.deepEqual(await labelsOf(NAMES[20]), ['#ring']));
  });

  it('closes the entry on Escape, wherever the focus is', async () => {
    const { keyboard } = vscode.workbench.page;
    await press('t');
    await (await entry()).waitFor();
    await keyboard.press('Escape');
    await (await entry()).waitFor({ state: 'detached' });
    await press('t');
    await (await entry()).waitFor();
    await (await find('tile-grid .scroll')).focus();
    await keyboard.press('Escape');
    await (await entry()).waitFor({ state: 'detached' });
  });

  it('sets a class, and finds more of what carries a tag', async () => {
    await (await tileOf(NAMES[9])).click();
    await press('t');
    await type(await entry(), 'class=odd');
    await until('the file has it', () => assert.match(text(), /g09\.fits,odd,,0\.19\r\n/));
    await press('Home');
    await (await tileOf(NAMES[7])).locator('button.tag').click();
    await until('the query is the tag', async () => {
      assert.equal((await (await find('h1 .name')).textContent())?.trim(), '#ring');
      assert.match(await searched(), /17 most similar of 24 galaxies/);
    });
    await vscode.workbench.screenshot('labels tag query');
  });

  it('follows what is typed in the editor before it is saved, and writes through the editor that has the file open', async () => {
    await vscode.workbench.closeAllEditors();
    await vscode.workbench.openFile('labels.csv');
    await vscode.workbench.chooseFromContextMenu(NAMES[0], 'Find Similar Galaxies');
    await panel.filled(NAMES[0], COUNT);
    const before = text();
    await until('the cursor is at the end', async () => {
      await vscode.workbench.runCommand('Focus First Editor Group');
      await vscode.workbench.page.keyboard.press('Control+End');
      await vscode.workbench.statusBarItem(`Ln ${before.split('\n').length}`).waitFor({ timeout: 3000 });
    });
    await vscode.workbench.page.keyboard.type('g23.fits,typed,,0.9');
    await until('the panel has it', async () => assert.deepEqual(await labelsOf(NAMES[23]), ['typed']));
    assert.equal(text(), before, 'nothing is saved that the person has not saved');
    await (await tileOf(NAMES[16])).click();
    await press('t');
    await type(await entry(), 'blue');
    await until('the tile has the tag', async () => assert.deepEqual(await labelsOf(NAMES[16]), ['round', '#blue']));
    assert.equal(text(), before, 'nor with it what the panel wrote beside it');
    await vscode.workbench.runCommand('Focus First Editor Group');
    await vscode.workbench.page.keyboard.press('Control+z');
    await until('the editor takes the tag back', async () => assert.deepEqual(await labelsOf(NAMES[16]), ['round']));
    await vscode.workbench.page.keyboard.press('Control+s');
    await until('it is saved', () => assert.equal(text(), `${before}g23.fits,typed,,0.9`));
    // Now that everything is saved, so is what the panel writes.
    await (await tileOf(NAMES[16])).click();
    await press('t');
    await type(await entry(), 'blue');
    await until('saved', () => assert.match(text(), /g16\.fits,round,blue,0\.26\r\n/));
  });

  it('follows another program, and shows what cannot be read', async () => {
    await vscode.workbench.closeAllEditors();
    await vscode.workbench.chooseFromContextMenu(NAMES[0], 'Find Similar Galaxies');
    await panel.filled(NAMES[0], COUNT);
    fs.writeFileSync(file, text().replace('g03.fits,spiral', 'g03.fits,theirs'));
    await until('the tile follows', async () => assert.deepEqual(await labelsOf(NAMES[3]), ['theirs', '#ring']));
    const good = text();
    fs.writeFileSync(file, 'file,class\ng00.fits,"a\n');
    await until('it is said', async () =>
      assert.match((await (await find('filter-line .errors')).textContent())!, /a quote .* is never closed/),
    );
    fs.writeFileSync(file, good);
    await until('it is well again', async () => assert.equal(await (await find('filter-line .errors')).count(), 0));
  });

  it('is there again after a reload, in every theme', async () => {
    await type(await filterInput(), 'tags contains "ring"');
    await until('the filter holds', async () => assert.match(await searched(), /most similar of 7 galaxies/));
    for (const theme of themesToShow('dark', 'high contrast')) {
      await vscode.workbench.setTheme(theme);
      await vscode.workbench.screenshot(`labels ${theme}`);
    }
    await vscode.workbench.reload();
    await until('the filter still holds', async () => assert.match(await searched(), /most similar of 7 galaxies/));
    assert.equal(await (await filterInput()).inputValue(), 'tags contains "ring"');
    await until('labels', async () => assert.deepEqual(await labelsOf(NAMES[1]), ['spiral', '#ring']));
  });
});
