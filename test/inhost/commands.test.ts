import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Command, MAP_PANEL, SIMILAR_PANEL, TAGS_PANEL } from '../../src/vscode/ids';
import { extension, folder, tabs } from './extension';
import { panelSerializer, takeShown } from './spies';

describe('commands and panels given what they do not expect', () => {
  before(async () => {
    await extension().activate();
    takeShown();
  });

  it('Find Similar says which files it takes', async () => {
    for (const uri of [
      folder('north'),
      vscode.Uri.parse('untitled:galaxy.fits'),
      vscode.Uri.parse('http://example.org/galaxy.fits'),
      vscode.Uri.joinPath(folder('north'), 'README.md'),
    ]) {
      await vscode.commands.executeCommand(Command.FindSimilar, uri);
      const [message, ...others] = takeShown();
      assert.equal(message?.kind, 'warning', String(uri));
      assert.match(message.text, /FITS .*PNG and JPEG/);
      assert.deepEqual(others, []);
    }
    assert.deepEqual(tabs(), []);
  });

  it('Find Similar asks for a file where it is given none', async () => {
    for (const given of [[], [undefined], [null, null], ['/a/b.fits'], [{ fsPath: '/a/b.fits' }, 'x'], [7, [7]]]) {
      await vscode.commands.executeCommand(Command.FindSimilar, ...given);
      assert.deepEqual(takeShown().map(({ kind }) => kind), ['open dialog']); // prettier-ignore
    }
  });

  it('Find Similar takes no unsaved document for a file', async () => {
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument(vscode.Uri.parse('untitled:/galaxy.fits')),
    );
    await vscode.commands.executeCommand(Command.FindSimilar);
    assert.deepEqual(takeShown().map(({ kind }) => kind), ['open dialog']); // prettier-ignore
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('Create Sample Workspace takes a folder of this machine only, and an empty one', async () => {
    await vscode.commands.executeCommand(Command.CreateSampleWorkspace, vscode.Uri.parse('http://example.org/sky'));
    assert.deepEqual(takeShown().map(({ kind }) => kind), ['warning']); // prettier-ignore
    await vscode.commands.executeCommand(Command.CreateSampleWorkspace, 'a');
    assert.deepEqual(takeShown().map(({ kind }) => kind), ['open dialog']); // prettier-ignore
  });

  it('a tile’s commands without a tile or a panel do nothing', async () => {
    for (const command of [Command.TileOpen, Command.TileFindSimilar, Command.TileReveal, Command.TileCopyPaths]) {
      for (const given of [undefined, null, {}, { tile: 7 }, { tile: 'nowhere.fits[0]' }]) {
        await vscode.commands.executeCommand(command, given);
      }
    }
    assert.deepEqual(takeShown(), []);
  });

  it('none of these started the engine', () => {
    assert.equal(extension().exports.enginePid, undefined);
  });

  it('the sample workspace is not made over other files', async () => {
    const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-sample-'));
    fs.mkdirSync(path.join(parent, 'morphoscope-sample'));
    fs.writeFileSync(path.join(parent, 'morphoscope-sample', 'mine.txt'), 'mine');
    await vscode.commands.executeCommand(Command.CreateSampleWorkspace, vscode.Uri.file(parent));
    const [message] = takeShown();
    assert.equal(message.kind, 'error');
    assert.match(message.text, /holds other files/);
    assert.deepEqual(fs.readdirSync(path.join(parent, 'morphoscope-sample')), ['mine.txt']);
    fs.rmSync(parent, { recursive: true });
  });

  it('a panel comes back from a damaged state, empty', async () => {
    const query = { folder: folder('north').fsPath, cutouts: [{ path: 'a.fits' }] };
    const states: unknown[] = [
      undefined,
      null,
      'text',
      { history: 'x' },
      { history: [{ folder: 7 }], position: 0 },
      { history: [], position: 0 },
      { history: [query], position: 9 },
      { history: [query], position: -1.5 },
      { history: [{ ...query, cutouts: [] }], position: 0 },
    ];
    for (const state of states) {
      const panel = vscode.window.createWebviewPanel(SIMILAR_PANEL, 'Similar', vscode.ViewColumn.One);
      await panelSerializer(SIMILAR_PANEL)!.deserializeWebviewPanel(panel, state);
      assert.match(panel.webview.html, /Content-Security-Policy/);
      panel.dispose();
    }
    assert.deepEqual(takeShown(), []);
  });

  it('the page of tags comes back from a damaged state, of the first folder', async () => {
    const place = folder('north').fsPath;
    for (const state of [undefined, { folder: 7 }, { folder: place, sort: { by: 'colour', descending: 1 } }]) {
      const panel = vscode.window.createWebviewPanel(TAGS_PANEL, 'Tags', vscode.ViewColumn.One);
      await panelSerializer(TAGS_PANEL)!.deserializeWebviewPanel(panel, state);
      assert.equal(panel.title, 'Tags of north');
      assert.match(panel.webview.html, /Content-Security-Policy/);
      panel.dispose();
    }
    assert.deepEqual(takeShown(), []);
  });

  it('a map comes back from a damaged state, of the first folder', async () => {
    const place = folder('north').fsPath;
    const states: unknown[] = [
      undefined,
      { folder: 7 },
      { folder: place, view: { x: NaN, y: 0, nearness: 1 } },
      { folder: place, view: { x: 0, y: 0, nearness: 0 } },
    ];
    for (const state of states) {
      const panel = vscode.window.createWebviewPanel(MAP_PANEL, 'Map', vscode.ViewColumn.One);
      await panelSerializer(MAP_PANEL)!.deserializeWebviewPanel(panel, state);
      assert.equal(panel.title, 'Map of north');
      assert.match(panel.webview.html, /Content-Security-Policy/);
      panel.dispose();
    }
    assert.deepEqual(takeShown(), []);
  });
});
