import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { AnomaliesPanel } from '../harness/anomalies-panel';
import { SimilarPanel } from '../harness/similar-panel';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';
import { galaxyFits } from '../galaxies';

const COUNT = 12;
const NAMES = Array.from({ length: COUNT }, (_, i) => `g${String(i).padStart(2, '0')}.fits`);
/** What a shell would run if a line were added to it. */
const SHELL = '# greets\necho hello\n';
const COLLECTIONS = '{"version":1,"collections":{}}';
const NOTES = 'day,what\n1,milk\n2,bread\n';

/** What a workspace has in it whose maker wants a rating or a collection to change files of the person's own. */
function hostileWorkspace() {
  const home = temporaryWorkspace({ '.profile': SHELL, 'notes.csv': NOTES, 'collections.json': COLLECTIONS });
  const folder = temporaryWorkspace({
    ...Object.fromEntries(NAMES.map((name, i) => [name, galaxyFits(i + 1, 48, 10 + i)])),
    'own.csv': 'path,interest\n',
    '.vscode/settings.json': JSON.stringify({
      'morphoscope.labelFile': path.join(home, '.profile'),
      'morphoscope.catalogs': [path.join('..', path.basename(home), 'notes.csv')],
    }),
  });
  fs.symlinkSync(path.join(home, '.profile'), path.join(folder, 'ratings.csv'));
  fs.symlinkSync(path.join(home, 'notes.csv'), path.join(folder, 'linked.csv'));
  fs.symlinkSync(path.join(home, 'collections.json'), path.join(folder, 'galaxy-collections.json'));
  const untouched = () => {
    assert.equal(fs.readFileSync(path.join(home, '.profile'), 'utf8'), SHELL);
    assert.equal(fs.readFileSync(path.join(home, 'notes.csv'), 'utf8'), NOTES);
    assert.equal(fs.readFileSync(path.join(home, 'collections.json'), 'utf8'), COLLECTIONS);
    assert.deepEqual(fs.readdirSync(home).sort(), ['.profile', 'collections.json', 'notes.csv']);
  };
  return { folder, home, untouched };
}

