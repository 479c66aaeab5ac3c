import path from 'node:path';
import * as vscode from 'vscode';
import type { ModelSummary } from '../../engine';

/** A line for a fine-tuned model in the view of the workspace: a click opens its report. */
export function modelNode({
  name,
  folder,
  state,
  score,
  column,
  problem,
}: ModelSummary): vscode.TreeItem & { readonly folder: string } {
  const report = vscode.Uri.file(path.join(folder, 'report.md'));
  if (state === 'interrupted') {
    return { label: name, folder, description: 'not finished', tooltip: 'Fine-Tune on Labels goes on with it', iconPath: new vscode.ThemeIcon('debug-pause') }; // prettier-ignore
  }
  return {
    label: name,
    folder,
    contextValue: problem === undefined ? 'model' : undefined,
    description: problem ?? [column, score && `${score.name} ${score.mean.toFixed(3)}`].filter(Boolean).join(' · '),
    tooltip: problem ?? (score && `${score.name} ${score.mean.toFixed(3)} (${score.low.toFixed(3)} to ${score.high.toFixed(3)}), as tested`), // prettier-ignore
    iconPath: new vscode.ThemeIcon(problem === undefined ? 'mortar-board' : 'error'),
    ...(problem === undefined
      ? { command: { command: 'markdown.showPreview', title: 'Open the Report', arguments: [report] } }
      : {}),
  };
}
