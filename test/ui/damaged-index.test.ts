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
/** So many are gone: more than a few, and more than half. */
const GONE = 13;

describe('an index whose files are gone', function () {
  this.bail(true); // each step builds on those before it
  const folder = temporaryWorkspace(Object.fromEntries(NAMES.map((name, i) => [name, galaxyFits(i + 1, 48, 10 + i)])));
  const vscode = useVscode({ workspace: () => folder });
  const panel = new SimilarPanel(() => vscode.workbench);
  const away = path.join(temporaryWorkspace(), 'away');
  const tree = (text: string) =>
    vscode.workbench.page.locator('.pane-body .monaco-list-row').filter({ hasText: text }).first();
  const QUESTION = `${GONE} of ${COUNT} galaxies of ${path.basename(folder)} are not there any more. Is the drive connected?`;

  it('keeps its galaxies until the person says that they may go', async () => {
    const { workbench } = vscode;
    await workbench.chooseFromContextMenu(NAMES[0], 'Find Similar Galaxies');
    await panel.filled(NAMES[0], COUNT);
    await workbench.runCommand('View: Show Morphoscope');
    await tree(`${COUNT} galaxies`).waitFor();
    fs.mkdirSync(away);
    for (const name of NAMES.slice(-GONE)) fs.renameSync(path.join(folder, name), path.join(away, name));
    await workbench.waitForNotification(QUESTION);
    await workbench.screenshot('missing files');
    await workbench.answerNotification(QUESTION, 'Keep Them');
    await tree(`${COUNT} galaxies`).waitFor();
  });

  it('asks again when it is told to index, and removes them on a yes', async () => {
    const { workbench } = vscode;
    await workbench.runCommand('Morphoscope: Index Workspace');
    await workbench.answerNotification(QUESTION, 'Remove Them from the Index');
    await tree(`${COUNT - GONE} galaxies`).waitFor();
  });

  it('has them again when they are back', async () => {
    for (const name of fs.readdirSync(away)) fs.renameSync(path.join(away, name), path.join(folder, name));
    await tree(`${COUNT} galaxies`).waitFor({ timeout: 120_000 });
  });

  it('says where a part of it is gone, and what to do', async () => {
    const { workbench } = vscode;
    const encoders = path.join(folder, '.morphoscope', 'encoders');
    const segments = path.join(encoders, fs.readdirSync(encoders)[0], 'segments');
    const matrix = fs.readdirSync(segments).find((name) => name.endsWith('.npy'))!;
    fs.rmSync(path.join(segments, matrix));
    // A panel that comes back would index the folder, and mend it.
    await workbench.closeAllEditors();
    await workbench.reload();
    await workbench.runCommand('View: Show Morphoscope');
    const line = tree('missing or damaged');
    await line.waitFor({ timeout: 120_000 });
    await line.hover();
    await until('the tooltip', async () => {
      const text = await workbench.page.locator('.workbench-hover:visible').first().innerText({ timeout: 1000 });
      assert.match(text, new RegExp(matrix.replace('.npy', '')));
    });
    for (const theme of themesToShow('dark', 'high contrast', 'light')) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`damaged index ${theme}`);
    }
  });
});
