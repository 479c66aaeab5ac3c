import { css } from 'lit';

export const styles = css`
  header {
    flex: none;
    padding: 10px 12px 8px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
  }
  .line + .line,
  learning-line {
    margin-top: 6px;
  }
  .sorts {
    display: flex;
  }
  .sorts button {
    padding: 3px 10px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-button-border, transparent));
    font: inherit;
    color: var(--vscode-button-secondaryForeground);
    background: var(--vscode-button-secondaryBackground);
    cursor: pointer;
  }
  .sorts button:first-child {
    border-radius: 4px 0 0 4px;
  }
  .sorts button:last-child {
    border-radius: 0 4px 4px 0;
  }
  .sorts button:hover {
    background: var(--vscode-button-secondaryHoverBackground);
  }
  .sorts button[aria-checked='true'] {
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background);
  }
  :host-context(.vscode-high-contrast) .sorts button[aria-checked='true'],
  :host-context(.vscode-high-contrast-light) .sorts button[aria-checked='true'] {
    outline: 2px solid var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
    outline-offset: -3px;
  }
  button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  .tools {
    display: flex;
  }
  .words {
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
  }
  details {
    position: relative;
  }
  summary {
    padding: 3px 6px;
    border-radius: 3px;
    cursor: pointer;
    color: var(--vscode-textLink-foreground);
  }
  summary:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  .options {
    position: absolute;
    right: 0;
    z-index: 5;
    display: grid;
    gap: 8px;
    width: max-content;
    max-width: 80vw;
    padding: 10px 12px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    background: var(--vscode-editorWidget-background);
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
  }
  .options h3 {
    margin: 0;
    font-size: 11px;
    font-weight: 400;
    color: var(--vscode-descriptionForeground);
  }
  .options label {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .options .flag {
    display: grid;
    grid-template-columns: 1fr auto auto;
    gap: 4px 14px;
  }
  .options select,
  .options input[type='number'] {
    padding: 2px 4px;
    border: 1px solid var(--vscode-dropdown-border, var(--vscode-input-border, transparent));
    border-radius: 2px;
    font: inherit;
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
  }
  main {
    display: flex;
    flex: 1;
    min-height: 0;
  }
  /* At a large zoom the head scrolls away, and the galaxy and the list keep their size. */
  @media (max-height: 560px) {
    main {
      flex: none;
      height: min(340px, 100vh);
    }
    .line + .line {
      flex-wrap: nowrap;
      overflow-x: auto;
      white-space: nowrap;
    }
  }
  galaxy-inspector {
    flex: 1 1 46%;
    min-width: 0;
    border-right: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  tile-grid {
    flex: 1 1 54%;
    min-width: 120px;
  }
  .grid {
    display: flex;
    flex: 1 1 54%;
    flex-direction: column;
    min-width: 0;
  }
  .grid tile-grid {
    flex: 1;
  }
  /* In a narrow column the grid goes below what is looked at. */
  @media (max-width: 620px) {
    main {
      flex-direction: column;
    }
    galaxy-inspector {
      flex: 0 1 auto;
      max-height: 62%;
      border-right: 0;
      border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
    .grid {
      flex: 1 1 120px;
      min-height: 120px;
    }
  }
  .batch-done {
    display: flex;
    flex: none;
    align-items: center;
    gap: 12px;
    padding: 8px 12px;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .warning {
    color: var(--vscode-editorWarning-foreground);
  }
  .warning svg {
    width: 28px;
    height: 28px;
  }
`;
