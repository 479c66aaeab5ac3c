import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { DEFAULT_INCLUDE } from '../../src/collection/discovery';
import { ANOMALIES_PANEL, Command, CUTOUT_NAME, PLAIN_TABLE_NAME, SIMILAR_PANEL } from '../../src/vscode/ids';
import { MARK } from '../harness/marked-output';
import { extension, nativeLibraries } from './extension';
import './spies';

interface Manifest {
  contributes: {
    commands: { command: string }[];
    menus: Record<string, { command: string; when: string }[]>;
    configuration: { properties: Record<string, { default: unknown }> };
  };
}

/** What the explorer offers on folders, and on tables. */
const OF_FOLDERS = new Set<string>([Command.ShowMap, Command.InspectAnomalies, Command.FindDuplicates]);
const OF_TABLES = new Set<string>([Command.UseLabelFile, Command.AddCatalog, Command.FineTune]);

describe('activation', () => {
  const { contributes } = extension().packageJSON as Manifest;

  it('activates the extension without a fault', async () => {
    assert.ok(!extension().isActive, 'nothing has called for it yet');
    await sleep(1500); // as a person does, who meets a window that has finished loading
    const start = performance.now();
    await extension().activate();
    console.log(MARK + `activation: ${(performance.now() - start).toFixed(1)} ms`);
    assert.ok(extension().isActive);
  });

  it('loads no native library and starts no engine before there is something to do', () => {
    assert.deepEqual(nativeLibraries(), []);
    assert.equal(extension().exports.enginePid, undefined);
  });

  it('registers every command that package.json contributes', async () => {
    const registered = await vscode.commands.getCommands(true);
    const missing = contributes.commands.filter(({ command }) => !registered.includes(command));
    assert.deepEqual(missing, []);
  });

  it('contributes every command that the code names, and no other', () => {
    const contributed = contributes.commands.map(({ command }) => command);
    assert.deepEqual(contributed.toSorted(), Object.values<string>(Command).toSorted());
    for (const [menu, entries] of Object.entries(contributes.menus)) {
      for (const { command } of entries) assert.ok(contributed.includes(command), `${menu}: ${command}`);
    }
  });

  it('offers its menus on the files and panels that the code knows', () => {
    for (const { command, when } of contributes.menus['explorer/context']) {
      const what = OF_FOLDERS.has(command)
        ? 'explorerResourceIsFolder'
        : String(OF_TABLES.has(command) ? PLAIN_TABLE_NAME : CUTOUT_NAME);
      assert.ok(when.includes(what), when);
    }
    for (const { when } of contributes.menus['webview/context']) {
      const [, name, pattern] = /^webviewId (?:== '(.+?)'|=~ \/(.+?)\/) &&/.exec(when) ?? [];
      const shown = [SIMILAR_PANEL, ANOMALIES_PANEL].filter(
        (id) => id === name || new RegExp(pattern ?? '$^').test(id),
      );
      assert.deepEqual(shown, name === undefined ? [SIMILAR_PANEL, ANOMALIES_PANEL] : [SIMILAR_PANEL], when);
    }
  });

  it('has settings whose defaults are those of the engine', () => {
    assert.deepEqual(contributes.configuration.properties['morphoscope.include'].default, DEFAULT_INCLUDE);
  });
});
