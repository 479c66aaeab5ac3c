import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    font: var(--vscode-font-size) / 1.4 var(--vscode-font-family);
    color: var(--vscode-foreground);
  }
  header {
    flex: none;
    padding: 12px 12px 8px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  /* In a narrow column what is known of the query goes below its pictures. */
  .query {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: 12px;
  }
  .query-picture {
    flex: none;
    width: 84px;
    height: 84px;
    border-radius: 4px;
  }
  .query-picture ~ .query-picture {
    width: 60px;
    height: 60px;
  }
  .query-picture.pending {
    background: var(--vscode-editorWidget-background);
  }
  .about {
    flex: 1 1 130px;
    min-width: 0;
  }
  h1 {
    display: flex;
    gap: 0.4em;
    margin: 0;
    font-size: 15px;
    font-weight: 600;
    line-height: 22px;
    white-space: nowrap;
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .more {
    flex: none;
    font-weight: 400;
    color: var(--vscode-descriptionForeground);
  }
  .position {
    font-variant-numeric: tabular-nums;
  }
  .searched {
    color: var(--vscode-descriptionForeground);
  }
  .navigation {
    display: flex;
    flex: none;
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 14px;
    margin-top: 10px;
  }
  .choice {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .choice > span {
    color: var(--vscode-descriptionForeground);
  }
  vscode-dropdown {
    min-width: 84px;
    width: 96px;
    z-index: 2;
  }
  vscode-dropdown.colormap {
    width: 116px;
  }
  /* Drawn here whole: the browser's own takes its colours from no theme, and its thumb is lost in high contrast. */
  input[type='range'] {
    appearance: none;
    width: 88px;
    height: 18px;
    margin: 0;
    border-radius: 2px;
    background: transparent;
    cursor: pointer;
  }
  input[type='range']::-webkit-slider-runnable-track {
    height: 4px;
    border-radius: 2px;
    background: color-mix(in srgb, var(--vscode-foreground) 35%, transparent);
  }
  input[type='range']::-webkit-slider-thumb {
    appearance: none;
    box-sizing: border-box;
    width: 14px;
    height: 14px;
    margin-top: -5px;
    border: 2px solid var(--vscode-contrastBorder, var(--vscode-button-background));
    border-radius: 50%;
    background: var(--vscode-button-background);
  }
  input[type='range']:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  .spring {
    flex: 1;
  }
  .progress {
    display: flex;
    flex: none;
    align-items: center;
    gap: 12px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .progress .text {
    flex: none;
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
    accent-color: var(--vscode-progressBar-background);
  }
  progress::-webkit-progress-bar {
    background: var(--vscode-scrollbarSlider-background);
  }
  progress::-webkit-progress-value {
    background: var(--vscode-progressBar-background);
  }
  tile-grid {
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
    max-width: 46ch;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .warning {
    color: var(--vscode-editorWarning-foreground);
  }
  .warning svg {
    width: 28px;
    height: 28px;
  }
`;
