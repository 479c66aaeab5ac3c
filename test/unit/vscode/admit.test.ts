import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../galaxies';
import { admit, RefusedFileError, type AdmittingContext, unsafeOnWindows } from '../../../src/vscode/border/admit';

describe('files that a workspace names', () => {
  let root: string;
  let remove: () => void;
  const at = (...names: string[]) => path.join(root, ...names);
  const around = (more: Partial<AdmittingContext> = {}): AdmittingContext => ({
    folders: [at('workspace'), at('second')],
    trusted: true,
    chosen: () => false,
    ...more,
  });

  beforeEach(() => {
    ({ folder: root, remove } = temporaryFolder());
    root = fs.realpathSync(root);
    for (const folder of ['workspace/sub', 'second', 'home']) fs.mkdirSync(at(folder), { recursive: true });
    for (const file of ['workspace/labels.csv', 'second/labels.csv', 'home/.profile'])
      fs.writeFileSync(at(file), 'path\n');
    fs.symlinkSync(at('home', '.profile'), at('workspace', 'linked.csv'));
    fs.symlinkSync(at('home'), at('workspace', 'data'));
    fs.symlinkSync('labels.csv', at('workspace', 'inner.csv'));
    fs.symlinkSync(at('home', 'not-yet.csv'), at('workspace', 'dangling.csv'));
  });
  afterEach(() => remove());

  it('are admitted inside of its folders, by their real paths', async () => {
    assert.equal(await admit(at('workspace', 'labels.csv'), around()), at('workspace', 'labels.csv'));
    assert.equal(await admit(at('workspace', 'inner.csv'), around()), at('workspace', 'labels.csv'));
    assert.equal(await admit(at('workspace', '..', 'second', 'labels.csv'), around()), at('second', 'labels.csv'));
    assert.equal(await admit(at('workspace', 'new', 'table.csv'), around()), at('workspace', 'new', 'table.csv'));
    assert.equal(await admit(at('workspace', 'labels.csv'), around({ trusted: false })), at('workspace', 'labels.csv'));
  });

  const OUTSIDE = [
    ['home', '.profile'],
    ['workspace', '..', 'home', '.profile'],
    ['workspace', 'linked.csv'],
    ['workspace', 'data', '.profile'],
    ['workspace', 'data', 'new.csv'],
    ['workspace', 'dangling.csv'],
  ];
  for (const names of OUTSIDE) {
    it(`are refused outside: ${names.join('/')}`, async () => {
      const refused = (choosable: boolean) => (error: unknown) =>
        error instanceof RefusedFileError && error.choosable === choosable && error.message.includes('outside of the workspace'); // prettier-ignore
      await assert.rejects(admit(at(...names), around()), refused(true));
      const all = { chosen: () => true };
      await assert.rejects(admit(at(...names), around({ ...all, trusted: false })), refused(false));
      const real = await admit(at(...names), around(all));
      assert.ok(real.startsWith(at('home')));
      const this_ = { chosen: (one: string) => one === real };
      assert.equal(await admit(at(...names), around(this_)), real);
    });
  }

  it('are refused on Windows where they are of the network or of devices, before the disk is asked', async () => {
    for (const file of [
      '\\\\attacker\\share\\labels.csv',
      '//attacker/share/labels.csv',
      '\\\\?\\C:\\labels.csv',
      '\\\\.\\PhysicalDrive0',
      'C:\\sky\\con',
      'C:\\sky\\NUL.csv',
      'C:\\sky\\com1.csv',
      'C:\\sky\\labels.csv:hidden',
    ]) {
      assert.ok(unsafeOnWindows(file, ['C:\\sky']) !== undefined, file);
      const far = { ...around(), folders: [], chosen: () => true, platform: 'win32' as const };
      await assert.rejects(admit(file, far), RefusedFileError, file);
    }
    for (const file of ['C:\\sky\\labels.csv', 'C:/sky/console.csv', 'D:\\galaxies\\communes.csv'])
      assert.equal(unsafeOnWindows(file, ['C:\\sky']), undefined, file);
    const share = ['\\\\server\\galaxies'];
    assert.equal(unsafeOnWindows('\\\\server\\galaxies\\labels.csv', share), undefined);
    assert.equal(unsafeOnWindows('\\\\SERVER\\galaxies\\labels.csv', share), undefined);
    assert.ok(unsafeOnWindows('\\\\server\\galaxies2\\labels.csv', share) !== undefined);
  });
});
