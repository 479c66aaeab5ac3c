import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { FITS_VIEWER } from '../../src/vscode/ids';
import { extension } from './extension';

interface Manifest {
  contributes: {
    commands: { title: string }[];
    configuration: { properties: Record<string, unknown> };
    walkthroughs: {
      steps: { id: string; description: string; media: { markdown: string }; completionEvents: string[] }[];
    }[];
  };
}

describe('the walkthrough', () => {
  const { contributes } = extension().packageJSON as Manifest;
  const { steps } = contributes.walkthroughs[0];
  const pages = steps.map(({ media }) => fs.readFileSync(path.join(extension().extensionPath, media.markdown), 'utf8'));

  it('links to commands, ends steps by events, and names settings that there are', async () => {
    await extension().activate();
    const commands = await vscode.commands.getCommands(true);
    const named = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name);
    const linked = steps.flatMap(({ description }) => named(description, /\(command:([\w.]+)\)/g));
    assert.ok(linked.length >= steps.length, 'every step has something to do');
    const ending = steps.flatMap(({ completionEvents }) => completionEvents);
    const ended = ending.flatMap((event) => named(event, /^onCommand:([\w.]+)$/g));
    for (const command of [...linked, ...ended]) assert.ok(commands.includes(command), command);
    assert.ok(ending.includes(`onContext:activeCustomEditorId == '${FITS_VIEWER}'`));
    const settings = pages.flatMap((page) => named(page, /`(morphoscope\.\w+)`/g));
    for (const setting of settings) assert.ok(setting in contributes.configuration.properties, setting);
  });

  it('names commands and buttons as they are called', () => {
    const titles = contributes.commands.map(({ title }) => title.replace('…', ''));
    for (const { description } of steps) {
      for (const [, title] of description.matchAll(/\[([^\]]+)\]\(command:morphoscope/g)) {
        assert.ok(titles.includes(title), title);
      }
    }
    const bundles = ['similar.js', 'map.js'].map((name) =>
      fs.readFileSync(path.join(extension().extensionPath, 'dist/webview', name), 'utf8'),
    );
    for (const button of ['Copy as Python', 'Show in grid', 'Colour by']) {
      assert.ok(
        pages.some((page) => page.includes(`**${button}**`)),
        button,
      );
      assert.ok(
        bundles.some((bundle) => bundle.includes(button)),
        button,
      );
    }
  });
});
