import { css } from 'lit';

/** A long list below a bar of controls: a header's cards, a table's rows. */
export const listStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    font: var(--vscode-font-size) / 1.4 var(--vscode-font-family);
  }
  .bar {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .count,
  .none {
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
  }
  .list {
    flex: 1;
    min-height: 0;
    overflow: auto;
    outline: none;
  }
  .list:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .all {
    position: relative;
  }
`;
