import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { generateSampleSky } from '../../src/sample-sky';
import { AnomaliesPanel } from '../harness/anomalies-panel';
import { MapPanel } from '../harness/map-panel';
import { SimilarPanel } from '../harness/similar-panel';
import { until } from '../harness/until';
import { Viewer } from '../harness/viewer';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 40;

describe('panels with little room', () => {
  const sky = [...generateSampleSky({ count: COUNT, size: 64, seed: 8 })];
  const names = sky.map(({ name }) => name);
  const folder = temporaryWorkspace({
    ...Object.fromEntries(sky.map(({ name, bytes }) => [name, bytes])),
    'labels.csv': `file,class,tags\n${sky.map(({ name, labels }) => `${name},${labels.class},ring;lensed arc;blue core;odd one`).join('\n')}\n`, // prettier-ignore
    '.vscode/settings.json': '{ "morphoscope.labelFile": "labels.csv", "workbench.startupEditor": "none" }',
  });
  const vscode = useVscode({ workspace: () => folder });
  const similar = new SimilarPanel(() => vscode.workbench);
  const anomalies = new AnomaliesPanel(() => vscode.workbench);
  const map = new MapPanel(() => vscode.workbench);

  /** The class that most rows have, the first of several. */
  const counts = new Map<string, number>();
  for (const { labels } of sky) counts.set(String(labels.class), (counts.get(String(labels.class)) ?? 0) + 1);
  const mostFrequent = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0][0];
  const press = (key: string) => vscode.workbench.page.keyboard.press(key);
  /** As much room as a window of 1400 by 900 has at a zoom of 200 %. */
  const zoomed = { width: 700, height: 450 };
  const whole = { width: 1400, height: 900 };

  /** How much of an element is seen in its frame, in CSS pixels. */
  const seen = (at: Locator) =>
    at.evaluate((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return {
        width: Math.min(innerWidth, right) - Math.max(0, left),
        height: Math.min(innerHeight, bottom) - Math.max(0, top),
      };
    });

  async function isSeen(what: string, at: Locator, least: number): Promise<void> {
    await until(`${what} is seen`, async () => {
      const { width, height } = await seen(at);
      assert.ok(width >= least && height >= least, `${width} by ${height} of at least ${least}`);
    });
  }

  before(() => vscode.workbench.extensionIsKnown());
  afterEach(() => vscode.workbench.page.setViewportSize(whole));

  it('shows the picture and the neighbours at a zoom of 200 %, and folds what they look like', async () => {
    const { workbench } = vscode;
    await workbench.goToFile(names[0]);
    const viewer = await Viewer.shown(workbench);
    await workbench.runCommand('Morphoscope: Find Similar Galaxies');
    const frame = await similar.filled(names[0], COUNT, 120_000);
    await press('Control+b');
    await workbench.page.setViewportSize(zoomed);
    await isSeen('a neighbour', frame.locator('tile-grid .tile cutout-picture').first(), 100);
    await isSeen('the image', viewer.image, 150);
    await isSeen('the name of the query', frame.locator('h1 .name'), 20);
    await workbench.screenshot('little room similar');
    assert.equal(await frame.locator('vscode-dropdown.stretch').count(), 0);
    await frame.locator('.toolbar .looks').focus();
    await press('Enter');
    await frame.locator('vscode-dropdown.stretch').waitFor();
    await workbench.screenshot('little room looks');
    await press('Enter');
    await until('folded again', async () => assert.equal(await frame.locator('vscode-dropdown.stretch').count(), 0));
    // Of the viewer the same choices are in its panel.
    assert.equal(await viewer.frame.locator('.toolbar select.stretch').count(), 0);
    assert.equal(await viewer.frame.locator('aside select.stretch').count(), 1);
  });

  it('cuts labels short with an ellipsis, says how many more there are, and shows first what was just written', async () => {
    const frame = await similar.frame();
    const labels = frame.locator('tile-grid .tile').first().locator('.tile-label');
    const name = (await frame.locator('tile-grid .tile').first().getAttribute('data-path'))!;
    const own = String(sky.find((one) => one.name === name)!.labels.class);
    await until('labels', async () => assert.deepEqual((await labels.allTextContents()).map((one) => one.trim()), [own, '#ring', '+3'])); // prettier-ignore
    assert.equal(await labels.last().getAttribute('title'), '#lensed arc\n#blue core\n#odd one');
    const tile = (await frame.locator('tile-grid .tile').first().boundingBox())!;
    for (const label of await labels.all()) {
      const { x, width } = (await label.boundingBox())!;
      assert.ok(x + width <= tile.x + tile.width + 1, 'no label is cut off at the edge');
    }
    await frame.locator('tile-grid .tile').first().click();
    await press('t');
    const entry = frame.locator('tag-entry input');
    await entry.waitFor();
    assert.equal(await entry.getAttribute('placeholder'), `blue core, -blue core, class=${mostFrequent}`);
    await vscode.workbench.page.keyboard.type('jellyfish');
    await press('Enter');
    await until('it comes first', async () => assert.equal((await labels.first().textContent())?.trim(), '#jellyfish'));
    await vscode.workbench.screenshot('labels cut short');
  });

  it('keeps the name of the query in sight in a narrow panel', async () => {
    const frame = await similar.frame();
    await frame.locator('tile-grid .tile').nth(2).click();
    await press('+');
    await until('another example', async () =>
      assert.match((await frame.locator('h1').textContent())!, /and\s+1 more/),
    );
    await vscode.workbench.page.setViewportSize({ width: 520, height: 900 });
    await isSeen('the name', frame.locator('h1 .name'), 20);
    const { width } = await seen(frame.locator('h1 .name'));
    assert.ok(width > 90, `${width} pixels of the name`);
    await vscode.workbench.screenshot('narrow similar');
  });

  it('shows the galaxy and the list of anomalies, and the map with its grid', async () => {
    const { workbench } = vscode;
    await workbench.closeAllEditors();
    await workbench.runCommand('Morphoscope: Inspect Anomalies');
    await anomalies.ranked(COUNT, 120_000);
    await workbench.page.setViewportSize(zoomed);
    await isSeen('the galaxy', await anomalies.find('galaxy-inspector cutout-picture >> nth=0'), 120);
    await isSeen('the list', await anomalies.find('tile-grid .tile cutout-picture >> nth=0'), 90);
    await workbench.screenshot('little room anomalies');
    await workbench.page.setViewportSize(whole);
    await workbench.closeAllEditors();
    await workbench.runCommand('Morphoscope: Show Map');
    const frame = await map.laidOut(COUNT, 120_000);
    await map.rested();
    const box = (await (await map.canvas()).boundingBox())!;
    await frame.locator('.lasso').click();
    const corners = [[0.02, 0.02], [0.98, 0.02], [0.98, 0.98], [0.02, 0.98]]; // prettier-ignore
    await map.drag(corners.map(([x, y]) => ({ x: box.x + x * box.width, y: box.y + y * box.height })));
    await frame.locator('.show-grid').click();
    await workbench.page.setViewportSize(zoomed);
    await isSeen('a selected galaxy', frame.locator('tile-grid .tile cutout-picture').first(), 100);
    await isSeen('the map', await map.canvas(), 110);
    await workbench.screenshot('little room map');
  });

  it('has told the browser’s console of no error', () => {
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
