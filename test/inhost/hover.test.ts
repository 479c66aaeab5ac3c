import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { decode } from 'fast-png';
import * as vscode from 'vscode';
import { FindCutout, ReadThumbnails } from '../../src/engine';
import type { FolderStatus } from '../../src/contracts/common';
import { CutoutHover, type HoverContext } from '../../src/vscode/hover/cutout-hover';
import { Command } from '../../src/vscode/ids';
import { eventually, extension, firstFile, folder, tabs } from './extension';
import { takeShown } from './spies';

/** The hovers of this extension where the `|` of a document's text is. */
async function hovers(language: string, marked: string): Promise<vscode.Hover[]> {
  const at = marked.indexOf('|');
  const document = await vscode.workspace.openTextDocument({ language, content: marked.replace('|', '') });
  const all = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    document.positionAt(at),
  );
  return all.filter(({ contents }) => textOf(contents).includes(Command.FindSimilar));
}

const textOf = (contents: vscode.Hover['contents']) =>
  contents.map((one) => (typeof one === 'string' ? one : one.value)).join('\n');

describe('names of cutouts in texts', () => {
  let name: string;
  let file: vscode.Uri;

  before(async () => {
    await extension().activate();
    await vscode.commands.executeCommand(Command.IndexWorkspace);
    file = await firstFile(folder('north'), '**/*.fits');
    name = path.basename(file.fsPath, '.fits');
    takeShown();
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('show the galaxy, where it is, and a link to those like it', async () => {
    const [hover, ...others] = await hovers(
      'python',
      `x = fits.open("cutouts/${name.slice(0, 5)}|${name.slice(5)}.fits")`,
    );
    assert.deepEqual(others, []);
    const [contents] = hover.contents as vscode.MarkdownString[];
    assert.deepEqual(contents.isTrusted, { enabledCommands: [Command.FindSimilar] });
    const words = contents.value
      .replace(/!\[.*?\)/, '')
      .replaceAll('\\', '')
      .replaceAll('&nbsp;', ' ');
    assert.ok(words.includes(`cutouts/${name}.fits\n`), words);
    assert.match(words, /\d\d:\d\d:\d\d\.\d\d [+−]\d\d:\d\d:\d\d\.\d/);
    const png = /\(data:image\/png;base64,([^|)]+)\|width=128\)/.exec(contents.value)![1];
    assert.ok(contents.value.length < 100_000, 'VS Code shows no more');
    const { width, height, data, channels } = decode(Buffer.from(png, 'base64'));
    assert.ok(width > 32 && width <= 128 && height > 32 && height <= 128);
    const brightness = Array.from({ length: width * height }, (_, i) => data[channels * i]);
    assert.ok(new Set(brightness).size > 20 && Math.max(...brightness) > 100, 'a galaxy is drawn');
    assert.deepEqual(
      [hover.range!.start.character, hover.range!.end.character],
      [15, 15 + `cutouts/${name}.fits`.length],
    );
  });

  it('are found as names and stems, in every kind of document, and by no other word', async () => {
    for (const [language, text] of [
      ['markdown', `A ring: \`${name}|.fits\``],
      ['plaintext', `path,class\n|${name},ring\n`],
      ['plaintext', `see ${name}|[0]`],
      ['jsonl', `{"file": "/some/where/cutouts/${name}|.fits"}`],
    ]) {
      assert.equal((await hovers(language, text)).length, 1, text);
    }
    for (const [language, text] of [
      ['python', 'imp|ort numpy'],
      ['plaintext', `${name}|x`],
      ['javascript', `open("${name}|.fits")`],
    ]) {
      assert.deepEqual(await hovers(language, text), [], text);
    }
  });

  it('are found in the cells of a notebook and in a table on the disk', async () => {
    const notebook = path.join(folder('south').fsPath, 'look.ipynb');
    const cell = {
      cell_type: 'code',
      metadata: {},
      source: `show("${name}.fits")`,
      outputs: [],
      execution_count: null,
    };
    fs.writeFileSync(
      notebook,
      JSON.stringify({
        cells: [cell],
        metadata: { language_info: { name: 'python' } },
        nbformat: 4,
        nbformat_minor: 5,
      }),
    );
    const table = path.join(folder('south').fsPath, 'list.csv');
    fs.writeFileSync(table, `id,file\n1,${name}.fits\n`);
    const opened = await vscode.workspace.openNotebookDocument(vscode.Uri.file(notebook));
    for (const [document, position] of [
      [opened.cellAt(0).document, new vscode.Position(0, 8)],
      [await vscode.workspace.openTextDocument(table), new vscode.Position(1, 4)],
    ] as const) {
      const all = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        position,
      );
      assert.match(all.map(({ contents }) => textOf(contents)).join(), /data:image\/png/);
    }
    fs.rmSync(notebook);
    fs.rmSync(table);
  });

  it('lead to what is similar', async () => {
    const [hover] = await hovers('python', `"${name}|"`);
    const [, encoded] = /command:morphoscope\.findSimilar\?([^ ]+) /.exec(textOf(hover.contents))!;
    const [uri, , hdu] = JSON.parse(decodeURIComponent(encoded)) as [
      Parameters<typeof vscode.Uri.from>[0],
      null,
      number,
    ];
    await vscode.commands.executeCommand(Command.FindSimilar, vscode.Uri.from(uri), null, hdu);
    await eventually('a panel on the file', () => tabs().includes(`Similar to ${path.basename(file.fsPath)}`));
    assert.equal(vscode.Uri.from(uri).fsPath, file.fsPath);
  });

  it('say what the label file says of the galaxy', async () => {
    const north = folder('north');
    const table = vscode.Uri.joinPath(north, 'hover-labels.csv');
    const rows = `file,class,tags\n${name}.fits,spiral,ring;blue\n`;
    await vscode.workspace.fs.writeFile(table, new TextEncoder().encode(rows));
    const settings = vscode.workspace.getConfiguration('morphoscope', north);
    await settings.update('labelFile', 'hover-labels.csv', vscode.ConfigurationTarget.WorkspaceFolder);
    try {
      const [hover] = await hovers('python', `"${name}|.fits"`);
      assert.match(textOf(hover.contents).replaceAll('\\', '').replaceAll('&nbsp;', ' '), /spiral · #ring · #blue/);
    } finally {
      await settings.update('labelFile', undefined, vscode.ConfigurationTarget.WorkspaceFolder);
      await vscode.workspace.fs.delete(table);
    }
  });

  it('ask for nothing more once the pointer has gone', async () => {
    const asked: string[] = [];
    const gone = new vscode.CancellationTokenSource();
    const open = { folder: folder('north').fsPath, state: { cutouts: 3 } } as FolderStatus;
    const context = {
      engine: {
        request: (request: unknown) => {
          asked.push(request === FindCutout ? 'find' : request === ReadThumbnails ? 'thumbnails' : 'something else');
          if (request !== FindCutout) return Promise.resolve([{ error: 'none' }]);
          gone.cancel();
          return Promise.resolve({ index: 0, cutout: { path: 'a.fits', hdu: 0 } });
        },
      },
      collections: { all: [open, { ...open, folder: folder('south').fsPath }] },
      globalState: { get: () => undefined },
    } as unknown as HoverContext;
    const document = await vscode.workspace.openTextDocument({ content: 'a.fits', language: 'python' });
    const hover = new CutoutHover(context);
    assert.equal(await hover.provideHover(document, new vscode.Position(0, 1), gone.token), undefined);
    assert.deepEqual(asked, ['find']);
    assert.equal(await hover.provideHover(document, new vscode.Position(0, 1), gone.token), undefined);
    assert.deepEqual(asked, ['find'], 'nor begin');
  });
});
