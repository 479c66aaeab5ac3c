import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';
import { writeFits } from '../../src/fits';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';
import { SHARED_DATA, sharedData } from '../shared-data';

const RADIO = '100_114.242+043.484_0.2731_0057.94.fits';
const CONFORMANCE = path.join(SHARED_DATA, 'fits/fits_conformance/astropy/astropy/io/fits');

/** A ramp: the value of a pixel is its column, so that what is drawn can be foretold. */
function ramp(): Uint8Array {
  const data = Float32Array.from({ length: 64 * 32 }, (_, i) => i % 64);
  const wcs: [string, string | number][] = [
    ['CTYPE1', 'RA---TAN'],
    ['CTYPE2', 'DEC--TAN'],
    ['CRVAL1', 150],
    ['CRVAL2', 2],
    ['CRPIX1', 32],
    ['CRPIX2', 16],
    ['CD1_1', -0.0001],
    ['CD1_2', 0],
    ['CD2_1', 0],
    ['CD2_2', 0.0001],
  ];
  return writeFits([
    { header: [['OBJECT', 'A RAMP', 'for a test']] },
    { header: [['EXTNAME', 'RAMP'], ...wcs], data, shape: [32, 64] },
    { header: [['EXTNAME', 'CUBE']], data: Float32Array.from({ length: 5 * 64 }, (_, i) => i), shape: [5, 8, 8] },
  ]);
}

function workspace(): string {
  const real = {
    [RADIO]: path.join(SHARED_DATA, 'mirabest', RADIO),
    'rice.fits': path.join(CONFORMANCE, 'hdu/compressed/tests/data/m13_rice.fits'),
    'table.fits': path.join(CONFORMANCE, 'tests/data/tb.fits'),
  };
  const there = Object.entries(real).filter(([, file]) => fs.existsSync(file));
  return temporaryWorkspace({
    'ramp.fits': ramp(),
    'broken.fits': 'SIMPLE  =                    T',
    ...Object.fromEntries(there.map(([name, file]) => [name, { copyOf: file }])),
  });
}

