import { css } from 'lit';

export const styles = css`
  header,
  .toolbar,
  footer {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 14px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  footer {
    min-height: 19px;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    border-bottom: none;
    font-variant-numeric: tabular-nums;
    color: var(--vscode-descriptionForeground);
  }
  footer .pixel {
    min-width: 96px;
  }
  footer .value {
    min-width: 110px;
    color: var(--vscode-foreground);
  }
  select {
    height: 26px;
    max-width: 340px;
    padding: 0 4px;
    font: inherit;
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
    border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent));
    border-radius: 2px;
  }
  select:focus-visible,
  .tab:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  .tabs {
    display: flex;
    gap: 4px;
  }
  .tab {
    padding: 3px 10px;
    font: inherit;
    color: var(--vscode-descriptionForeground);
    background: none;
    border: none;
    border-bottom: 2px solid transparent;
    cursor: pointer;
  }
  .tab[aria-selected='true'] {
    color: var(--vscode-foreground);
    border-bottom-color: var(--vscode-focusBorder);
  }
  image-canvas,
  header-table,
  data-table {
    flex: 1;
  }
  a {
    color: var(--vscode-textLink-foreground);
  }
`;
