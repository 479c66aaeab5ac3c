import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { SimilarPanel } from '../harness/similar-panel';
import { themesToShow } from '../harness/themes';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';
import { galaxyFits } from '../galaxies';

const COUNT = 16;
const NAMES = Array.from({ length: COUNT }, (_, i) => `g${String(i).padStart(2, '0')}.fits`);

describe('collections and the view of the workspace', () => {
  const folder = temporaryWorkspace(Object.fromEntries(NAMES.map((name, i) => [name, galaxyFits(i + 1, 48, 10 + i)])));
  const vscode = useVscode({ workspace: () => folder });
  const panel = new SimilarPanel(() => vscode.workbench);
  const file = path.join(folder, 'galaxy-collections.json');
  const saved = () =>
    (JSON.parse(fs.readFileSync(file, 'utf8')) as { collections: Record<string, string[]> }).collections;
  const find = async (selector: string) => (await panel.frame()).locator(selector);
  const tree = (text: string) =>
    vscode.workbench.page.locator('.pane-body .monaco-list-row').filter({ hasText: text }).first();
  const shown = async () =>
    (await find('tile-grid .tile')).evaluateAll((tiles) => tiles.map((tile) => (tile as HTMLElement).dataset.path));

  it('shows in a view of its own how the index is, and what to do', async () => {
    await vscode.workbench.chooseFromContextMenu(NAMES[0], 'Find Similar Galaxies');
    await panel.filled(NAMES[0], COUNT);
    await vscode.workbench.runCommand('View: Show Morphoscope');
    await tree(`${COUNT} galaxies`).waitFor();
    await tree('Choose a label file').waitFor();
    await tree('Save a selection of galaxies to see it here').waitFor();
    await vscode.workbench.screenshot('workspace view light');
  });

  it('finds the galaxy at a position, and those like it', async () => {
    await vscode.workbench.runCommand('Morphoscope: Find Similar Galaxies at a Position');
    await vscode.workbench.answerInput('01:00:00.0 +05:00:00');
    await panel.filled('g05.fits', COUNT);
    await (await find('vscode-button[aria-label^="Back"]')).click();
    await panel.filled(NAMES[0], COUNT);
  });

  it('saves a selection under a name, as text in the workspace, and shows it again', async () => {
    const first = await panel.pathOf(0);
    const third = await panel.pathOf(2);
    await (await panel.tile(0)).click();
    await (await panel.tile(2)).click({ modifiers: ['Control'] });
    await (await find('vscode-button.save')).click();
    await vscode.workbench.answerInput('my discs');
    await until('the file', () => assert.deepEqual(saved(), { 'my discs': [first, third] }));
    await tree('my discs').click();
    await until('the collection', async () => {
      assert.equal((await (await find('h1 .name')).textContent())?.trim(), 'my discs');
      assert.deepEqual(await shown(), [first, third]);
      assert.match((await (await find('.searched')).textContent())!, /A collection of 2 galaxies/);
    });
    assert.equal(await (await find('tile-grid .score')).count(), 0);
    await vscode.workbench.screenshot('collection light');
  });

  it('adds to it, follows what others write, goes back, and takes it away only when asked twice', async () => {
    await (await find('vscode-button[aria-label^="Back"]')).click();
    await panel.filled(NAMES[0], COUNT);
    const next = await panel.pathOf(4);
    await (await panel.tile(4)).click();
    await (await find('vscode-button.save')).click();
    await vscode.workbench.pick('my discs');
    await until('three', () => assert.equal(saved()['my discs'].length, 3));
    await tree('my discs').click();
    await until('three tiles', async () => assert.deepEqual((await shown()).at(-1), next));
    const others = { version: 1, collections: { 'my discs': [NAMES[5], 'gone.fits'], theirs: [NAMES[1]] } };
    fs.writeFileSync(file, JSON.stringify(others));
    await tree('theirs').waitFor();
    await until('the panel follows', async () => assert.deepEqual(await shown(), [NAMES[5]]));
    await vscode.workbench.chooseFromMenu('Remove…', () => tree('my discs').click({ button: 'right' }));
    await vscode.workbench.answerDialog('Remove');
    await until('only theirs is left', () => assert.deepEqual(saved(), { theirs: [NAMES[1]] }));
    fs.writeFileSync(file, 'not JSON');
    await tree('galaxy-collections.json is no JSON').waitFor();
    for (const theme of themesToShow('dark', 'high contrast')) {
      await vscode.workbench.setTheme(theme);
      await vscode.workbench.screenshot(`workspace view ${theme}`);
    }
  });
});
