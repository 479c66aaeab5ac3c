import path from 'node:path';
import * as vscode from 'vscode';
import type { FolderStatus } from '../../contracts/common';
import type { Collections } from './collections';
import { Owner } from '../disposable';
import { deviceWords } from './device-words';
import { Command } from '../ids';
import { device } from '../settings';

/** What the index holds and whether it is busy, in the status bar. */
export class StatusItem extends Owner {
  private readonly item: vscode.StatusBarItem;

  constructor(private readonly collections: Collections) {
    super();
    this.item = this.register(
      vscode.window.createStatusBarItem('morphoscope.index', vscode.StatusBarAlignment.Right, 90),
    );
    this.item.name = 'Morphoscope Index';
    this.item.command = Command.ShowStatus;
    this.register(collections.onDidChange(() => this.update()));
    this.update();
  }

  private update(): void {
    const all = this.collections.all;
    const cutouts = all.reduce((sum, { state }) => sum + (state?.cutouts ?? 0), 0);
    const failed = all.reduce((sum, { state }) => sum + (state?.failed ?? 0), 0);
    const busy = all.find(({ progress }) => progress);
    if (all.length === 0) this.item.text = '$(telescope) Morphoscope';
    else if (busy?.progress) {
      const { done, total, walking } = busy.progress;
      const share = walking || total === 0 ? '' : ` ${Math.floor((100 * done) / total)} %`;
      this.item.text = `$(sync~spin) ${cutouts.toLocaleString('en')} galaxies${share}`;
    } else this.item.text = `$(telescope) ${cutouts.toLocaleString('en')} galaxies${failed ? ' $(warning)' : ''}`;
    this.item.accessibilityInformation = { label: `Morphoscope: ${cutouts} galaxies, ${busy ? 'indexing' : 'ready'}` };
    this.item.tooltip = new vscode.MarkdownString(
      all.map(describe).join('\n\n') || 'Morphoscope has not been used yet',
    );
    this.item.show();
  }
}

function describe({ folder, state, progress }: FolderStatus): string {
  const lines = [`**${path.basename(folder)}**`];
  if (state) {
    lines.push(
      `${state.cutouts.toLocaleString('en')} cutouts indexed with the encoder \`${state.encoder}\``,
      deviceWords(state, device()),
    );
    if (state.next) {
      const { encoder, cutouts } = state.next;
      lines.push(`\`${encoder}\` will answer when it has indexed everything (${cutouts.toLocaleString('en')} so far)`);
    }
    if (state.failed) lines.push(`${state.failed.toLocaleString('en')} could not be read`);
  }
  lines.push(progress ? `indexing: ${progressText(progress)}` : 'ready');
  return lines.join('  \n');
}

/** "1,200 of 5,000 files, 410 a second, 9 s left" */
export function progressText(progress: NonNullable<FolderStatus['progress']>): string {
  const { done, total, walking, rate, secondsLeft } = progress;
  return [
    `${done.toLocaleString('en')} of ${total.toLocaleString('en')}${walking ? '+' : ''} files`,
    ...(rate === undefined ? [] : [`${Math.round(rate).toLocaleString('en')} a second`]),
    ...(secondsLeft === undefined ? [] : [`${Math.ceil(secondsLeft)} s left`]),
  ].join(', ');
}
