import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { holdsImage, openFits } from '../../src/fits';
import { autoDisplay, pictureFromFits, render } from '../../src/imaging';
import { generateSampleSky } from '../../src/sample-sky';
import { SimilarPanel } from '../harness/similar-panel';
import { useVscode } from '../harness/vscode';
import { temporaryWorkspace } from '../harness/workspace';

const COUNT = 24;

/** A folder of FITS, PNG and JPEG files by turns. */
async function mixedFolder(): Promise<string> {
  const files: Record<string, Uint8Array> = {};
  let i = 0;
  for (const { bytes, name } of generateSampleSky({ count: 3 * COUNT, seed: 3 })) {
    if (i === COUNT || !name.endsWith('.fits')) continue;
    const kind = ['fits', 'png', 'jpg'][i % 3];
    const number = String(i++).padStart(2, '0');
    if (kind === 'fits') files[`galaxy-${number}.fits`] = bytes;
    else {
      const image = pictureFromFits(openFits(bytes, name).find(holdsImage)!);
      const { width, height, rgba } = render(image, autoDisplay(image, 'fits'));
      const raw = sharp(rgba, { raw: { width, height, channels: 4 } }).removeAlpha();
      files[`galaxy-${number}.${kind}`] = await (kind === 'png' ? raw.png() : raw.jpeg()).toBuffer();
    }
  }
  return temporaryWorkspace(files);
}

/** Makes a folder one that even the superuser cannot write to, and tells how to undo that; undefined where it cannot be. */
function makeReadOnly(folder: string): (() => void) | undefined {
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: 'ignore' });
  const ways = [
    { make: () => fs.chmodSync(folder, 0o555), undo: () => fs.chmodSync(folder, 0o755) },
    { make: () => run('chattr', '+i', folder), undo: () => run('chattr', '-i', folder) },
    {
      make: () => {
        run('mount', '--bind', folder, folder);
        run('mount', '-o', 'remount,ro,bind', folder);
      },
      undo: () => run('umount', folder),
    },
  ];
  for (const { make, undo } of ways) {
    try {
      make();
      try {
        fs.accessSync(folder, fs.constants.W_OK);
      } catch {
        return undo;
      }
      undo();
    } catch {
      // Not a way for this user or file system: the next.
    }
  }
  return undefined;
}

describe('a folder of photographs and FITS files that cannot be written to', function () {
  this.bail(true); // each step builds on those before it
  let folder = '';
  let undo: (() => void) | undefined;
  const vscode = useVscode({
    workspace: async () => {
      folder = await mixedFolder();
      undo = makeReadOnly(folder);
      process.once('exit', () => undo?.());
      return folder;
    },
  });
  const panel = new SimilarPanel(() => vscode.workbench);

  after(() => {
    undo?.();
    undo = undefined;
  });

  it('finds photographs and FITS files by a photograph', async () => {
    await vscode.workbench.chooseFromContextMenu('galaxy-01.png', 'Find Similar Galaxies');
    await panel.filled('galaxy-01.png', COUNT);
    const kinds = new Set<string>();
    for (let i = 0; i < 8; i++) kinds.add(path.extname(await panel.pathOf(i)));
    assert.ok(kinds.size > 1, [...kinds].join(', '));
  });

  it('shows them in colour or grey as they are', async () => {
    await vscode.workbench.chooseFromContextMenu('galaxy-02.jpg', 'Find Similar Galaxies');
    await panel.filled('galaxy-02.jpg', COUNT);
    await vscode.workbench.screenshot('photographs');
  });

  it('keeps its store elsewhere', function () {
    if (!undo) {
      console.warn('      skipped: no folder can be kept from this user');
      this.skip();
    }
    assert.ok(!fs.existsSync(path.join(folder, '.morphoscope')));
    const stores = path.join(vscode.server.folder, 'data/User/globalStorage/morphoscope.morphoscope/stores');
    const [store] = fs.readdirSync(stores);
    assert.ok(store.startsWith(path.basename(folder)), store);
    assert.ok(fs.readdirSync(path.join(stores, store, 'encoders')).length > 0);
  });

  it('has told the browser’s console of no error', () => {
    assert.deepEqual(vscode.workbench.webviewErrors, []);
  });
});