describe('a restricted workspace that would write outside of itself', function () {
  this.bail(true); // each step builds on those before it
  const { folder, untouched } = hostileWorkspace();
  const settings = fs.readFileSync(path.join(folder, '.vscode/settings.json'), 'utf8');

  const vscode = useVscode({ workspace: () => folder, trust: 'ask' });
  const anomalies = new AnomaliesPanel(() => vscode.workbench);
  const similar = new SimilarPanel(() => vscode.workbench);
  const press = (key: string) => vscode.workbench.page.keyboard.press(key);
  const notice = () => anomalies.text('.notice');

  afterEach('what lies outside is as it was', untouched);

  it('is opened in restricted mode, and nothing is written into it before something is asked for', async () => {
    const { workbench } = vscode;
    await workbench.extensionIsKnown();
    await workbench.runCommand('Morphoscope: Inspect Anomalies');
    await (await anomalies.find('.empty .index')).waitFor({ timeout: 120_000 });
    assert.equal(fs.existsSync(path.join(folder, '.morphoscope')), false);
    await (await anomalies.find('.empty .index')).click();
    await anomalies.ranked(COUNT, 120_000);
  });

  it('gets no rating through a link that is called ratings.csv', async () => {
    const asked = await anomalies.inspected();
    await press('5');
    await vscode.workbench.pick('ratings.csv');
    await until('it is said', async () => assert.match(await notice(), /ratings\.csv: it leads to .*\.profile, outside of the workspace, which is restricted/)); // prettier-ignore
    assert.equal(await anomalies.inspected(), asked, 'what was not rated is asked about again');
    await vscode.workbench.screenshot('hostile workspace restricted');
  });

  it('names no label file as long as it is restricted', async () => {
    await vscode.workbench.chooseFromContextMenu('linked.csv', 'Use as Label File');
    await vscode.workbench.waitForNotification('linked.csv: it leads to');
  });

  it('takes labels in a file of its own that the person has named, and its settings stay as they are', async () => {
    await vscode.workbench.chooseFromContextMenu('own.csv', 'Use as Label File');
    await vscode.workbench.waitForNotification('own.csv: it has no rows yet');
    await vscode.workbench.tab('Anomalies').click();
    const name = await anomalies.inspected();
    await (await anomalies.find('galaxy-inspector h2')).click();
    await press('5');
    await until('the rating', () => assert.equal(fs.readFileSync(path.join(folder, 'own.csv'), 'utf8'), `path,interest\n${name},5\n`)); // prettier-ignore
    assert.equal(fs.readFileSync(path.join(folder, '.vscode/settings.json'), 'utf8'), settings);
  });

  it('gets no collection through a link', async () => {
    await vscode.workbench.chooseFromContextMenu(NAMES[0], 'Find Similar Galaxies');
    await similar.filled(NAMES[0], COUNT);
    await (await similar.tile(0)).click();
    await (await similar.frame()).locator('vscode-button.save').click();
    await vscode.workbench.answerInput('mine');
    await vscode.workbench.waitForNotification('galaxy-collections.json: it leads to');
  });

  it('is not written to by a panel that comes back with the window', async () => {
    fs.rmSync(path.join(folder, '.morphoscope'), { recursive: true });
    await vscode.workbench.reload();
    await vscode.workbench.extensionIsKnown();
    // VS Code starts no extension for a panel alone where the workspace is restricted.
    await vscode.workbench.runCommand('View: Show Morphoscope');
    await until('the panel is back', async () => assert.match((await (await similar.frame()).locator('h1').textContent())!, /g00\.fits/)); // prettier-ignore
    await vscode.workbench.page.waitForTimeout(3000);
    await vscode.workbench.screenshot('hostile workspace back');
    assert.equal(fs.existsSync(path.join(folder, '.morphoscope')), false);
  });

  it('keeps the label file that the person has named when it is trusted', async () => {
    const { workbench } = vscode;
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await workbench.page.getByRole('button', { name: 'Trust', exact: true }).first().click();
    await until('it is a setting', () => {
      const now = JSON.parse(fs.readFileSync(path.join(folder, '.vscode/settings.json'), 'utf8')) as object;
      assert.equal((now as Record<string, unknown>)['morphoscope.labelFile'], 'own.csv');
    });
  });
});

describe('a trusted workspace that would write outside of itself', function () {
  this.bail(true); // each step builds on those before it
  const { folder, home, untouched } = hostileWorkspace();
  const vscode = useVscode({ workspace: () => folder });
  const anomalies = new AnomaliesPanel(() => vscode.workbench);

  it('reads and writes there only what the person has chosen in a dialog', async () => {
    const { workbench } = vscode;
    await workbench.extensionIsKnown();
    await workbench.runCommand('Morphoscope: Inspect Anomalies');
    await (await anomalies.find('.empty .index')).click({ timeout: 120_000 });
    await anomalies.ranked(COUNT, 120_000);
    await workbench.page.keyboard.press('5');
    const warning = await workbench.waitForNotification('.profile: it lies outside of the workspace');
    await workbench.screenshot('hostile workspace trusted');
    untouched();
    await warning.hover();
    await warning.getByRole('button', { name: 'Choose It' }).click();
    // Another one, that is a table of theirs.
    await workbench.answerFileDialog(path.join(home, 'notes.csv'));
    await workbench.waitForNotification('notes.csv: none of its 2 rows is about a galaxy');
    untouched();
  });

  it('writes no row into a table whose rows are about something else', async () => {
    await vscode.workbench.page.keyboard.press('Escape'); // the notifications
    await vscode.workbench.tab('Anomalies').click();
    await (await anomalies.find('galaxy-inspector h2')).click();
    await vscode.workbench.page.keyboard.press('5');
    await until('it is said', async () => assert.match(await anomalies.text('.notice'), /no row of the table is about a galaxy/)); // prettier-ignore
    untouched();
  });
});
