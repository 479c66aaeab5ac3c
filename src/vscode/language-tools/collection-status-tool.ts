import * as vscode from 'vscode';
import { asText } from './find-similar-tool';
import { diskFolders, type ToolContext } from './workspace-cutout';

/** Answers a language model what the indexes of the workspace hold, as JSON. */
export class CollectionStatusTool implements vscode.LanguageModelTool<unknown> {
  constructor(private readonly context: ToolContext) {}

  prepareInvocation(): vscode.PreparedToolInvocation {
    return { invocationMessage: 'Reading the index of galaxies' };
  }

  async invoke(
    _: vscode.LanguageModelToolInvocationOptions<unknown>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const folders = [];
    for (const { name, uri } of diskFolders()) {
      await this.context.collections.open(uri.fsPath);
      if (token.isCancellationRequested) throw new vscode.CancellationError();
      const { state, progress } = this.context.collections.status(uri.fsPath);
      folders.push({
        folder: name,
        galaxies: state?.cutouts ?? 0,
        unreadable: state?.failed ?? 0,
        indexing: state?.indexing ?? false,
        ...(progress ? { filesDone: progress.done, filesKnown: progress.total } : {}),
        // Only a walk of the folder in this window tells whether files have come since.
        upToDate: state?.complete ?? false,
        encoder: state?.encoder,
        device: state?.device,
      });
    }
    return asText({ folders });
  }
}