describe('the FITS viewer', () => {
  const folder = workspace();
  const vscode = useVscode({ workspace: () => folder });
  /** The viewer whose image or message has come. */
  const viewer = async (name: string, selector: string) => {
    await vscode.workbench.openFile(name);
    await vscode.workbench.tab(name).waitFor({ timeout: 20_000 });
    return vscode.workbench.webview(`viewer-app ${selector}`);
  };

  before(async function (this: Context) {
    sharedData(this, 'mirabest');
    // Until VS Code has read the extension's manifest it opens FITS files as text.
    await until('the extension is known', async () => {
      const titles = await vscode.workbench.commands('Morphoscope:');
      assert.ok(titles.some((title) => title.startsWith('Morphoscope:')));
    });
  });

  it('opens on the first image, and draws it', async () => {
    const frame = await viewer('ramp.fits', 'image-canvas');
    assert.equal(await frame.locator('select.hdu').inputValue(), '1', 'not the empty primary HDU');
    await frame.locator('select.stretch').selectOption('linear');
    await frame.locator('select.cuts').selectOption('min-max');
    const grey = await until('the ramp is drawn', async () => {
      const values = await frame.locator('image-canvas').evaluate((element) => {
        const bitmap = (element as unknown as { bitmap: HTMLCanvasElement }).bitmap;
        return [...bitmap.getContext('2d')!.getImageData(0, 10, 64, 1).data].filter((_, i) => i % 4 === 0);
      });
      assert.equal(values[0], 0);
      assert.equal(values[63], 255);
      return values;
    });
    grey.forEach((value, column) =>
      assert.ok(Math.abs(value - (255 * column) / 63) <= 1, `column ${column}: ${value}`),
    );
  });

  it('tells pixel, value and position under the pointer', async () => {
    const frame = await vscode.workbench.webview('viewer-app image-canvas');
    const box = (await frame.locator('image-canvas').boundingBox())!;
    await frame.locator('image-canvas').hover({ position: { x: box.width / 2 + 1, y: box.height / 2 + 1 } });
    await until('the middle is named', async () => {
      assert.equal((await frame.locator('footer .pixel').textContent())?.trim(), 'x 33, y 16');
      assert.equal((await frame.locator('footer .value').textContent())?.trim(), '32');
    });
    const [ra, dec] = ((await frame.locator('footer .degrees').textContent()) ?? '').split(' ').map(parseFloat);
    assert.ok(Math.abs(ra - 150) < 2e-4 && Math.abs(dec - 2) < 2e-4, `${ra}, ${dec}`);
  });

  it('zooms by keyboard, and steps through HDUs and planes', async () => {
    const frame = await vscode.workbench.webview('viewer-app image-canvas');
    const scale = () =>
      frame.locator('image-canvas').evaluate((element) => (element as unknown as { scale: number }).scale);
    await frame.locator('image-canvas canvas').focus();
    const fitted = await scale();
    await vscode.workbench.page.keyboard.press('+');
    assert.ok((await scale()) > fitted);
    await vscode.workbench.page.keyboard.press('1');
    assert.equal(await scale(), 1);
    await vscode.workbench.page.keyboard.press('0');
    assert.equal(await scale(), fitted);
    await vscode.workbench.page.keyboard.press(']');
    await frame.getByText('Plane 1 of 5').waitFor();
    await frame.locator('.toolbar input[type=range]').fill('3');
    await frame.getByText('Plane 4 of 5').waitFor();
    await vscode.workbench.page.keyboard.press('[');
  });

  it('shows the header, and searches it', async () => {
    const frame = await vscode.workbench.webview('viewer-app');
    await frame.locator('select.hdu').selectOption('0');
    await frame.getByRole('tab', { name: 'Header' }).click();
    await frame.locator('header-table input').fill('object');
    await until('one card is left', async () =>
      assert.deepEqual(await frame.locator('header-table tr td').allTextContents(), ['OBJECT', 'A RAMP', 'for a test']),
    );
  });

  it('comes back after a reload of the window', async () => {
    await vscode.workbench.page.waitForTimeout(8000);
    await vscode.workbench.reload();
    const frame = await vscode.workbench.webview('viewer-app header-table');
    assert.equal(await frame.locator('select.hdu').inputValue(), '0');
  });

  it('shows real galaxies, compressed images and tables', async () => {
    const radio = await viewer(RADIO, 'image-canvas');
    await radio.locator('select.stretch').selectOption('auto');
    await radio.locator('select.cuts').selectOption('auto');
    await vscode.workbench.screenshot('viewer light');
    await viewer('rice.fits', 'image-canvas');
    await vscode.workbench.screenshot('viewer compressed');
    const table = await viewer('table.fits', 'data-table td');
    assert.match((await table.locator('data-table .pages').textContent()) ?? '', /rows\s+1\s+to\s+2\s+of\s+2/);
    await vscode.workbench.screenshot('viewer table');
  });

  it('says why a file cannot be read', async () => {
    const frame = await viewer('broken.fits', '.empty');
    assert.match((await frame.locator('.empty').textContent()) ?? '', /broken\.fits/);
  });

  it('shows the file anew when it changes', async () => {
    fs.writeFileSync(path.join(folder, 'broken.fits'), ramp());
    await vscode.workbench.webview('viewer-app image-canvas');
  });

  it('finds what is similar to the image it shows', async () => {
    const frame = await viewer(RADIO, 'image-canvas');
    await frame.locator('vscode-button.similar').click();
    const panel = await vscode.workbench.webview('similar-app tile-grid .tile canvas');
    assert.equal((await panel.locator('h1').textContent())?.trim(), RADIO);
  });

  for (const theme of ['dark', 'high contrast'] as const) {
    it(`follows the ${theme} theme`, async () => {
      await vscode.workbench.setTheme(theme);
      await viewer(RADIO, 'image-canvas');
      await vscode.workbench.screenshot(`viewer ${theme}`);
    });
  }
});
