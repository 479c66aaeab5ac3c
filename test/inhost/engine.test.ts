import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Command } from '../../src/vscode/ids';
import { eventually, extension, firstFile, folder, nativeLibraries, tabs } from './extension';
import { takeShown } from './spies';

/** As many as test/harness/inhost.ts puts into each folder. */
const COUNT = 24;

const statusOf = (name: string) => extension().exports.collections.find(({ folder: of }) => of === folder(name).fsPath);
const ready = (name: string, cutouts: number) =>
  eventually(`${name} has ${cutouts} cutouts`, () => {
    const { state, progress } = statusOf(name) ?? {};
    return !progress && state?.complete && state.cutouts === cutouts;
  });

describe('the engine behind a workspace of several folders', () => {
  before(async () => {
    await extension().activate();
    takeShown();
  });

  it('finds neighbours in the folder of the query', async () => {
    const file = await firstFile(folder('south'));
    await vscode.commands.executeCommand(Command.FindSimilar, file);
    await eventually('a panel on the file', () => tabs().includes(`Similar to ${path.basename(file.fsPath)}`));
    await ready('south', COUNT);
    assert.equal(statusOf('north'), undefined, 'the other folder is left alone');
    assert.ok(fs.existsSync(path.join(folder('south').fsPath, '.morphoscope')));
  });

  it('is a process of its own: the extension host has loaded no native library', () => {
    const { enginePid } = extension().exports;
    assert.ok(enginePid && enginePid !== process.pid);
    assert.deepEqual(nativeLibraries(), []);
  });

  it('indexes every folder at the person’s word, and says what came of it', async () => {
    await vscode.commands.executeCommand(Command.IndexWorkspace);
    assert.deepEqual(
      takeShown().map(({ kind, text }) => `${kind}: ${text}`),
      [
        `information: north: ${COUNT} galaxies indexed, ${COUNT} of them new.`,
        `information: south: ${COUNT} galaxies indexed, 0 of them new.`,
      ],
    );
  });

  it('follows a changed setting', async () => {
    const settings = vscode.workspace.getConfiguration('morphoscope', folder('north'));
    // Few are left out: of more than half the person would be asked.
    const some = fs.readdirSync(path.join(folder('north').fsPath, 'cutouts')).slice(0, COUNT - 5);
    const include = some.map((name) => `**/${name}`);
    await settings.update('include', include, vscode.ConfigurationTarget.WorkspaceFolder);
    await ready('north', COUNT - 5);
    await settings.update('include', undefined, vscode.ConfigurationTarget.WorkspaceFolder);
    await ready('north', COUNT);
    assert.equal(statusOf('south')?.state?.cutouts, COUNT);
  });

  it('looks for neighbours of a file from elsewhere in the workspace, and leaves its folder alone', async () => {
    const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-elsewhere-'));
    const file = path.join(elsewhere, 'visitor.fits');
    fs.copyFileSync((await firstFile(folder('north'), '**/*.fits')).fsPath, file);
    await vscode.commands.executeCommand(Command.FindSimilar, vscode.Uri.file(file));
    await eventually('a panel on the file', () => tabs().includes('Similar to visitor.fits'));
    assert.deepEqual(fs.readdirSync(elsewhere), ['visitor.fits']);
    fs.rmSync(elsewhere, { recursive: true });
  });

  it('starts anew after its process has been killed', async () => {
    const before = extension().exports.enginePid!;
    process.kill(before, 'SIGKILL');
    await eventually('the engine is gone', () => extension().exports.enginePid !== before);
    const file = await firstFile(folder('south'));
    await vscode.commands.executeCommand(Command.FindSimilar, file);
    await eventually('a panel on the file', () => tabs().includes(`Similar to ${path.basename(file.fsPath)}`));
    await ready('south', COUNT);
    const [message, ...others] = takeShown();
    assert.match(message.text, /engine stopped and was started again/);
    assert.deepEqual(others, []);
  });

  it('makes the sample workspace in a folder that it is given', async () => {
    const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-sample-'));
    await vscode.commands.executeCommand(Command.CreateSampleWorkspace, vscode.Uri.file(parent));
    const sample = path.join(parent, 'morphoscope-sample');
    const labels = fs.readFileSync(path.join(sample, 'labels.csv'), 'utf8').trim().split('\n');
    assert.equal(labels.length - 1, fs.readdirSync(path.join(sample, 'cutouts')).length);
    fs.rmSync(parent, { recursive: true });
  });

  it('tells this process’s tests which engine must end with the window', () => {
    const { enginePid } = extension().exports;
    assert.ok(enginePid);
    fs.writeFileSync(path.join(folder('north').fsPath, 'engine.pid'), String(enginePid));
  });
});
