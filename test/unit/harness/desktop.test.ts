import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { runDesktop, vscodeVersion } from '../../harness/desktop';
import { temporaryFolder } from '../../galaxies';

describe('the tests in a desktop VS Code', () => {
  it('run in the oldest version that the extension admits, the newest, or a given one', () => {
    assert.equal(vscodeVersion('oldest', '^1.100.0'), '1.100.0');
    assert.equal(vscodeVersion('oldest', '>=1.98.2 <2'), '1.98.2');
    assert.equal(vscodeVersion('stable', '^1.100.0'), 'stable');
    assert.equal(vscodeVersion('1.101.2', '^1.100.0'), '1.101.2');
    assert.throws(() => vscodeVersion('newest', '^1.100.0'), /no version of VS Code: "newest"/);
  });

  describe('with a program in the place of VS Code', function () {
    let folder: string;
    let remove: () => void;
    before(function () {
      // A script is no program there.
      if (process.platform === 'win32') this.skip();
    });
    beforeEach(() => ({ folder, remove } = temporaryFolder()));
    afterEach(() => remove());

    /** A program that writes down what it was started with, and what was there, and ends with a code. */
    function program(code: number): string {
      const file = path.join(folder, 'code');
      const script = `#!${process.execPath}
        const fs = require('node:fs');
        const [workspace, ...rest] = process.argv.slice(2).filter((one) => one !== '--no-sandbox' && !one.startsWith('--disable-gpu'));
        const profile = rest.find((one) => one.startsWith('--user-data-dir=')).slice('--user-data-dir='.length);
        const settings = JSON.parse(fs.readFileSync(profile + '/User/settings.json', 'utf8'));
        const folders = JSON.parse(fs.readFileSync(process.argv.find((one) => one.endsWith('.code-workspace')), 'utf8')).folders;
        fs.writeFileSync(${JSON.stringify(path.join(folder, 'seen.json'))}, JSON.stringify({ arguments: process.argv.slice(2), settings, folders, profile }));
        process.exit(${code});`;
      fs.writeFileSync(file, script, { mode: 0o755 });
      return file;
    }
    const seen = () => JSON.parse(fs.readFileSync(path.join(folder, 'seen.json'), 'utf8')) as { arguments: string[]; settings: Record<string, unknown>; folders: unknown[]; profile: string }; // prettier-ignore

    it('get the checkout, the bundle of tests, a workspace of two folders and quiet settings', async () => {
      assert.equal(await runDesktop('stable', program(0)), 0);
      const { arguments: given, settings, folders, profile } = seen();
      assert.ok(given.some((one) => /^--extensionDevelopmentPath=/.test(one)));
      assert.ok(given.some((one) => /^--extensionTestsPath=.*dist\/test\/inhost\/index\.js$/.test(one)));
      assert.equal(folders.length, 2);
      assert.equal(settings['telemetry.telemetryLevel'], 'off');
      assert.ok(!fs.existsSync(profile), 'nothing is left behind');
    });

    it('fail with its exit code', async () => assert.equal(await runDesktop('stable', program(3)), 3));
  });
});
