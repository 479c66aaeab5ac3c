import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { writeFits } from '../../src/fits';
import { SimilarPanel } from '../harness/similar-panel';
import { until } from '../harness/until';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 3000;
const SIDE = 64;

/** Many small galaxies, each of its own shape, made at once: what matters here is that there are many. */
function manyGalaxies(): Record<string, Uint8Array> {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < COUNT; i++) {
    const data = new Float32Array(SIDE * SIDE);
    const [radius, ratio, angle] = [3 + 9 * random(), 0.2 + 0.8 * random(), Math.PI * random()];
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    for (let p = 0; p < data.length; p++) {
      const [x, y] = [(p % SIDE) - SIDE / 2, Math.floor(p / SIDE) - SIDE / 2];
      data[p] = 100 * Math.exp(-Math.hypot(x * cos + y * sin, (y * cos - x * sin) / ratio) / radius) + 8 * random();
    }
    files[`galaxy-${String(i).padStart(4, '0')}.fits`] = writeFits([{ data, shape: [SIDE, SIDE] }]);
  }
  return files;
}

describe('a large folder that has not been indexed', function () {
  this.bail(true); // each step builds on those before it
  const vscode = useVscode({
    workspace: () => temporaryWorkspace(manyGalaxies()),
    settings: { 'morphoscope.threads': 1 },
  });
  const panel = new SimilarPanel(() => vscode.workbench);
  const tiles = (frame: Frame) => frame.locator('tile-grid .tile canvas').count();
  const stopped = async () => {
    const frame = await panel.frame();
    await frame.locator('.progress.stopped').waitFor({ timeout: 5000 });
    return frame;
  };
  const underWay = (what: string) =>
    until(what, async () => {
      const frame = await panel.frame();
      // Read together: a moment later both may have changed.
      const [text, shown] = await Promise.all([
        frame.locator('.progress .text').textContent({ timeout: 500 }),
        tiles(frame),
      ]);
      assert.match(text ?? '', /^Indexing [\d,]+ of 3,000 files · [\d,]+ a second · \d+ (s|min) left$/);
      assert.ok(shown >= 8, `${shown} tiles`);
      return frame;
    });
  const kill = async () => {
    const [engine, ...others] = await vscode.server.processes('engine.js');
    assert.ok(engine, 'the engine runs');
    assert.deepEqual(others, [], 'there is one engine');
    process.kill(engine, 'SIGKILL');
  };

  it('shows neighbours while it goes on, with a count, a rate and the time left', async () => {
    await vscode.workbench.chooseFromContextMenu('galaxy-0000.fits', 'Find Similar Galaxies');
    await underWay('neighbours and progress at the same time');
    await vscode.workbench.statusBarItem(/galaxies \d+ %/).waitFor({ timeout: 5000 });
    await vscode.workbench.screenshot('indexing');
  });

  it('stops at once when told to, says so, and keeps what it has', async () => {
    const frame = await panel.frame();
    await frame.locator('.progress .cancel').click();
    await stopped();
    assert.match((await frame.locator('.progress .text').textContent()) ?? '', /The index is not complete/);
    await vscode.workbench.statusBarItem(/[\d,]+ galaxies$/).waitFor({ timeout: 5000 });
    const searched = async () => Number(/of\s+([\d,]+)/.exec((await frame.locator('.searched').textContent()) ?? '')![1].replace(',', '')); // prettier-ignore
    await until('the panel has caught up', async () => {
      const before = await searched();
      await vscode.workbench.page.waitForTimeout(1500);
      assert.equal(await searched(), before, 'nothing goes on behind the person’s back');
      assert.ok(before > 8 && before < COUNT, `${before} galaxies`);
    });
    await vscode.workbench.screenshot('indexing stopped');
  });

  it('goes on where it stopped, and survives the death of its engine', async () => {
    const frame = await stopped();
    await frame.getByText('Continue indexing').click();
    await underWay('indexing goes on');
    await kill();
    await underWay('a new engine goes on');
    await panel.filled('galaxy-0000.fits', COUNT, 120_000);
    await until('no progress is left', async () => assert.equal(await frame.locator('.progress').count(), 0));
    await vscode.workbench.statusBarItem(/3,000 galaxies$/).waitFor();
  });

  it('answers the next query after its engine has died idle, and makes no second fuss', async () => {
    await kill();
    const next = await panel.pathOf(1);
    await (await panel.tile(1)).click();
    await vscode.workbench.page.keyboard.press('s');
    await panel.filled(next, COUNT);
    const frame = await panel.frame();
    await until('it is known to be complete', async () => assert.equal(await frame.locator('.progress').count(), 0));
    const messages = await vscode.workbench.notifications();
    assert.equal(messages.filter((text) => text.includes('engine stopped')).length, 1, messages.join('\n'));
    assert.equal(messages.length, 1, messages.join('\n'));
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
