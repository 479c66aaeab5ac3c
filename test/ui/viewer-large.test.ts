import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { until } from '../harness/until';
import { Viewer } from '../harness/viewer';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';
import { writeLargeImage } from '../large-image';

const SIDE = 8192;
const FILE_BYTES = 4 * SIDE * SIDE;
const MEGABYTE = 1e6;

/** An image of 256 MiB: the value of a pixel is its column plus its row, both in steps of 32. */
function writeLarge(file: string): void {
  writeLargeImage(file, SIDE, (x, y) => (x & ~31) + (y & ~31));
}

/** The greatest memory that the engine has taken so far, in bytes; undefined where the system does not tell. */
function engineMemory(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const peaks = fs
    .readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        if (!fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('dist/engine.js')) return [];
        const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
        return [1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1])];
      } catch {
        // The process has ended meanwhile.
        return [];
      }
    });
  assert.ok(peaks.length > 0, 'the engine runs');
  return Math.max(...peaks);
}

describe('a large file in the FITS viewer', () => {
  const folder = temporaryWorkspace();
  const file = path.join(folder, 'large.fits');
  const vscode = useVscode({
    workspace: () => {
      writeLarge(file);
      return folder;
    },
  });

  before(() => vscode.workbench.extensionIsKnown());

  it('is read by the engine, and drawn as its pixels say', async () => {
    const viewer = await Viewer.open(vscode.workbench, 'large.fits');
    await viewer.choose('stretch', 'linear');
    await viewer.choose('cuts', 'min-max');
    const highest = 2 * (SIDE - 32);
    await until('the whole is drawn', async () => {
      const places = [[700, 3000], [4000, 4100], [8000, 200], [8100, 8000]]; // prettier-ignore
      const colours = await viewer.coloursAt(places.map(([x, y]) => ({ x, y })));
      places.forEach(([x, y], i) => {
        const wanted = (255 * (x + y - 31)) / highest;
        assert.ok(Math.abs(colours[i][0] - wanted) <= 3, `${x}, ${y}: ${colours[i].join()}, not ${wanted}`);
      });
    });
  });

  it('shows single pixels of a far corner, their values and what is measured of them', async () => {
    const viewer = await Viewer.shown(vscode.workbench);
    await viewer.pointAt({ x: 8000.5, y: 7900.5 });
    for (let i = 0; i < 8; i++) await vscode.workbench.page.mouse.wheel(0, -300);
    await until('zoomed in', async () => assert.ok((await viewer.zoom()) > 2));
    await viewer.pointAt({ x: 8000.5, y: 7900.5 });
    await viewer.valueIs('x 8001, y 7901', String((8000 & ~31) + (7900 & ~31)));
    await viewer.frame.locator('button.tool-box').click();
    await viewer.drag({ x: 8000, y: 7904 }, { x: 8032, y: 7912 });
    const row = (name: string) => viewer.frame.locator('measure-result tr', { hasText: name }).locator('td');
    await until('the box is measured', async () => {
      assert.equal(await row('pixels').textContent(), '256');
      assert.equal(await row('mean').textContent(), String(8000 + 7904));
    });
  });

  it('takes no more memory than the file and 200 MB', function () {
    const memory = engineMemory();
    if (memory === undefined) return this.skip();
    assert.ok(memory < FILE_BYTES + 200 * MEGABYTE, `${Math.round(memory / MEGABYTE)} MB`);
  });

  it('says so when the file is cut, and shows it again when it is whole', async () => {
    fs.truncateSync(file, FILE_BYTES / 2);
    const viewer = await Viewer.shown(vscode.workbench, '[role=alert]');
    assert.match((await viewer.frame.locator('[role=alert]').first().textContent()) ?? '', /truncated|shorter/);
    writeLarge(file);
    await Viewer.shown(vscode.workbench);
  });
});
