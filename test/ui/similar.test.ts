import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';
import { sharedData } from '../shared-data';

const COUNT = 60;

/** Some of the radio galaxies of MiraBest, copied, so that the store beside them can be thrown away. */
function radioGalaxies(): { folder: string; names: string[] } {
  const source = path.resolve(__dirname, '../../../shared/data/mirabest');
  if (!fs.existsSync(source)) return { folder: temporaryWorkspace(), names: [] };
  const names = fs
    .readdirSync(source)
    .filter((name) => name.endsWith('.fits'))
    .slice(0, COUNT);
  return {
    folder: temporaryWorkspace(Object.fromEntries(names.map((name) => [name, { copyOf: path.join(source, name) }]))),
    names,
  };
}

describe('Find Similar Galaxies', function () {
  const { folder, names } = radioGalaxies();
  const vscode = useVscode({ workspace: () => folder });
  const panel = (): Promise<Frame> => vscode.workbench.webview('similar-app');
  const tiles = async () => (await panel()).locator('tile-grid .tile');

  before(function () {
    sharedData(this as never, 'mirabest');
  });

  async function filled(frame: Frame): Promise<void> {
    await until('the grid is full and its pictures drawn', async () => {
      assert.match((await frame.locator('.searched').textContent()) ?? '', new RegExp(`of ${COUNT} galaxies`));
      const shown = await frame.locator('tile-grid .tile').count();
      assert.ok(shown >= 8, `${shown} tiles`);
      assert.equal(await frame.locator('tile-grid .tile canvas').count(), shown);
    });
  }

  it('fills a grid beside the code from a right-click on a FITS file', async () => {
    await vscode.workbench.chooseFromContextMenu(names[0], 'Find Similar Galaxies');
    const frame = await panel();
    await filled(frame);
    assert.equal((await frame.locator('h1').textContent())?.trim(), names[0]);
    const scores = await frame.locator('tile-grid .score').allTextContents();
    assert.deepEqual(
      scores.map(Number),
      scores.map(Number).toSorted((a, b) => b - a),
      'most similar first',
    );
    assert.ok(!(await frame.locator('tile-grid .name').allTextContents()).includes(names[0]), 'not the query itself');
    await vscode.workbench.screenshot('similar dark');
  });
});
