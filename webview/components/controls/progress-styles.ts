import { css } from 'lit';

/** A line that says how far something is, with a bar and what stops it or goes on. */
export const progressStyles = css`
  .progress {
    display: flex;
    flex: none;
    align-items: center;
    gap: 12px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .progress .text {
    flex: 0 1 auto;
    font-variant-numeric: tabular-nums;
  }
  .progress.stopped .text {
    flex: 1;
  }
  progress {
    flex: 1;
    min-width: 40px;
    height: 4px;
    border: 0;
    border-radius: 2px;
    overflow: hidden;
    background: var(--vscode-editorWidget-background);
  }
  progress::-webkit-progress-bar {
    background: var(--vscode-scrollbarSlider-background);
  }
  progress::-webkit-progress-value {
    background: var(--vscode-progressBar-background);
  }
`;
