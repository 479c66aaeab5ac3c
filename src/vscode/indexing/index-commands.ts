import path from 'node:path';
import * as vscode from 'vscode';
import { notReadTexts } from '../../engine';
import type { Collections } from '../collections/collections';
import { Owner } from '../disposable';
import { Command } from '../ids';
import { progressText } from '../collections/status-item';
import type { UnreadableFiles } from './unreadable-files';

/** An argument of the command that indexes: files that could not be read are read again. */
const RETRY = { retry: true };
const isRetry = (options: unknown): boolean => (options as Partial<typeof RETRY> | undefined)?.retry === true;

/** Commands on the index as a whole: make it, cancel, what could not be read, and the status bar's menu. */
export class IndexCommands extends Owner {
  constructor(
    private readonly collections: Collections,
    unreadable: UnreadableFiles,
    log: vscode.LogOutputChannel,
  ) {
    super();
    const command = (id: string, run: (...args: unknown[]) => unknown) =>
      this.register(vscode.commands.registerCommand(id, run));
    command(Command.IndexWorkspace, (options: unknown) => this.indexWorkspace(isRetry(options)));
    command(Command.CancelIndexing, () => collections.cancel());
    command(Command.ShowUnreadable, () => unreadable.show());
    command(Command.ShowLog, () => log.show());
    command(Command.ShowStatus, () => this.showStatus());
  }

  private async indexWorkspace(retry: boolean): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length === 0) {
      const choice = await vscode.window.showInformationMessage(
        'Open a folder of galaxy cutouts first; Morphoscope indexes the folders of the workspace.',
        'Open Folder…',
        'Create Sample Workspace…',
      );
      if (choice === 'Open Folder…') await vscode.commands.executeCommand('workbench.action.files.openFolder');
      else if (choice) await vscode.commands.executeCommand(Command.CreateSampleWorkspace);
      return;
    }
    for (const folder of folders) {
      const summary = await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: `Indexing ${folder.name}`,
          cancellable: true,
        },
        async (progress, token) => {
          token.onCancellationRequested(() => this.collections.cancel(folder.uri.fsPath));
          let reported = 0;
          const listening = this.collections.onDidChange(({ folder: of, progress: now }) => {
            if (of !== folder.uri.fsPath || !now) return;
            const percent = now.walking || now.total === 0 ? 0 : (100 * now.done) / now.total;
            progress.report({ message: progressText(now), increment: Math.max(0, percent - reported) });
            reported = Math.max(reported, percent);
          });
          try {
            return await this.collections.index(folder.uri.fsPath, retry);
          } catch (error) {
            void vscode.window.showErrorMessage(`Morphoscope cannot index ${folder.name}: ${(error as Error).message}`);
            return undefined;
          } finally {
            listening.dispose();
          }
        },
      );
      if (!summary) continue;
      const before = summary.failedBefore ? ` (${summary.failedBefore.toLocaleString('en')} as before)` : '';
      const failed = summary.failed ? `, ${summary.failed.toLocaleString('en')} could not be read${before}` : '';
      const text = `${folder.name}: ${summary.cutouts.toLocaleString('en')} galaxies indexed, ${summary.new.toLocaleString('en')} of them new${failed}.`;
      const notRead = summary.cutouts === 0 && summary.read ? notReadTexts(summary.read).join(' ') : '';
      if (notRead) {
        void vscode.window.showWarningMessage(`${text} ${notRead} FITS, PNG and JPEG files are read.`);
      } else if (!summary.failed) void vscode.window.showInformationMessage(text);
      else {
        void vscode.window.showWarningMessage(text, 'Show Them').then((choice) => {
          if (choice) void vscode.commands.executeCommand(Command.ShowUnreadable);
        });
      }
    }
  }

  private async showStatus(): Promise<void> {
    const busy = this.collections.all.some(({ progress }) => progress);
    const failed = this.collections.all.reduce((sum, { state }) => sum + (state?.failed ?? 0), 0);
    const items: (vscode.QuickPickItem & { command: string; options?: object })[] = [
      ...this.collections.all.map(({ folder, state, progress }) => ({
        label: `$(folder) ${path.basename(folder)}`,
        description: `${(state?.cutouts ?? 0).toLocaleString('en')} galaxies`,
        detail: progress ? progressText(progress) : `encoder ${state?.encoder ?? '?'} on ${state?.device ?? '?'}`,
        command: Command.IndexWorkspace,
      })),
      ...(busy ? [{ label: '$(debug-stop) Stop indexing', command: Command.CancelIndexing }] : []),
      { label: '$(sync) Index the workspace', command: Command.IndexWorkspace },
      ...(failed
        ? [
            { label: `$(warning) Show ${failed} unreadable files`, command: Command.ShowUnreadable },
            { label: '$(refresh) Read the unreadable files again', command: Command.IndexWorkspace, options: RETRY },
          ]
        : []),
      { label: '$(output) Show the log', command: Command.ShowLog },
    ];
    const chosen = await vscode.window.showQuickPick(items, { title: 'Morphoscope' });
    if (chosen) await vscode.commands.executeCommand(chosen.command, chosen.options);
  }
}
