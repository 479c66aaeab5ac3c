import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { Command, LanguageTool } from '../../src/vscode/ids';
import { FindSimilarInput } from '../../src/vscode/language-tools/find-similar-tool';
import { extension, firstFile, folder } from './extension';
import { takeShown } from './spies';

interface Cutout {
  path: string;
  similarity?: number;
  ra?: number;
  dec?: number;
}

interface Tool {
  name: string;
  modelDescription: string;
  inputSchema: { properties: Record<string, Record<string, unknown>>; required?: string[] };
}

/** What a tool answers, its one text parsed. */
async function invoke<T>(name: string, input: object): Promise<T> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  assert.equal(content.length, 1);
  const [part] = content;
  assert.ok(part instanceof vscode.LanguageModelTextPart, 'texts alone');
  return JSON.parse(part.value) as T;
}

const similar = (input: object) =>
  invoke<{ folder: string; query: Cutout; searched: number; neighbours: Cutout[] }>(LanguageTool.FindSimilar, input);

describe('tools for language models', () => {
  let file: string;

  before(async () => {
    await extension().activate();
    await vscode.commands.executeCommand(Command.IndexWorkspace);
    file = path.basename((await firstFile(folder('north'))).fsPath);
    takeShown();
  });

  it('are those that package.json describes', () => {
    const { contributes } = extension().packageJSON as { contributes: { languageModelTools: Tool[] } };
    const names = contributes.languageModelTools.map(({ name }) => name);
    assert.deepEqual(names, Object.values(LanguageTool));
    const registered = vscode.lm.tools.filter(({ name }) => name.startsWith('morphoscope_'));
    assert.deepEqual(registered.map(({ name }) => name).toSorted(), names.toSorted());
    for (const { description, inputSchema } of registered) assert.ok(description.length > 100 && inputSchema);
  });

  it('list the labels of a folder: its tables, their columns and values', async () => {
    const north = folder('north');
    const table = vscode.Uri.joinPath(north, 'tool-labels.csv');
    await vscode.workspace.fs.writeFile(table, new TextEncoder().encode(`file,class\n${file},odd\nother.fits,odd\n`));
    const settings = vscode.workspace.getConfiguration('morphoscope', north);
    await settings.update('labelFile', 'tool-labels.csv', vscode.ConfigurationTarget.WorkspaceFolder);
    try {
      type Answer = {
        folders: {
          folder: string;
          tables: { file: string; rowsMatchedToGalaxies: number; columns: { name: string; values?: object }[] }[];
        }[];
      };
      const { folders } = await invoke<Answer>(LanguageTool.ListLabels, {});
      const [found] = folders.find((one) => one.folder === 'north')!.tables;
      assert.deepEqual([found.file, found.rowsMatchedToGalaxies], ['tool-labels.csv', 1]);
      assert.deepEqual(
        found.columns.map(({ name, values }) => [name, values]),
        [
          ['file', undefined],
          ['class', { odd: 2 }],
        ],
      );
    } finally {
      await settings.update('labelFile', undefined, vscode.ConfigurationTarget.WorkspaceFolder);
      await vscode.workspace.fs.delete(table);
    }
  });

  it('list a table that two folders share with the rows that are about each', async () => {
    const [north, south] = [folder('north'), folder('south')];
    const table = vscode.Uri.joinPath(north, 'shared-labels.csv');
    const inSouth = await vscode.workspace.findFiles(new vscode.RelativePattern(south, '**/*.fits'));
    const lines = [file, ...inSouth.slice(0, 3).map(({ fsPath }) => path.basename(fsPath))].map((one) => `${one},odd`);
    await vscode.workspace.fs.writeFile(table, new TextEncoder().encode(['file,class', ...lines, ''].join('\n')));
    const all = [north, south].map((one) => vscode.workspace.getConfiguration('morphoscope', one));
    await all[0].update('labelFile', 'shared-labels.csv', vscode.ConfigurationTarget.WorkspaceFolder);
    await all[1].update('labelFile', '../north/shared-labels.csv', vscode.ConfigurationTarget.WorkspaceFolder);
    try {
      type Answer = { folders: { folder: string; tables: { error?: string; rowsMatchedToGalaxies: number }[] }[] };
      const { folders } = await invoke<Answer>(LanguageTool.ListLabels, {});
      const matched = folders.map(({ folder: name, tables: [one] }) => [name, one.error ?? one.rowsMatchedToGalaxies]);
      assert.deepEqual(Object.fromEntries(matched), { north: 1, south: 3 });
    } finally {
      for (const settings of all) await settings.update('labelFile', undefined, vscode.ConfigurationTarget.WorkspaceFolder); // prettier-ignore
      await vscode.workspace.fs.delete(table);
    }
  });

  it('take what their schemas say', () => {
    const { contributes } = extension().packageJSON as { contributes: { languageModelTools: Tool[] } };
    const { properties, required } = contributes.languageModelTools[0].inputSchema;
    assert.deepEqual(Object.keys(properties), Object.keys(FindSimilarInput.entries));
    assert.deepEqual(required, ['path']);
    const takes = (input: object) => v.safeParse(FindSimilarInput, input).success;
    const { minimum, maximum } = properties.count as { minimum: number; maximum: number };
    const longest = properties.path.maxLength as number;
    assert.ok(takes({ path: 'a', count: minimum }) && takes({ path: 'x'.repeat(longest), count: maximum }));
    assert.ok(!takes({ path: 'a', count: minimum - 1 }) && !takes({ path: 'a', count: maximum + 1 }));
    assert.ok(!takes({ path: 'x'.repeat(longest + 1) }) && !takes({ path: '' }) && !takes({ count: 3 }));
    assert.equal(v.parse(FindSimilarInput, { path: 'a' }).count, properties.count.default);
  });

  it('find what is similar, by path, name or folder’s name and path', async () => {
    const found = await similar({ path: `cutouts/${file}`, count: 4 });
    assert.deepEqual([found.folder, found.query.path, found.searched], ['north', `cutouts/${file}`, 24]);
    assert.equal(found.neighbours.length, 4);
    const scores = found.neighbours.map(({ similarity }) => similarity!);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
    assert.ok(scores.every((score) => score > -1 && score <= 1));
    for (const neighbour of found.neighbours) {
      assert.ok(fs.existsSync(path.join(folder('north').fsPath, neighbour.path)));
      assert.ok(neighbour.path !== `cutouts/${file}` && !path.isAbsolute(neighbour.path));
      assert.ok(neighbour.ra! >= 0 && neighbour.ra! < 360 && Math.abs(neighbour.dec!) <= 90);
    }
    const absolute = path.join(folder('north').fsPath, 'cutouts', file);
    for (const other of [file, file.split('.fits')[0], `north/cutouts/${file}`, absolute]) {
      assert.deepEqual(await similar({ path: other, count: 4 }), found, other);
    }
    assert.equal((await similar({ path: file })).neighbours.length, 10);
  });

  it('rank what is unusual, and what is interesting by ratings', async () => {
    type Answer = { folders: { folder: string; rankedBy: string; galaxies: number; rated: number; first: { path: string; expectedRating?: number; unusual: number; rated?: number }[] }[] }; // prettier-ignore
    const rank = async (input: object) =>
      (await invoke<Answer>(LanguageTool.RankAnomalies, input)).folders.find((one) => one.folder === 'north')!;
    const unusual = await rank({ sort: 'unusual', count: 24 });
    assert.deepEqual([unusual.rankedBy, unusual.galaxies, unusual.rated], ['how unusual', 24, 0]);
    const scores = unusual.first.map((one) => one.unusual);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
    const north = folder('north');
    const table = vscode.Uri.joinPath(north, 'tool-ratings.csv');
    const rows = unusual.first.slice(0, 12).map((one, i) => `${one.path},${i % 2 ? 5 : 0}`);
    await vscode.workspace.fs.writeFile(table, new TextEncoder().encode(`path,interest\n${rows.join('\n')}\n`));
    const settings = vscode.workspace.getConfiguration('morphoscope', north);
    await settings.update('labelFile', 'tool-ratings.csv', vscode.ConfigurationTarget.WorkspaceFolder);
    try {
      const found = await rank({ count: 24 });
      assert.deepEqual([found.rankedBy, found.rated, found.first.length], ['expected rating', 12, 24]);
      const means = found.first.map((one) => one.expectedRating!);
      assert.ok(means[0] >= means[23] && means.every((mean) => mean > -3 && mean < 8));
      assert.equal(found.first.filter((one) => one.rated !== undefined).length, 12);
      await assert.rejects(rank({ column: 'no_such' }), /no_such/);
    } finally {
      await settings.update('labelFile', undefined, vscode.ConfigurationTarget.WorkspaceFolder);
      await vscode.workspace.fs.delete(table);
    }
  });

  it('say what is wrong with a question', async () => {
    const cases: [object, RegExp][] = [
      [{ path: 'nowhere.fits' }, /No indexed galaxy is called nowhere\.fits/],
      [{ path: `/etc/cutouts/${file}` }, /No indexed galaxy/],
      [{ path: `south/cutouts/${file}` }, /No indexed galaxy/],
      [{ path: '/etc/passwd' }, /No indexed galaxy/],
      [{ path: file, count: 1000 }, /not valid/],
    ];
    for (const [input, message] of cases) await assert.rejects(similar(input), message);
  });

  it('say what the indexes hold', async () => {
    const { folders } = await invoke<{ folders: Record<string, unknown>[] }>(LanguageTool.CollectionStatus, {});
    assert.deepEqual(
      folders.map((one) => [one.folder, one.galaxies, one.unreadable, one.indexing, one.upToDate]),
      [
        ['north', 24, 0, false, true],
        ['south', 24, 0, false, true],
      ],
    );
    assert.match(String(folders[0].encoder), /^morphoscope/);
  });

  it('show nothing, and leave the folders as they are', async () => {
    const before = fs.readdirSync(folder('north').fsPath, { recursive: true });
    await similar({ path: file });
    await invoke(LanguageTool.CollectionStatus, {});
    assert.deepEqual(fs.readdirSync(folder('north').fsPath, { recursive: true }), before);
    assert.deepEqual(takeShown(), []);
  });
});
