import { css } from 'lit';

export const styles = css`
  .about {
    flex-basis: 180px;
  }
  input[type='number'] {
    box-sizing: border-box;
    width: 72px;
    height: 26px;
    padding: 0 6px;
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    border-radius: 2px;
    font: inherit;
    font-variant-numeric: tabular-nums;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
  }
  input[type='number']:focus {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  input[type='number']:invalid {
    border-color: var(--vscode-inputValidation-errorBorder);
  }
  vscode-dropdown {
    width: 150px;
    z-index: 4;
  }
  .notice,
  .progress {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .notice .words {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .notice.wrong {
    color: var(--vscode-errorForeground);
    overflow-wrap: anywhere;
  }
  .notice vscode-button[appearance='secondary'],
  .progress vscode-button[appearance='secondary'] {
    --button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent));
  }
  .progress .text {
    flex: none;
    font-variant-numeric: tabular-nums;
  }
  progress {
    flex: 1;
    min-width: 40px;
    height: 4px;
    border: 0;
    border-radius: 2px;
    overflow: hidden;
    background: var(--vscode-editorWidget-background);
    accent-color: var(--vscode-progressBar-background);
  }
  progress::-webkit-progress-bar {
    background: var(--vscode-scrollbarSlider-background);
  }
  progress::-webkit-progress-value {
    background: var(--vscode-progressBar-background);
  }
`;
