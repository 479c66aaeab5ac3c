import path from 'node:path';
import * as vscode from 'vscode';
import { isLeftOutKind } from '../../collection/remark-kinds';
import { readLines, type ReadLine, type WhatWasRead } from '../../engine';
import type { Collections } from '../collections/collections';
import { Owner } from '../disposable';
import { Command } from '../ids';
import { readAlso, rememberReadAlso } from '../settings';

/** What the files of folders were taken for: as a list in which a person changes it, and in the Problems view. */
export class ReadFiles extends Owner {
  private readonly problems = this.register(vscode.languages.createDiagnosticCollection('Morphoscope: what was read'));
  /** By folder, so that it is written anew only where it has changed. */
  private readonly shown = new Map<string, WhatWasRead | undefined>();

  constructor(private readonly collections: Collections) {
    super();
    this.register(
      vscode.commands.registerCommand(Command.ShowWhatWasRead, (folder: unknown) =>
        this.show(folder instanceof vscode.Uri ? folder.fsPath : undefined),
      ),
    );
    this.register(collections.onDidChange(() => this.follow()));
  }

  /** The lines beyond the first, each with what a click on it does. */
  private async show(wanted: string | undefined): Promise<void> {
    const all = this.collections.all.filter(({ folder, state }) => state?.read && (!wanted || folder === wanted));
    if (all.length === 0) {
      void vscode.window.showInformationMessage('Nothing has been read yet: index the workspace first.');
      return;
    }
    const items = all.flatMap(({ folder, state }) =>
      readLines(state!.read!).map((line, i) => ({
        label: `${iconOf(line, i)} ${line.text}`,
        detail: i === 0 ? folder : offerOf(line),
        line,
        folder,
      })),
    );
    const chosen = await vscode.window.showQuickPick(items, { title: 'What was read', matchOnDetail: true });
    if (!chosen) return;
    const { line, folder } = chosen;
    if (line.leftOut !== undefined && isChangeable(line)) await this.change(folder, line);
    else if (line.first !== undefined) {
      await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(path.join(folder, line.first)));
    }
  }

  private async change(folder: string, { kind, leftOut }: ReadLine): Promise<void> {
    const uri = vscode.Uri.file(folder);
    const others = readAlso(uri).filter((one) => one !== kind);
    await rememberReadAlso(uri, leftOut ? [...others, kind!] : others);
  }

  private follow(): void {
    let isNew = false;
    for (const { folder, state } of this.collections.all) {
      if (this.shown.get(folder) === state?.read) continue;
      this.shown.set(folder, state?.read);
      isNew = true;
    }
    if (!isNew) return;
    this.problems.clear();
    for (const [folder, read] of this.shown) {
      const byFile = new Map<string, vscode.Diagnostic[]>();
      for (const { text, first } of read ? readLines(read) : []) {
        if (first === undefined) continue;
        const problem = new vscode.Diagnostic(
          new vscode.Range(0, 0, 0, 0),
          text,
          vscode.DiagnosticSeverity.Information,
        );
        problem.source = 'Morphoscope';
        byFile.set(first, [...(byFile.get(first) ?? []), problem]);
      }
      for (const [file, problems] of byFile) this.problems.set(vscode.Uri.file(path.join(folder, file)), problems);
    }
  }
}

/** A line's images can be read in the other way: the kind is one that is left out unless it is asked for. */
function isChangeable({ kind }: ReadLine): boolean {
  return kind !== undefined && isLeftOutKind(kind);
}

function iconOf(line: ReadLine, index: number): string {
  if (index === 0) return '$(telescope)';
  return line.leftOut === undefined ? '$(question)' : line.leftOut ? '$(exclude)' : '$(check)';
}

function offerOf(line: ReadLine): string {
  if (line.leftOut === undefined || !isChangeable(line)) return 'Show the first file in the explorer';
  return line.leftOut ? 'Change: read these as galaxies' : 'Change: leave these out';
}

/** What the view says of it; undefined where every image is a galaxy. */
export function readSummary(read: WhatWasRead): { readonly label: string; readonly description: string } | undefined {
  const left = read.remarks.reduce((sum, { leftOut, images }) => sum + (leftOut ? images : 0), 0);
  const unread = read.unread.reduce((sum, { files }) => sum + files, 0);
  if (read.remarks.length === 0 && unread === 0) return undefined;
  const count = (n: number, one: string) => `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`;
  const parts = [
    ...(left > 0 ? [`${count(left, 'image')} left out`] : []),
    ...(unread > 0 ? [`${count(unread, 'file')} not read`] : []),
  ];
  return { label: 'What was read', description: parts.join(', ') };
}
