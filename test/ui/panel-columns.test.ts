import assert from 'node:assert/strict';
import { galaxyFits } from '../galaxies';
import { SimilarPanel } from '../harness/similar-panel';
import { until } from '../harness/until';
import { Viewer } from '../harness/viewer';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 12;
const NAMES = Array.from({ length: COUNT }, (_, i) => `g${String(i).padStart(2, '0')}.fits`);

describe('the columns of panels', () => {
  const folder = temporaryWorkspace(Object.fromEntries(NAMES.map((name, i) => [name, galaxyFits(i + 1, 64, 10 + i)])));
  const vscode = useVscode({ workspace: () => folder });
  const similar = new SimilarPanel(() => vscode.workbench);
  const press = (key: string) => vscode.workbench.page.keyboard.press(key);
  const columns = () => vscode.workbench.page.locator('.editor-group-container').count();

  it('keeps a box in sight when results open beside it', async () => {
    const viewer = await Viewer.open(vscode.workbench, NAMES[0]);
    await viewer.image.locator('canvas').focus();
    for (let i = 0; i < 3; i++) await press('+');
    await press('b');
    // At the right edge of what is seen now.
    await viewer.drag({ x: 44, y: 26 }, { x: 58, y: 40 });
    await viewer.frame.locator('vscode-button.region:not([disabled])').waitFor();
    await press('s');
    await until('results', async () => {
      const frame = await similar.frame();
      assert.ok((await frame.locator('tile-grid .tile').count()) > 4);
    }, 120_000); // prettier-ignore
    await until('the box is in the view', async () => {
      const corners = await viewer.image.evaluate((element) => {
        const { view, clientWidth, clientHeight } = element as unknown as {
          view: { toView(point: { x: number; y: number }): { x: number; y: number } };
          clientWidth: number;
          clientHeight: number;
        };
        const all = [view.toView({ x: 44, y: 26 }), view.toView({ x: 58, y: 40 })];
        return all.map(({ x, y }) => x >= 0 && y >= 0 && x <= clientWidth && y <= clientHeight);
      });
      assert.deepEqual(corners, [true, true]);
    });
    await vscode.workbench.screenshot('box beside results');
  });

  it('opens the next panels in the column that has one', async () => {
    assert.equal(await columns(), 2);
    await vscode.workbench.tab(NAMES[0]).click();
    await vscode.workbench.runCommand('Morphoscope: Show Map');
    await (await vscode.workbench.webview('map-app')).locator('map-canvas').waitFor({ timeout: 120_000 });
    assert.equal(await columns(), 2);
    await vscode.workbench.runCommand('Morphoscope: Inspect Anomalies');
    await (await vscode.workbench.webview('anomalies-app')).locator('tile-grid .tile').first().waitFor({ timeout: 120_000 }); // prettier-ignore
    assert.equal(await columns(), 2);
    await Viewer.shown(vscode.workbench);
    await vscode.workbench.screenshot('panels in one column');
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
