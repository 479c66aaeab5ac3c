import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { writeFits } from '../../src/fits';
import { galaxyFits, galaxyPixels } from '../galaxies';
import { SimilarPanel } from '../harness/similar-panel';
import { themesToShow } from '../harness/themes';
import { typeInto } from '../harness/type-into';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const NAMES = ['a.fits', 'b.fits', 'c.fits', 'd.fits', 'e.fits', 'f.fits'];
/** Two people; of c and d they say different things. */
const LABELS = [
  'file,class,rater',
  ...NAMES.map((name) => `${name},ring,Ann`),
  ...NAMES.map((name, i) => `${name},${i === 2 || i === 3 ? 'disk' : 'ring'},Bob`),
  '',
].join('\n');

describe('a label file with several rows a galaxy', () => {
  const folder = temporaryWorkspace({
    ...Object.fromEntries(NAMES.map((name, i) => [name, galaxyFits(i + 1, 48)])),
    'labels.csv': LABELS,
  });
  const vscode = useVscode({ workspace: () => folder });
  const panel = new SimilarPanel(() => vscode.workbench);
  const find = async (selector: string) => (await panel.frame()).locator(selector);
  const searched = async () => ((await (await find('.searched')).textContent()) ?? '').replace(/\s+/g, ' ').trim();

  it('says so, and counts what all rows say', async () => {
    await vscode.workbench.chooseFromContextMenu(NAMES[0], 'Find Similar Galaxies');
    await panel.filled(NAMES[0], NAMES.length);
    await vscode.workbench.chooseFromContextMenu('labels.csv', 'Use as Label File');
    const told = await vscode.workbench.waitForNotification('6 galaxies have several rows');
    assert.match(
      (await told.textContent())!,
      /12 of 12 rows matched by path \(file\).*they differ in class \(2 galaxies\)/,
    );
    const input = await find('filter-line input');
    await input.click();
    await input.pressSequentially('class == "ring"');
    await input.press('Enter');
    await until('what both say', async () => assert.match(await searched(), /3 most similar of 4 galaxies/));
    await vscode.workbench.screenshot('several rows light');
  });

  it('counts the rows of one person, once these are chosen', async () => {
    await vscode.workbench.runCommand('Notifications: Clear All Notifications');
    await vscode.workbench.runCommand('Morphoscope: Match Labels to Galaxies…');
    await vscode.workbench.screenshot('match labels light');
    await vscode.workbench.pick('Only some rows…');
    await vscode.workbench.answerInput('rater == "Bob"');
    await vscode.workbench.waitForNotification('6 rows left out');
    await until('what Bob says', async () => assert.match(await searched(), /3 most similar of 4 galaxies/));
    const input = await find('filter-line input');
    await typeInto(input, 'class == "disk"');
    await input.press('Enter');
    await until('the two that Bob alone calls so', async () =>
      assert.match(await searched(), /2 most similar of 2 galaxies/),
    );
    for (const theme of themesToShow('dark', 'high contrast')) {
      await vscode.workbench.setTheme(theme);
      await vscode.workbench.runCommand('Morphoscope: Match Labels to Galaxies…');
      await vscode.workbench.screenshot(`match labels ${theme}`);
      await vscode.workbench.page.keyboard.press('Escape');
    }
  });
});

describe('a label file with rows about images of one file', () => {
  const SIDE = 48;
  const images = [7, 8].map((seed) => ({ data: galaxyPixels(SIDE, seed), shape: [SIDE, SIDE] as const }));
  const folder = temporaryWorkspace({
    ...Object.fromEntries(NAMES.slice(0, 4).map((name, i) => [name, galaxyFits(i + 1, SIDE)])),
    'pair.fits': writeFits(images),
    'labels.csv': 'path,hdu,class\npair.fits,0,ring\na.fits,0,disk\n',
  });
  const vscode = useVscode({ workspace: () => folder });
  const panel = new SimilarPanel(() => vscode.workbench);
  const text = () => fs.readFileSync(path.join(folder, 'labels.csv'), 'utf8');
  const tileOf = async (name: 'pair.fits' | 'pair.fits[1]') => {
    const tiles = (await panel.frame()).locator('tile-grid .tile[data-path="pair.fits"]');
    return tiles.filter(name === 'pair.fits' ? { hasNotText: '[1]' } : { hasText: '[1]' });
  };
  const labelsOf = async (name: Parameters<typeof tileOf>[0]) =>
    (await tileOf(name)).locator('.labels > *').allTextContents();

  it('shows each image its own label, and writes by keyboard into the row of that image', async () => {
    await vscode.workbench.chooseFromContextMenu('b.fits', 'Find Similar Galaxies');
    await panel.filled('b.fits', 6);
    await vscode.workbench.chooseFromContextMenu('labels.csv', 'Use as Label File');
    await vscode.workbench.waitForNotification('2 of 2 rows matched');
    await vscode.workbench.runCommand('Notifications: Clear All Notifications');
    await until('the first image alone has the label', async () => {
      assert.deepEqual(await labelsOf('pair.fits'), ['ring']);
      assert.deepEqual(await labelsOf('pair.fits[1]'), []);
    });
    await (await tileOf('pair.fits[1]')).click();
    const { keyboard } = vscode.workbench.page;
    await keyboard.press('t');
    await (await panel.frame()).locator('tag-entry').waitFor();
    await keyboard.type('class=bar');
    await keyboard.press('Enter');
    await until('the file has a row of the second image', () =>
      assert.equal(text(), 'path,hdu,class\npair.fits,0,ring\na.fits,0,disk\npair.fits,1,bar\n'),
    );
    await until('its tile has the label', async () => assert.deepEqual(await labelsOf('pair.fits[1]'), ['bar']));
    assert.deepEqual(await labelsOf('pair.fits'), ['ring']);
    await vscode.workbench.screenshot('labels of images light');
    await keyboard.press('Control+z');
    await until('it is taken back', () => assert.doesNotMatch(text(), /bar/));
  });
});
