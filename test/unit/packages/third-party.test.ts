import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../built';
import { temporaryFolder } from '../../galaxies';

interface Options {
  texts?: Record<string, string>;
  allowed?: Set<string>;
}
interface ThirdParty {
  thirdPartyNotices: () => Promise<string>;
  packageOf: (file: string) => string | undefined;
  noticeOf: (folder: string, options?: Options) => { title: string; texts: string[] };
}

const load = () => import(pathToFileURL(path.join(ROOT, 'scripts/third-party.mjs')).href) as Promise<ThirdParty>;

describe('the notices of what others have made', function () {
  this.timeout(120_000);
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  /** A package with such a manifest and such files, as a path relative to the checkout. */
  function packageWith(manifest: object, files: Record<string, string> = {}): string {
    const all = { 'package.json': JSON.stringify({ name: 'one', version: '1.0.0', ...manifest }), ...files };
    for (const [name, text] of Object.entries(all)) fs.writeFileSync(path.join(folder, name), text);
    return path.relative(ROOT, folder);
  }

  it('name what is bundled, what lies beside it and what these hold, with whole texts', async () => {
    const text = await (await load()).thirdPartyNotices();
    const { dependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const [name, version] of Object.entries(dependencies)) assert.ok(text.includes(`\n- ${name} ${version} (`), name); // prettier-ignore
    // Bundled into the extension, a panel, or another package; native; and without a package of their own.
    for (const name of ['fflate', 'lit', 'xmlchars', 'node-gyp-build', 'libjpeg-turbo', 'EfficientNet-Lite0'])
      assert.ok(text.includes(`\n- ${name} `), name);
    assert.ok(!text.includes('\n- mocha '), 'nothing that is not in the package');
    for (const name of ['lit', 'usearch', 'fflate']) {
      const licence = fs.readFileSync(path.join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8').trim();
      assert.ok(text.includes(licence.replaceAll('\r\n', '\n')), `the whole licence of ${name}`);
    }
    assert.ok(!/\b(A|L)?GPL-\d/.test(text.slice(0, text.indexOf('====='))), 'no GPL among the titles');
  });

  it('know the innermost package of a file, on Windows too', async () => {
    const { packageOf } = await load();
    assert.equal(packageOf('node_modules/lit/index.js'), 'node_modules/lit');
    assert.equal(packageOf('node_modules/a/node_modules/@b/c/d.js'), 'node_modules/a/node_modules/@b/c');
    assert.equal(packageOf('node_modules\\@b\\c\\d.js'), 'node_modules/@b/c');
    assert.equal(packageOf('src/fits/index.ts'), undefined);
  });

  for (const license of ['GPL-3.0-only', 'UNLICENSED', 'MIT AND GPL-2.0', undefined])
    it(`are refused with the licence ${license}`, async () => {
      const { noticeOf } = await load();
      assert.throws(() => noticeOf(packageWith({ license }, { LICENSE: 'text' })), /one 1\.0\.0: the licence .* none of those allowed/); // prettier-ignore
    });

  it('are refused without a text, or with an empty one', async () => {
    const { noticeOf } = await load();
    assert.throws(() => noticeOf(packageWith({ license: 'MIT' })), /one 1\.0\.0: no text of its licence MIT/);
    assert.throws(() => noticeOf(packageWith({ license: 'MIT' }, { LICENSE: ' \n' })), /no text/);
    const found = noticeOf(packageWith({ license: 'MIT' }, { 'LICENCE.md': 'one', NOTICE: 'two' }));
    assert.deepEqual(found, { title: 'one 1.0.0 (MIT)', texts: ['one', 'two'] });
  });
});
