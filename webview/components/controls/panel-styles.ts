import { css } from 'lit';

/** What every panel has: its frame, labelled choices, sliders, and a place for messages where there is nothing to show. */
export const panelStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    overflow-y: auto;
    font: var(--vscode-font-size) / 1.4 var(--vscode-font-family);
    color: var(--vscode-foreground);
  }
  .link {
    max-width: 100%;
    padding: 2px 4px;
    border: 1px solid transparent;
    border-radius: 3px;
    overflow: hidden;
    text-overflow: ellipsis;
    font: inherit;
    color: var(--vscode-textLink-foreground);
    background: none;
    cursor: pointer;
  }
  .link:hover {
    text-decoration: underline;
  }
  .choice {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .choice > span {
    color: var(--vscode-descriptionForeground);
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
    max-width: 56ch;
    margin: 0;
    overflow-wrap: anywhere;
  }
`;
