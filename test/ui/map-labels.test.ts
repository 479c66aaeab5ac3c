import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { generateSampleSky } from '../../src/sample-sky';
import { MapPanel } from '../harness/map-panel';
import { themesToShow } from '../harness/themes';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 96;

describe('the map coloured by labels', function () {
  this.bail(true); // each step builds on those before it
  const sky = [...generateSampleSky({ count: COUNT, size: 64, seed: 5 })];
  /** The last eight have no row; redshifts rise from 0.01; tags of the first ten. */
  const rows = sky.slice(0, COUNT - 8).map(({ name, labels }, i) => {
    const tags = i < 4 ? 'ring;blue' : i < 7 ? 'ring' : i < 10 ? 'odd' : '';
    return [name, labels.class, tags, (0.01 * (i + 1)).toFixed(2)];
  });
  const table = (of: readonly string[][]) => ['file,class,tags,z', ...of.map((row) => row.join(','))].join('\n') + '\n';
  const folder = temporaryWorkspace({
    ...Object.fromEntries(sky.map(({ name, bytes }) => [name, bytes])),
    'labels.csv': table(rows),
    'survey.csv': ['file,z,edge_on', ...sky.map(({ name }, i) => `${name},${i}.5,${i % 3 ? 'no' : 'yes'}`)].join('\n'),
  });
  const file = path.join(folder, 'labels.csv');
  const vscode = useVscode({ workspace: () => folder });
  const map = new MapPanel(() => vscode.workbench);
  const find = async (selector: string) => (await map.frame()).locator(selector);

  const choices = async () =>
    (await (await find('.colour-by vscode-option')).allTextContents()).map((text) => text.trim());
  const choose = async (label: string) => {
    await (await find('vscode-dropdown.colour-by')).click();
    await (await find('vscode-dropdown.colour-by vscode-option')).filter({ hasText: new RegExp(`^\\s*${label}\\s*$`) }).click(); // prettier-ignore
  };
  const legend = async () => {
    const items = await (
      await find('map-legend li')
    ).evaluateAll((all) =>
      all.map((one): [string, number] => [
        one.querySelector('.name')!.textContent,
        Number(one.querySelector('.count')?.textContent),
      ]),
    );
    return Object.fromEntries(items);
  };
  const classesOf = (of: readonly string[][]) => {
    const counts: Record<string, number> = { 'no value': COUNT - of.filter((row) => row[1] !== '').length };
    for (const [, name] of of) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  };

  it('offers the columns of a label file once it has been chosen', async () => {
    await vscode.workbench.runCommand('Morphoscope: Show Map');
    await (await find('.empty .index')).click({ timeout: 120_000 });
    await map.laidOut(COUNT, 120_000);
    assert.deepEqual(await choices(), ['nothing', 'folder', 'how unusual']);
    await vscode.workbench.chooseFromContextMenu('labels.csv', 'Use as Label File');
    await until('the columns', async () => assert.deepEqual(await choices(), ['nothing', 'folder', 'class', 'tags', 'z', 'how unusual'])); // prettier-ignore
    await vscode.workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('shows classes with their counts', async () => {
    const plain = await map.drawn();
    await choose('class');
    await until('the legend', async () => assert.deepEqual(await legend(), classesOf(rows)));
    await vscode.workbench.page.mouse.move(5, 5);
    await until('the points are of several colours', async () => {
      const { hues } = await map.drawn();
      assert.ok(hues >= plain.hues + 3, `${hues} hues, before ${plain.hues}`);
    });
    await vscode.workbench.screenshot('map labels light');
  });

  it('follows the file as it changes', async () => {
    for (const row of rows) if (row[1] === 'elliptical') row[1] = 'round';
    rows[0][1] = 'round';
    fs.writeFileSync(file, table(rows));
    await until('the legend', async () => assert.deepEqual(await legend(), classesOf(rows)));
    assert.ok((await legend()).round > 5);
  });

  it('shows tags, and those with several as such', async () => {
    await choose('tags');
    const expected = { odd: 3, ring: 3, 'several of these': 4, 'no value': COUNT - 10 };
    await until('the legend', async () => assert.deepEqual(await legend(), expected));
    await vscode.workbench.screenshot('map tags light');
  });

  it('shows numbers as a bar, also of a catalogue', async () => {
    await choose('z');
    const ends = async () => (await (await find('map-legend .end')).allTextContents()).map(Number);
    await until('the bar', async () => assert.deepEqual(await ends(), [0.01, 0.88]));
    assert.match((await (await find('map-legend .rest')).textContent())!, /8 without a value/);
    await vscode.workbench.screenshot('map numbers light');
    await vscode.workbench.chooseFromContextMenu('survey.csv', 'Use as Catalogue for Filters');
    const names = ['nothing', 'folder', 'class', 'tags', 'z (labels.csv)', 'z (survey.csv)', 'edge_on', 'how unusual'];
    await until('the columns', async () => assert.deepEqual(await choices(), names));
    await until('the bar stays', async () => assert.deepEqual(await ends(), [0.01, 0.88]));
    await choose('edge_on');
    await until('yes and no', async () => assert.deepEqual(await legend(), { yes: COUNT / 3, no: (2 * COUNT) / 3 }));
    await vscode.workbench.runCommand('Notifications: Clear All Notifications');
    await choose('how unusual');
    await until('how unusual they are', async () => {
      const [least, most] = await ends();
      assert.ok(least >= 0 && most > least, `${least} to ${most}`);
    });
  });

  it('has one colour while the column is gone, and the others again when it is back', async () => {
    await choose('class');
    await until('the legend', async () => assert.deepEqual(await legend(), classesOf(rows)));
    fs.writeFileSync(file, table(rows).replace('file,class', 'file,kind_of'));
    await until('no legend', async () => assert.equal(await (await find('map-legend')).isHidden(), true));
    const chosen = () => find('vscode-dropdown.colour-by').then((dropdown) => dropdown.evaluate((one) => (one as HTMLSelectElement).value)); // prettier-ignore
    assert.equal(await chosen(), 'nothing');
    fs.writeFileSync(file, table(rows));
    await until('the legend', async () => assert.deepEqual(await legend(), classesOf(rows)));
    assert.equal(await chosen(), 'column:["labels.csv","class"]');
  });

  it('labels, keeps and opens what is selected with a line, by keys and by a right-click', async () => {
    const { keyboard } = vscode.workbench.page;
    await (await map.canvas()).click({ position: { x: 3, y: 3 } });
    await keyboard.press('0');
    await map.rested();
    const box = (await (await map.canvas()).boundingBox())!;
    const ends = [[0.02, 0.02], [0.98, 0.02], [0.98, 0.98], [0.02, 0.98]]; // prettier-ignore
    await (await find('.lasso')).click();
    await map.drag(ends.map(([x, y]) => ({ x: box.x + x * box.width, y: box.y + y * box.height })));
    await (await find('.lasso')).click();
    // By keys: the button that shows them, then the grid itself.
    await (await find('.show-grid')).focus();
    await keyboard.press('Enter');
    const tiles = await find('tile-grid .tile');
    await until('the grid', async () => assert.ok((await tiles.count()) > 4));
    await until('labels on its tiles', async () =>
      assert.ok((await (await find('tile-grid .tile-label')).count()) > 2),
    );
    await keyboard.press('Home');
    await keyboard.press('Shift+ArrowRight');
    const names = await (
      await find('tile-grid .tile[aria-selected="true"]')
    ).evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.path!));
    assert.equal(names.length, 2);
    await keyboard.press('t');
    await (await find('tag-entry input')).waitFor();
    await keyboard.type('lensed');
    await vscode.workbench.screenshot('map grid label');
    await keyboard.press('Enter');
    const lensed = () =>
      fs
        .readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => /\blensed\b/.test(line))
        .map((line) => line.split(',')[0]);
    await until('both have the tag', () => assert.deepEqual(lensed().toSorted(), names.toSorted()));
    await until('their tiles show it', async () =>
      assert.equal(await (await find('tile-grid .tile-label')).filter({ hasText: '#lensed' }).count(), 2),
    );
    await keyboard.press('Control+z');
    await until('neither has', () => assert.deepEqual(lensed(), []));

    await keyboard.press('+');
    await vscode.workbench.page.locator('.quick-input-widget input.input').first().waitFor();
    await keyboard.type('from the map');
    await keyboard.press('Enter');
    const collections = path.join(folder, 'galaxy-collections.json');
    await until('the collection', () => {
      const kept = fs.readFileSync(collections, 'utf8');
      for (const name of names) assert.ok(kept.includes(name), kept);
    });
    await vscode.workbench.chooseFromMenu('Label…', () => tiles.first().click({ button: 'right' }));
    await until('the label line has the keys', async () => {
      await (await find('tag-entry input')).waitFor({ timeout: 1000 });
    });
    await keyboard.press('Escape');
    await until('it is gone', async () => assert.equal(await (await find('tag-entry')).count(), 0));
    await vscode.workbench.screenshot('map grid');
    await (await find('.clear')).click();
  });

  it('is coloured so after a reload, in every theme', async () => {
    await vscode.workbench.reload();
    await map.laidOut(COUNT);
    await until('the legend', async () => assert.deepEqual(await legend(), classesOf(rows)));
    for (const theme of themesToShow('dark', 'high contrast')) {
      await vscode.workbench.setTheme(theme);
      await choose('class');
      await until('the legend', async () => assert.deepEqual(await legend(), classesOf(rows)));
      await vscode.workbench.screenshot(`map labels ${theme}`);
      await choose('z \\(labels.csv\\)');
      await (await find('map-legend canvas')).waitFor();
      await vscode.workbench.screenshot(`map numbers ${theme}`);
    }
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
