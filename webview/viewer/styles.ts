import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    font: var(--vscode-font-size) / 1.4 var(--vscode-font-family);
    color: var(--vscode-foreground);
  }
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
  .choice {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .choice > span {
    color: var(--vscode-descriptionForeground);
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
  input:focus-visible,
  .tab:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  input[type='range'] {
    width: 140px;
    accent-color: var(--vscode-button-background);
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
  .spring {
    flex: 1;
  }
  image-canvas,
  header-table,
  data-table {
    flex: 1;
  }
  .empty {
    display: grid;
    flex: 1;
    align-content: center;
    justify-items: center;
    gap: 12px;
    padding: 24px;
    text-align: center;
    color: var(--vscode-descriptionForeground);
  }
  .empty p {
    max-width: 60ch;
    margin: 0;
    overflow-wrap: anywhere;
  }
  a {
    color: var(--vscode-textLink-foreground);
  }
`;
