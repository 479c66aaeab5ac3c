import { css } from 'lit';

export const styles = css`
  header {
    flex: none;
    padding: 10px 16px 0;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .about {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 14px;
  }
  h1 {
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    font-size: 15px;
    font-weight: 600;
    line-height: 22px;
    white-space: nowrap;
  }
  .about .words {
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
  }
  nav {
    display: flex;
    flex-wrap: wrap;
    margin-top: 8px;
  }
  nav button {
    padding: 5px 12px 7px;
    border: 0;
    border-bottom: 2px solid transparent;
    font: inherit;
    color: var(--vscode-descriptionForeground);
    background: none;
    cursor: pointer;
  }
  nav button:hover:enabled {
    color: var(--vscode-foreground);
  }
  nav button[aria-current] {
    color: var(--vscode-foreground);
    border-bottom-color: var(--vscode-panelTitle-activeBorder, var(--vscode-focusBorder));
  }
  nav button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  button:focus-visible,
  select:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .step {
    margin-right: 6px;
    font-variant-numeric: tabular-nums;
  }
  main {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 16px;
  }
  .models {
    display: flex;
    align-items: center;
    gap: 6px;
    margin-bottom: 14px;
  }
  .models span {
    color: var(--vscode-descriptionForeground);
  }
  .models select {
    min-height: 26px;
    padding: 2px 6px;
    border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent));
    border-radius: 2px;
    font: inherit;
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
  }
  .notice {
    display: flex;
    flex: none;
    align-items: center;
    gap: 12px;
    padding: 6px 16px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    overflow-wrap: anywhere;
  }
  .notice.wrong {
    color: var(--vscode-errorForeground);
  }
  .buttons {
    display: flex;
    gap: 8px;
  }
`;
