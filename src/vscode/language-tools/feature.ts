import * as vscode from 'vscode';
import { Owner } from '../disposable';
import { LanguageTool } from '../ids';
import { CollectionStatusTool } from './collection-status-tool';
import { FindSimilarTool } from './find-similar-tool';
import { type LabelSource, ListLabelsTool } from './list-labels-tool';
import { RankAnomaliesTool } from './rank-anomalies-tool';
import type { ToolContext } from './workspace-cutout';

/**
 * What a language model that the person uses in VS Code may ask of the collections. The tools read, and answer with texts:
 * names, numbers and positions, never pixels. They make no connection themselves.
 */
export class LanguageTools extends Owner {
  constructor(context: ToolContext & { readonly labels: LabelSource }) {
    super();
    this.register(vscode.lm.registerTool(LanguageTool.FindSimilar, new FindSimilarTool(context)));
    this.register(vscode.lm.registerTool(LanguageTool.CollectionStatus, new CollectionStatusTool(context)));
    this.register(vscode.lm.registerTool(LanguageTool.ListLabels, new ListLabelsTool(context.labels)));
    this.register(vscode.lm.registerTool(LanguageTool.RankAnomalies, new RankAnomaliesTool(context, context.labels)));
  }
}
