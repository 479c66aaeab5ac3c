import { css } from 'lit';

export const pairStyles = css`
  :host {
    display: block;
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    padding-bottom: 12px;
    container-type: inline-size;
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    gap: 8px 14px;
    padding: 10px 12px;
    border-bottom: 1px solid color-mix(in srgb, var(--vscode-foreground) 10%, transparent);
  }
  li:hover {
    background: var(--vscode-list-hoverBackground);
  }
  li:focus {
    outline: none;
  }
  li:focus-visible {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: -2px;
  }
  /* One beside the other, so that the eye compares them without a way. */
  .pictures {
    display: flex;
    flex: none;
    gap: 4px;
  }
  cutout-picture {
    width: 112px;
    height: 112px;
    border-radius: 3px;
  }
  .about {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 6px;
    justify-content: space-between;
    min-width: 0;
  }
  .line {
    display: flex;
    gap: 4px 12px;
    align-items: center;
    min-height: 28px;
  }
  .what,
  .why {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    gap: 3px 8px;
    align-items: baseline;
    min-width: 0;
  }
  .name {
    min-width: 0;
    overflow-wrap: anywhere;
    font-weight: 600;
  }
  .folder {
    font-weight: 400;
  }
  .size,
  .numbers,
  .folder,
  .fate {
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
  }
  .label {
    box-sizing: border-box;
    max-width: 100%;
    padding: 0 6px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 9px;
    font-size: 11px;
    line-height: 16px;
    overflow-wrap: anywhere;
    color: var(--vscode-badge-foreground);
    background: var(--vscode-badge-background);
  }
  .reason:empty {
    display: none;
  }
  vscode-button {
    flex: none;
    width: 128px;
  }
  vscode-button[appearance='secondary'] {
    --button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent));
  }
  .more {
    width: auto;
    margin: 12px;
  }
  /* In a narrow column what is known of the two goes below their pictures. */
  @container (max-width: 560px) {
    li {
      flex-direction: column;
    }
  }
`;
