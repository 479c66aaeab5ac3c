import * as vscode from 'vscode';

/** VS Code puts a word of its own before the type of a webview's tab. */
const PANEL = /(^|-)morphoscope\./;

/**
 * The column that a new panel opens in: the one that has a panel already, so that each does not open a column further; else the
 * one beside the editor.
 * @param kind of the panel: one of its kind that is in front takes it into its own column
 */
export function panelColumn(kind: string): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const front = activeTabGroup.activeTab?.input;
  if (front instanceof vscode.TabInputWebview && front.viewType.endsWith(kind)) return activeTabGroup.viewColumn;
  const withPanel = all.filter(({ tabs }) => tabs.some(isPanel));
  const other = withPanel.find((group) => group !== activeTabGroup);
  if (other) return other.viewColumn;
  // A panel that stands alone, without code beside it, is not covered by the next one.
  const beside = all.length > 1 && withPanel.includes(activeTabGroup);
  return beside ? activeTabGroup.viewColumn : vscode.ViewColumn.Beside;
}

function isPanel({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputWebview && PANEL.test(input.viewType);
}
