import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { slideTo } from '../harness/type-into';
import { themesToShow } from '../harness/themes';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';
import { galaxySet } from '../shared-data';

const COUNT = 60;

/** Some of the radio galaxies of MiraBest, copied, so that the store beside them can be thrown away. */
function radioGalaxies(): { folder: string; names: string[] } {
  const source = galaxySet('mirabest');
  const names = fs
    .readdirSync(source)
    .filter((name) => name.endsWith('.fits'))
    .slice(0, COUNT);
  return {
    folder: temporaryWorkspace(Object.fromEntries(names.map((name) => [name, { copyOf: path.join(source, name) }]))),
    names,
  };
}

/** Mean brightness, 0 to 255, and number of different colours of what is drawn on a canvas. */
function drawn(canvas: Locator): Promise<{ mean: number; colours: number }> {
  return canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    const colours = new Set<number>();
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) {
      sum += (data[i] + data[i + 1] + data[i + 2]) / 3;
      colours.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
    }
    return { mean: sum / (data.length / 4), colours: colours.size };
  });
}

describe('Find Similar Galaxies', () => {
  const { folder, names } = radioGalaxies();
  const vscode = useVscode({ workspace: () => folder });
  const panel = () => vscode.workbench.webview('similar-app');

  async function filled(query: string, cutouts = COUNT): Promise<Frame> {
    return until(`the grid for ${query} is full and its pictures drawn`, async () => {
      const frame = await panel();
      assert.equal((await frame.locator('h1').textContent())?.replace(/\s+/g, ' ').trim(), query);
      assert.equal(await frame.locator('tile-grid').getAttribute('aria-busy'), 'false', 'the answer has come');
      assert.match((await frame.locator('.searched').textContent()) ?? '', new RegExp(`of\\s+${cutouts}\\s+galaxies`));
      const shown = await frame.locator('tile-grid .tile').count();
      assert.ok(shown >= 8, `${shown} tiles`);
      assert.equal(await frame.locator('tile-grid .tile canvas').count(), shown);
      return frame;
    });
  }

  const tile = (frame: Frame, index: number) => frame.locator(`tile-grid .tile[data-index="${index}"]`);
  const nameOf = async (frame: Frame, index: number) => (await tile(frame, index).getAttribute('data-path'))!;

  it('fills a grid beside the code from a right-click on a FITS file', async () => {
    await vscode.workbench.chooseFromContextMenu(names[0], 'Find Similar Galaxies');
    const frame = await filled(names[0]);
    const scores = (await frame.locator('tile-grid .score').allTextContents()).map(Number);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
      'most similar first',
    );
    assert.equal(await frame.locator(`tile-grid .tile[data-path="${names[0]}"]`).count(), 0, 'not the query itself');
    for (let i = 0; i < 8; i++) {
      const { mean, colours } = await drawn(tile(frame, i).locator('canvas'));
      assert.ok(mean > 8 && mean < 160 && colours > 50, `tile ${i} shows its galaxy: ${mean}, ${colours} colours`);
    }
    await vscode.workbench.screenshot('similar light');
  });

  it('says in the status bar what the index holds', async () => {
    const item = vscode.workbench.statusBarItem(`${COUNT} galaxies`);
    await item.waitFor();
    await item.hover();
    const tooltip = vscode.workbench.page.locator('.monaco-hover', { hasText: 'encoder runs on' });
    await until('the device and the reason for it', async () =>
      assert.match(await tooltip.innerText(), /encoder runs on (cpu|webgpu|cuda|dml|coreml): \S+/),
    );
    await vscode.workbench.screenshot('device');
  });

  it('selects, extends and moves by keyboard', async () => {
    const frame = await panel();
    await tile(frame, 0).click();
    await vscode.workbench.page.keyboard.press('ArrowRight');
    await vscode.workbench.page.keyboard.press('Shift+ArrowDown');
    const selected = frame.locator('tile-grid .tile[aria-selected="true"]');
    await until('a row and one tile are selected', async () => assert.ok((await selected.count()) > 3));
    await vscode.workbench.page.keyboard.press('Escape');
    assert.equal(await selected.count(), 0);
    await vscode.workbench.page.keyboard.press('End');
    await tile(frame, COUNT - 2).waitFor();
    assert.equal(await tile(frame, COUNT - 2).getAttribute('aria-selected'), 'true');
    await vscode.workbench.page.keyboard.press('Home');
    await until('back at the first tile', async () =>
      assert.equal(await tile(frame, 0).getAttribute('aria-selected'), 'true'),
    );
  });

  it('finds what is similar to a tile, and goes back and forward', async () => {
    let frame = await panel();
    const next = await nameOf(frame, 1);
    await tile(frame, 1).hover();
    await tile(frame, 1).locator('.action.findSimilar').click();
    frame = await filled(next);
    await frame.locator('.navigation vscode-button').first().click();
    frame = await filled(names[0]);
    await frame.locator('tile-grid .scroll').focus();
    await vscode.workbench.page.keyboard.press('Alt+ArrowRight');
    await filled(next);
    await vscode.workbench.page.keyboard.press('Alt+ArrowLeft');
    frame = await filled(names[0]);
    const third = await nameOf(frame, 2);
    await tile(frame, 2).click();
    await vscode.workbench.page.keyboard.press('s');
    await filled(third);
    await vscode.workbench.page.keyboard.press('Alt+ArrowLeft');
    await filled(names[0]);
  });

  const examples = (frame: Frame, kind: 'more' | 'less') => frame.locator(`query-examples[kind="${kind}"] .example`);

  it('learns from examples, by keys, by a drag and by a menu, and goes back', async () => {
    let frame = await panel();
    const before = await frame.locator('tile-grid .tile').evaluateAll((all) => all.map((one) => one.id));
    const [good, bad] = [await nameOf(frame, 1), await nameOf(frame, 6)];
    await tile(frame, 1).click();
    await vscode.workbench.page.keyboard.press('+');
    frame = await filled(`${names[0]} and 1 more`);
    assert.equal(await frame.locator(`tile-grid .tile[data-path="${good}"]`).count(), 0, 'an example is no neighbour');
    await frame.locator(`tile-grid .tile[data-path="${bad}"]`).click();
    await vscode.workbench.page.keyboard.press('-');
    frame = await filled(`${names[0]} and 1 more and unlike 1`);
    assert.equal(await examples(frame, 'more').count(), 2);
    assert.equal(await examples(frame, 'less').getAttribute('data-path'), bad);
    const scores = (await frame.locator('tile-grid .score').allTextContents()).map(Number);
    assert.deepEqual(scores, scores.toSorted((a, b) => b - a), 'most similar first'); // prettier-ignore

    const dragged = await nameOf(frame, 2);
    await tile(frame, 2).dragTo(frame.locator('query-examples[kind="less"]'));
    frame = await filled(`${names[0]} and 1 more and unlike 2`);
    assert.equal(await examples(frame, 'less').last().getAttribute('data-path'), dragged);
    await vscode.workbench.screenshot('similar by examples');
    const liked = await nameOf(frame, 0);
    await vscode.workbench.chooseFromMenu('More Like This', () => tile(frame, 0).click({ button: 'right' }));
    frame = await filled(`${names[0]} and 2 more and unlike 2`);
    assert.equal(await examples(frame, 'more').last().getAttribute('data-path'), liked);

    await examples(frame, 'less').first().hover();
    await examples(frame, 'less').first().locator('button').click();
    frame = await filled(`${names[0]} and 2 more and unlike 1`);
    for (let i = 0; i < 5; i++) await vscode.workbench.page.keyboard.press('Alt+ArrowLeft');
    frame = await filled(names[0]);
    const after = await frame.locator('tile-grid .tile').evaluateAll((all) => all.map((one) => one.id));
    assert.deepEqual(after, before);
  });

  it('changes the looks of all tiles at once', async () => {
    const frame = await panel();
    const before = await drawn(tile(frame, 0).locator('canvas'));
    await frame.locator('vscode-dropdown.colormap').click();
    await frame.locator('vscode-dropdown.colormap vscode-option[value="inferno"]').click();
    await frame.locator('vscode-dropdown.stretch').click();
    await frame.locator('vscode-dropdown.stretch vscode-option[value="sqrt"]').click();
    await slideTo(frame.locator('input[type=range]'), (192 - 64) / 16);
    await until('the tiles are drawn otherwise', async () => {
      assert.equal((await tile(frame, 0).boundingBox())?.width, 192);
      const after = await drawn(tile(frame, 0).locator('canvas'));
      assert.ok(Math.abs(after.mean - before.mean) > 2, `${before.mean} to ${after.mean}`);
      const [r, , b] = await tile(frame, 0)
        .locator('canvas')
        .evaluate((element) => {
          const canvas = element as HTMLCanvasElement;
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
          let best = 0;
          for (let i = 0; i < data.length; i += 4) if (data[i] > data[best]) best = i;
          return [...data.slice(best, best + 3)];
        });
      assert.ok(r > b, 'the brightest pixel is of a warm colour');
    });
    await vscode.workbench.screenshot('similar inferno');
  });

  it('draws all tiles by the same cuts, by keyboard', async () => {
    const frame = await panel();
    const { keyboard } = vscode.workbench.page;
    const means = () =>
      Promise.all([0, 1, 2, 3].map(async (at) => (await drawn(tile(frame, at).locator('canvas'))).mean));
    const before = await means();
    await frame.locator('vscode-dropdown.cuts').focus();
    await keyboard.press('Enter');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await until(
      'the same cuts are chosen',
      async () =>
      assert.equal(await frame.locator('vscode-dropdown.cuts').evaluate((one: HTMLSelectElement) => one.value), 'same for all'), // prettier-ignore
    );
    await until('tiles are drawn otherwise', async () => assert.notDeepEqual(await means(), before));
    await vscode.workbench.screenshot('similar same cuts');
    await frame.locator('vscode-dropdown.cuts').focus();
    await keyboard.press('Enter');
    await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
    await until('tiles are drawn as before', async () => assert.deepEqual(await means(), before));
  });

  it('comes back after a reload of the window, as it was', async () => {
    await vscode.workbench.reload();
    const frame = await filled(names[0]);
    assert.equal((await tile(frame, 0).boundingBox())?.width, 192, 'the size is remembered');
    assert.equal(
      await frame.locator('vscode-dropdown.colormap').evaluate((d) => (d as HTMLSelectElement).value),
      'inferno',
    );
  });

  it('opens a file by double-click and by Enter', async () => {
    const frame = await panel();
    const name = await nameOf(frame, 0);
    await tile(frame, 0).dblclick();
    await vscode.workbench.tab(name).waitFor({ timeout: 120_000 });
    const second = await nameOf(frame, 1);
    await tile(frame, 1).click();
    await vscode.workbench.page.keyboard.press('Enter');
    await vscode.workbench.tab(second).waitFor({ timeout: 120_000 });
  });

  it('offers actions on a tile by right-click', async () => {
    const frame = await panel();
    const next = await nameOf(frame, 3);
    await vscode.workbench.chooseFromMenu('Find Similar to This', () => tile(frame, 3).click({ button: 'right' }));
    await filled(next);
  });

  it('follows files that come and go', async () => {
    const copy = path.join(folder, 'added.fits');
    fs.copyFileSync(path.join(folder, names[5]), copy);
    await vscode.workbench.chooseFromContextMenu(names[5], 'Find Similar Galaxies');
    const frame = await filled(names[5], COUNT + 1);
    assert.equal(await nameOf(frame, 0), 'added.fits', 'the copy is the nearest');
    assert.equal(await tile(frame, 0).locator('.score').textContent(), '1.000');
    fs.rmSync(copy);
    await filled(names[5], COUNT);
  });

  it('names what cannot be read, in the panel, the list and the Problems view', async () => {
    fs.writeFileSync(path.join(folder, 'broken.fits'), 'SIMPLE  =                    T');
    const frame = await panel();
    const link = frame.locator('.unreadable');
    await link.waitFor({ timeout: 120_000 });
    assert.match((await link.textContent()) ?? '', /1\s+unreadable/);
    await link.click();
    await vscode.workbench.tab('Unreadable files').waitFor({ timeout: 120_000 });
    await vscode.workbench.page.locator('.view-lines').filter({ hasText: 'broken.fits' }).first().waitFor();
    await vscode.workbench.runCommand('View: Focus Problems');
    await vscode.workbench.page
      .locator('.markers-panel')
      .filter({ hasText: /broken\.fits/ })
      .first()
      .waitFor({ timeout: 120_000 });
    await vscode.workbench.screenshot('unreadable files');
    fs.rmSync(path.join(folder, 'broken.fits'));
  });

  it('starts from the palette with the active editor’s file', async () => {
    await vscode.workbench.closeAllEditors();
    await vscode.workbench.openFile(names[7]);
    await vscode.workbench.tab(names[7]).waitFor();
    await vscode.workbench.runCommand('Morphoscope: Find Similar Galaxies');
    await filled(names[7]);
    assert.ok((await vscode.workbench.tabs()).includes(names[7]), 'beside the file, not over it');
  });

  for (const theme of themesToShow('dark', 'high contrast', 'high contrast light')) {
    it(`follows the ${theme} theme`, async () => {
      await vscode.workbench.setTheme(theme);
      const frame = await filled(names[7]);
      await tile(frame, 1).click();
      const { background, text } = await frame.locator('similar-app').evaluate((app) => ({
        background: getComputedStyle(document.body).backgroundColor,
        text: getComputedStyle(app).color,
      }));
      assert.notEqual(background, text);
      await vscode.workbench.screenshot(`similar ${theme}`);
    });
  }

  it('has told the browser’s console of no error', () => {
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
