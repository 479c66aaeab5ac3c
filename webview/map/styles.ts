import { css } from 'lit';

export const styles = css`
  .tools {
    display: flex;
    align-items: center;
    gap: 2px;
  }
  .tools vscode-button {
    border: 1px solid transparent;
    border-radius: 5px;
  }
  .tools vscode-button[aria-pressed='true'] {
    border-color: var(--vscode-inputOption-activeBorder, var(--vscode-focusBorder));
    color: var(--vscode-inputOption-activeForeground);
    background: var(--vscode-inputOption-activeBackground);
  }
  vscode-dropdown {
    width: 160px;
    min-width: 84px;
    z-index: 4;
  }
  .colour-error {
    flex: none;
    padding: 6px 12px;
    color: var(--vscode-errorForeground);
    overflow-wrap: anywhere;
  }
  .plane {
    position: relative;
    flex: 1 1 55%;
    min-height: 130px;
  }
  map-canvas {
    position: absolute;
    inset: 0;
  }
  footer {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    min-height: 28px;
    padding: 5px 12px;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    color: var(--vscode-descriptionForeground);
  }
  footer .selected {
    flex: 1 1 auto;
    color: var(--vscode-foreground);
    font-variant-numeric: tabular-nums;
  }
  .grid {
    display: flex;
    flex: 1 0 45%;
    flex-direction: column;
    min-height: 150px;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .grid .cut {
    flex: none;
    padding: 6px 12px 0;
    color: var(--vscode-descriptionForeground);
  }
  tile-grid {
    flex: 1;
  }
  .warning {
    color: var(--vscode-editorWarning-foreground);
  }
  .warning svg {
    width: 28px;
    height: 28px;
  }
  .said {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
`;
