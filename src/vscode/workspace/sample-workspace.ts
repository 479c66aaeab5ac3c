import path from 'node:path';
import * as vscode from 'vscode';
import { CreateSampleSky } from '../../engine';
import { Owner } from '../disposable';
import type { EngineHost } from '../engine/engine-host';
import { Command } from '../ids';

/** Create Sample Workspace: a synthetic sky of FITS cutouts to try everything on. */
export class SampleWorkspaceCommand extends Owner {
  constructor(
    private readonly engine: EngineHost,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.register(
      vscode.commands.registerCommand(Command.CreateSampleWorkspace, (folder?: unknown) => this.run(folder)),
    );
  }

  private async run(given: unknown): Promise<void> {
    const target = given instanceof vscode.Uri ? given : await chooseFolder();
    if (!target) return;
    if (target.scheme !== 'file') {
      void vscode.window.showWarningMessage('The sample workspace can be made in a folder on this machine only.');
      return;
    }
    const folder = path.join(target.fsPath, 'morphoscope-sample');
    try {
      const done = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: 'Making a synthetic sky', cancellable: true },
        async (progress, token) => {
          let reported = 0;
          const show = (written: number, total: number) => {
            const percent = (100 * written) / total;
            progress.report({ message: `${written} of ${total} cutouts`, increment: percent - reported });
            reported = percent;
          };
          await this.engine.request(
            CreateSampleSky,
            { folder },
            { onProgress: ([done, total]) => show(done, total), token },
          );
          return !token.isCancellationRequested;
        },
      );
      if (!done) return;
    } catch (error) {
      if (error instanceof vscode.CancellationError) return;
      this.log.error(error as Error);
      void vscode.window.showErrorMessage(`The sample workspace cannot be made: ${(error as Error).message}`);
      return;
    }
    if (given instanceof vscode.Uri) return;
    const choice = await vscode.window.showInformationMessage(
      `The sample workspace is in ${folder}.`,
      'Open',
      'Open in New Window',
    );
    if (choice) {
      await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), {
        forceNewWindow: choice === 'Open in New Window',
      });
    }
  }
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'Where to Create the Sample Workspace',
    openLabel: 'Create Here',
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return chosen?.[0];
}
