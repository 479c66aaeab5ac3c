import { css } from 'lit';

export const ROW_HEIGHT = 24;
export const HEAD_HEIGHT = 44;
export const NUMBER_WIDTH = 76;

export const tableStyles = css`
  .bar input {
    width: 150px;
  }
  .bar .go {
    width: 84px;
  }
  .pages {
    display: flex;
    align-items: center;
    gap: 2px;
  }
  .scroll {
    position: relative;
    font-variant-numeric: tabular-nums;
  }
  .head {
    position: sticky;
    top: 0;
    z-index: 2;
    height: ${HEAD_HEIGHT}px;
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .head .column {
    position: absolute;
    top: 0;
    height: ${HEAD_HEIGHT}px;
  }
  .grip {
    position: absolute;
    top: 0;
    right: -4px;
    z-index: 1;
    width: 9px;
    height: 100%;
    cursor: col-resize;
    touch-action: none;
  }
  .grip::after {
    content: '';
    position: absolute;
    inset: 8px 4px;
    background: var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .grip:hover::after,
  .grip:active::after {
    inset: 0 3px;
    background: var(--vscode-sash-hoverBorder, var(--vscode-focusBorder));
  }
  .head button {
    width: 100%;
    height: 100%;
    box-sizing: border-box;
    padding: 3px 12px;
    overflow: hidden;
    font: inherit;
    text-align: left;
    white-space: nowrap;
    color: inherit;
    background: none;
    border: none;
    cursor: pointer;
  }
  .head button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .head button[aria-disabled='true'] {
    cursor: default;
  }
  .head button[aria-disabled='false']:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .head button.numeric {
    text-align: right;
  }
  .head b {
    display: block;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
  }
  .head span {
    font-size: 11px;
    color: var(--vscode-descriptionForeground);
  }
  .line {
    position: absolute;
    left: 0;
    height: ${ROW_HEIGHT}px;
    width: 100%;
    line-height: ${ROW_HEIGHT}px;
  }
  .line:nth-child(even) {
    background: color-mix(in srgb, var(--vscode-foreground) 3%, transparent);
  }
  .line.current {
    background: var(--vscode-list-inactiveSelectionBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .cell {
    position: absolute;
    top: 0;
    box-sizing: border-box;
    height: ${ROW_HEIGHT}px;
    padding: 0 12px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: pre;
    user-select: text;
  }
  .cell.numeric {
    text-align: right;
  }
  .cell.found {
    background: var(--vscode-editor-findMatchHighlightBackground);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
  }
  .number {
    position: sticky;
    left: 0;
    z-index: 1;
    display: block;
    box-sizing: border-box;
    width: ${NUMBER_WIDTH}px;
    height: ${ROW_HEIGHT}px;
    padding: 0 12px;
    text-align: right;
    color: var(--vscode-descriptionForeground);
    background: var(--vscode-editor-background);
  }
  .error,
  .none {
    padding: 12px;
  }
  .error {
    color: var(--vscode-errorForeground);
  }
`;
