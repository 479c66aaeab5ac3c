import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { generateSampleSky } from '../../src/sample-sky';
import { MapPanel } from '../harness/map-panel';
import { SimilarPanel } from '../harness/similar-panel';
import { themesToShow } from '../harness/themes';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';
import { pythonWithPackages, runPython } from '../python';

const COUNT = 280;

/** A synthetic sky with a folder for each class of galaxy. */
function sky(count: number): { folder: string; names: string[] } {
  const files: Record<string, Uint8Array> = {};
  for (const { name, bytes, labels } of generateSampleSky({ count, size: 64, seed: 3 })) {
    files[`${labels.class}/${name}`] = bytes;
  }
  return { folder: temporaryWorkspace(files), names: Object.keys(files) };
}

describe('Show Map', function () {
  this.bail(true); // each step builds on those before it
  const { folder, names } = sky(COUNT);
  const vscode = useVscode({ workspace: () => folder });
  const map = new MapPanel(() => vscode.workbench);
  const title = `Map of ${path.basename(folder)}`;
  const keyboard = () => vscode.workbench.page.keyboard;
  const mouse = () => vscode.workbench.page.mouse;
  const selected = async (frame: Frame) => (await frame.locator('footer').textContent())?.replace(/\s+/g, ' ') ?? '';

  it('says what to do where nothing is indexed', async () => {
    await vscode.workbench.runCommand('Morphoscope: Show Map');
    const frame = await map.frame();
    await frame.locator('.empty .index').waitFor({ timeout: 120_000 });
    assert.match((await frame.locator('.empty').textContent()) ?? '', /No galaxies of .* are indexed yet/);
    await vscode.workbench.screenshot('map empty');
  });

  it('indexes the folder at a button, and shows all galaxies as points', async () => {
    await (await map.frame()).locator('.empty .index').click();
    await map.laidOut(COUNT, 120_000);
    await vscode.workbench.tab(title).waitFor();
    const { pixels } = await map.drawn();
    assert.ok(pixels > COUNT * 12, `${pixels} pixels are drawn`);
    assert.equal(await (await map.canvas()).evaluate((canvas) => (canvas as unknown as { device: string }).device), 'webgl'); // prettier-ignore
    await vscode.workbench.screenshot('map light');
  });

  it('shows what a point is when the pointer is on it', async () => {
    const { x, y } = await map.pointAt(7);
    await mouse().move(x + 30, y + 30);
    await mouse().move(x, y, { steps: 4 });
    const frame = await map.frame();
    await until('the card with its picture', async () => {
      assert.match((await frame.locator('cutout-card .name').textContent()) ?? '', /\.fits/);
      assert.equal(await frame.locator('cutout-card canvas').count(), 1);
    });
    await vscode.workbench.screenshot('map hover');
  });

  it('opens what is clicked', async () => {
    const frame = await map.frame();
    const name = (await frame.locator('cutout-card .name').textContent())!.trim();
    const { x, y } = await map.pointAt(7);
    await mouse().click(x, y);
    await vscode.workbench.tab(name).waitFor({ timeout: 120_000 });
  });

  it('zooms to the pointer, moves by dragging, and shows all again', async () => {
    await map.rested();
    const whole = await map.zoom();
    const before = await map.pointAt(40);
    // Wheels turn on whole pixels.
    const pointer = { x: Math.round(before.x), y: Math.round(before.y) };
    await mouse().move(pointer.x, pointer.y);
    await mouse().wheel(0, -500);
    await until('the view is nearer', async () => assert.ok((await map.zoom()) > 2 * whole));
    const after = await map.pointAt(40);
    const ratio = (await map.zoom()) / whole;
    const off = (['x', 'y'] as const).map(
      (axis) => after[axis] - pointer[axis] - ratio * (before[axis] - pointer[axis]),
    );
    assert.ok(Math.hypot(...off) < 2, `what is under the pointer stays there: ${off.join(', ')} pixels off`);
    await map.drag([after, { x: after.x + 60, y: after.y + 25 }]);
    const dragged = await map.pointAt(40);
    assert.ok(Math.hypot(dragged.x - after.x - 60, dragged.y - after.y - 25) < 8, JSON.stringify({ after, dragged }));
    await vscode.workbench.screenshot('map nearer');
    await (await map.frame()).locator('.whole').click();
    assert.ok(Math.abs((await map.zoom()) - whole) < 1e-6);
  });

  it('selects what a line is drawn around, and shows it in a grid', async () => {
    const box = (await (await map.canvas()).boundingBox())!;
    const [left, right] = [box.x + 2, box.x + box.width / 2];
    const [top, bottom] = [box.y + 2, box.y + box.height - 2];
    await map.drag([{ x: left, y: top }, { x: right, y: top }, { x: right, y: bottom }, { x: left, y: bottom }], 'Shift'); // prettier-ignore
    const frame = await map.frame();
    const expected = await (
      await map.canvas()
    ).evaluate((canvas) => {
      const { positions, view } = canvas as unknown as { positions: Float32Array; view: { x: number } };
      return Array.from(positions).filter((value, i) => i % 2 === 0 && value < view.x).length;
    });
    const count = Number(/([\d,]+) selected/.exec(await selected(frame))?.[1]);
    // The line has the pointer's steps for corners.
    assert.ok(Math.abs(count - expected) <= 3 && count > 20, `${count} of ${expected}`);
    await frame.locator('.show-grid').click();
    await until('the grid has their pictures', async () => {
      const tiles = await frame.locator('tile-grid .tile').count();
      assert.ok(tiles >= 8, `${tiles} tiles`);
      assert.equal(await frame.locator('tile-grid .tile canvas').count(), tiles);
    });
    assert.equal(await frame.locator('tile-grid .tile').first().getAttribute('aria-setsize'), String(count));
    const first = await frame.locator('tile-grid .tile').first().getAttribute('data-path');
    assert.ok(names.includes(first!), first!);
    const rings = async () => (await map.canvas()).evaluate((canvas) => (canvas as unknown as { lit: number[] }).lit);
    assert.deepEqual(await rings(), []);
    await frame.locator('tile-grid .tile').first().click();
    await until('its point has a ring', async () => assert.equal((await rings()).length, 1));
    await keyboard().press('Control+a');
    await until('all have', async () => assert.equal((await rings()).length, count));
    await vscode.workbench.screenshot('map grid');
    await keyboard().press('Escape');
    await until('none has', async () => assert.deepEqual(await rings(), []));
  });

  it('copies Python code that loads what is selected', async function () {
    const frame = await map.frame();
    const count = Number(/([\d,]+) selected/.exec(await selected(frame))?.[1]);
    await frame.locator('.tools .python').click();
    const code = await until('the code', async () => {
      const text = await vscode.workbench.clipboard();
      assert.ok(text.startsWith(`# ${count} of ${COUNT} galaxies of `), text.slice(0, 80));
      return text;
    });
    const python = pythonWithPackages(this);
    const loaded = JSON.parse(
      runPython(python, `${code}\nprint("JSON" + shown["path"].to_json(orient="values"))`).split('JSON')[1],
    ) as string[];
    assert.equal(loaded.length, count);
    assert.equal(new Set(loaded.filter((name) => names.includes(name))).size, count);
    const shown = await frame.locator('tile-grid .tile').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.path!)); // prettier-ignore
    assert.deepEqual(shown.filter((name) => !loaded.includes(name)), []); // prettier-ignore
  });

  it('lets the selection go by Escape, and the lasso button draws without Shift', async () => {
    const frame = await map.frame();
    await (await map.canvas()).focus();
    await keyboard().press('Escape');
    await until('nothing is selected', async () => assert.match(await selected(frame), /Drag to move/));
    assert.equal(await frame.locator('tile-grid').count(), 0);
    await frame.locator('.lasso').click();
    const { x, y } = await map.pointAt(11);
    const corners = [[-25, -25], [25, -25], [25, 25], [-25, 25]].map(([dx, dy]) => ({ x: x + dx, y: y + dy })); // prettier-ignore
    await map.drag(corners);
    assert.match(await selected(frame), /[1-9]\d* selected/);
    await frame.locator('.lasso').click();
    await frame.locator('.clear').click();
    assert.match(await selected(frame), /Drag to move/);
  });

  it('is moved, zoomed and opened by keys', async () => {
    const frame = await map.frame();
    const whole = await map.zoom();
    await (await map.canvas()).focus();
    await mouse().move(5, 5);
    const before = await map.pointAt(3);
    await keyboard().press('ArrowLeft');
    await until('the map has moved', async () => assert.ok((await map.pointAt(3)).x > before.x + 30));
    await keyboard().press('+');
    await until('the view is nearer', async () => assert.ok((await map.zoom()) > 1.2 * whole));
    await keyboard().press('-');
    await keyboard().press('0');
    await until('all is seen', async () => assert.ok(Math.abs((await map.zoom()) - whole) < 1e-6));
    // The keyboard looks at what is in the middle.
    await until('a galaxy in the middle', async () => {
      await keyboard().press('+');
      await frame.locator('cutout-card .name').waitFor({ timeout: 1000 });
    });
    await until('its name is said', async () =>
      assert.match((await frame.locator('.said').textContent()) ?? '', /\.fits/),
    );
    const name = (await frame.locator('.said').textContent())!.trim();
    await vscode.workbench.screenshot('map keys');
    await keyboard().press('Enter');
    await vscode.workbench.tab(name).waitFor({ timeout: 120_000 });
    await (await map.canvas()).focus();
    await keyboard().press('0');
  });

  it('colours by folder, with a legend', async () => {
    const frame = await map.frame();
    await frame.locator('vscode-dropdown.colour-by').click();
    await frame.locator('vscode-dropdown.colour-by vscode-option[value="folder"]').click();
    await until('the legend', async () => assert.equal(await frame.locator('map-legend li').count(), 7));
    const counts = (await frame.locator('map-legend .count').allTextContents()).map(Number);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      COUNT,
    );
    await mouse().move(5, 5);
    await until('the points are of several colours', async () => {
      const { hues } = await map.drawn();
      assert.ok(hues >= 5, `${hues} hues`);
    });
    await vscode.workbench.screenshot('map by folder');
  });

  it('finds what is similar to a point', async () => {
    const { x, y } = await map.pointAt(20);
    await mouse().move(x + 20, y + 20);
    await mouse().move(x, y, { steps: 4 });
    const frame = await map.frame();
    await frame.locator('cutout-card button').waitFor({ timeout: 10_000 });
    const name = (await frame.locator('cutout-card .name').textContent())!.trim();
    await frame.locator('cutout-card button').click();
    await new SimilarPanel(() => vscode.workbench).filled(name, COUNT);
    await vscode.workbench.tab(`Similar to ${name}`).waitFor();
    await vscode.workbench.runCommand('View: Close Editor');
  });

  it('places a galaxy that comes, without laying all out again', async () => {
    fs.copyFileSync(path.join(folder, names[0]), path.join(folder, path.dirname(names[0]), 'copy.fits'));
    await map.laidOut(COUNT + 1, 120_000);
  });

  it('comes back after a reload of the window, as it was', async () => {
    await (await map.canvas()).focus();
    await keyboard().press('+');
    await keyboard().press('+');
    const nearness = await map.nearness();
    await vscode.workbench.reload();
    const frame = await map.laidOut(COUNT + 1);
    await until('the colours', async () => assert.equal(await frame.locator('map-legend li').count(), 7));
    await until('the view', async () => {
      const ratio = (await map.nearness()) / nearness;
      assert.ok(Math.abs(ratio - 1) < 0.02, `${ratio} times as near as before`);
    });
    await (await map.canvas()).focus();
    await keyboard().press('0');
  });

  it('is opened once for a folder, from the explorer too', async () => {
    await vscode.workbench.chooseFromContextMenu('ring', 'Show Map');
    await map.laidOut(COUNT + 1);
    assert.equal((await vscode.workbench.tabs()).filter((tab) => tab === title).length, 1);
  });

  for (const theme of themesToShow('dark', 'high contrast', 'high contrast light', 'light')) {
    it(`follows the ${theme} theme`, async () => {
      await vscode.workbench.setTheme(theme);
      const frame = await map.laidOut(COUNT + 1);
      const box = (await (await map.canvas()).boundingBox())!;
      const corners = [[0.1, 0.1], [0.6, 0.15], [0.55, 0.7], [0.15, 0.6]].map(([x, y]) => ({ x: box.x + x * box.width, y: box.y + y * box.height })); // prettier-ignore
      const { pixels } = await map.drawn();
      assert.ok(pixels > COUNT * 12, `${pixels} pixels are drawn`);
      await vscode.workbench.screenshot(`map ${theme}`);
      await map.drag(corners, 'Shift');
      await frame.locator('.show-grid').click();
      await frame.locator('tile-grid .tile canvas').first().waitFor();
      await until('the card of a point', async () => {
        const { x, y } = await map.pointAt(30);
        await mouse().move(x + 9, y + 9);
        await mouse().move(x, y, { steps: 3 });
        await frame.locator('cutout-card canvas').waitFor({ timeout: 3000 });
      });
      await vscode.workbench.screenshot(`map selection ${theme}`);
      await (await map.canvas()).focus();
      await keyboard().press('Escape');
    });
  }

  it('has told the browser’s console of no error', () => {
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});

describe('Show Map without a GPU', () => {
  const { folder } = sky(40);
  const vscode = useVscode({ workspace: () => folder, graphics: 'none' });
  const map = new MapPanel(() => vscode.workbench);

  it('draws the points on the processor', async () => {
    await vscode.workbench.runCommand('Morphoscope: Show Map');
    await (await map.frame()).locator('.empty .index').click({ timeout: 120_000 });
    await map.laidOut(40, 120_000);
    assert.equal(await (await map.canvas()).evaluate((canvas) => (canvas as unknown as { device: string }).device), 'canvas'); // prettier-ignore
    const { pixels } = await map.drawn();
    assert.ok(pixels > 40 * 12, `${pixels} pixels are drawn`);
    await vscode.workbench.screenshot('map without a GPU');
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
