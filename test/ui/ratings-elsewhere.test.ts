import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { galaxyFits } from '../galaxies';
import { AnomaliesPanel } from '../harness/anomalies-panel';
import { themesToShow } from '../harness/themes';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 24;
const NAMES = Array.from({ length: COUNT }, (_, i) => `g${String(i).padStart(2, '0')}.fits`);

describe('ratings in a file that is the label file no more', function () {
  this.bail(true); // each step builds on those before it
  const folder = temporaryWorkspace({
    ...Object.fromEntries(NAMES.map((name, i) => [name, galaxyFits(i + 1, 48)])),
    'old.csv': `path,interest\n${NAMES.slice(0, 9).map((name, i) => `${name},${i % 6}`).join('\n')}\n`, // prettier-ignore
    'new.csv': `path,class,interest\n${NAMES.map((name, i) => `${name},disc,${i === 2 ? 5 : ''}`).join('\n')}\n`, // prettier-ignore
    '.vscode/settings.json': '{ "morphoscope.labelFile": "old.csv", "files.autoSave": "off" }',
  });
  const vscode = useVscode({ workspace: () => folder });
  const panel = new AnomaliesPanel(() => vscode.workbench);
  const press = (key: string) => vscode.workbench.page.keyboard.press(key);
  const ratings = (file: string) =>
    new Map(
      fs
        .readFileSync(path.join(folder, file), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((row) => row.split(','))
        .map((row): [string, string] => [row[0], row.at(-1)!])
        .filter(([, rating]) => rating !== ''),
    );

  it('says nothing while they are where ratings are looked for', async () => {
    await vscode.workbench.runCommand('Morphoscope: Inspect Anomalies');
    await (await panel.find('.empty .index')).click({ timeout: 120_000 });
    await panel.ranked(COUNT - 9, 120_000);
    assert.equal(await (await panel.find('.elsewhere')).count(), 0);
  });

  it('says where they are once another file is the label file', async () => {
    await vscode.workbench.chooseFromContextMenu('new.csv', 'Use as Label File');
    await until('the line', async () =>
      assert.match(await panel.text('.elsewhere .words'), /^8 ratings are in old\.csv, not in new\.csv\.$/),
    );
    await vscode.workbench.runCommand('Notifications: Clear All Notifications');
    await vscode.workbench.screenshot('ratings elsewhere');
    for (const theme of themesToShow('dark', 'high contrast')) {
      await vscode.workbench.setTheme(theme);
      await vscode.workbench.screenshot(`ratings elsewhere ${theme}`);
    }
  });

  it('copies them by keys, except where the new file has a rating, and takes that back in one step', async () => {
    await (await panel.find('.elsewhere .copy')).focus();
    await press('Enter');
    await until('they are copied', () => assert.equal(ratings('new.csv').size, 9));
    assert.equal(ratings('new.csv').get(NAMES[2]), '5', 'a rating that is there stays');
    assert.equal(ratings('new.csv').get(NAMES[4]), '4');
    assert.equal(ratings('old.csv').size, 9, 'the old file is not changed');
    assert.match(await panel.text('.notice'), /8 ratings copied from old\.csv\. Rated here already: 1, which stay/);
    await until('the line is gone', async () => assert.equal(await (await panel.find('.elsewhere')).count(), 0));
    await press('u');
    await until('taken back', () => assert.deepEqual([...ratings('new.csv').keys()], [NAMES[2]]));
  });

  it('counts them from there', async () => {
    await (await panel.find('.elsewhere .count')).waitFor({ timeout: 120_000 });
    await (await panel.find('.elsewhere .count')).click();
    await until('they count', async () => assert.match(await panel.text('learning-line .words'), /^9 rated/));
    assert.match(await panel.text('.link.others'), /interest in old\.csv/);
    assert.deepEqual([...ratings('new.csv').keys()], [NAMES[2]]);
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
