import { css } from 'lit';

export const tableStyles = css`
  :host {
    display: block;
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 0 12px 12px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    padding: 8px 12px 6px 0;
    text-align: left;
    font-weight: 600;
    white-space: nowrap;
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  thead button,
  .label {
    padding: 2px 4px;
    margin-left: -4px;
    border: 0;
    border-radius: 3px;
    font: inherit;
    color: inherit;
    background: none;
    cursor: pointer;
  }
  thead button:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }
  button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  .arrow {
    display: inline-block;
    width: 1.2em;
    text-align: center;
  }
  tbody th,
  td {
    padding: 5px 12px 5px 0;
    vertical-align: middle;
    text-align: left;
    border-bottom: 1px solid color-mix(in srgb, var(--vscode-foreground) 10%, transparent);
  }
  tbody tr:hover {
    background: var(--vscode-list-hoverBackground);
  }
  tbody th {
    min-width: 80px;
    font-weight: 400;
  }
  .label {
    text-align: left;
    overflow-wrap: anywhere;
    color: var(--vscode-textLink-foreground);
  }
  .label:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }
  .label:disabled {
    color: var(--vscode-descriptionForeground);
    text-decoration: none;
    cursor: default;
  }
  td.count {
    font-variant-numeric: tabular-nums;
  }
  td.purity {
    min-width: 150px;
  }
  .bar {
    display: block;
    width: 100%;
    max-width: 200px;
    height: 12px;
  }
  .all {
    fill: color-mix(in srgb, var(--vscode-foreground) 18%, transparent);
  }
  .share {
    fill: var(--vscode-charts-blue);
  }
  .interval,
  .chance {
    fill: var(--vscode-foreground);
  }
  .numbers,
  .later {
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
  }
  .numbers b {
    font-weight: 600;
    color: var(--vscode-foreground);
  }
  .beside {
    white-space: nowrap;
  }
  .beside::before {
    content: '· ';
  }
  td.examples {
    width: 45%;
  }
  /* As many as there is room for in one line. */
  td.examples > div {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    height: 56px;
    overflow: hidden;
  }
  cutout-picture {
    flex: none;
    width: 56px;
    height: 56px;
    border-radius: 3px;
  }
  .more {
    margin-top: 12px;
  }
`;
