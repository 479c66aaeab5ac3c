import { css, unsafeCSS } from 'lit';
import { LINE_HEIGHTS } from './grid-layout';

export const tileStyles = css`
  :host {
    display: block;
    position: relative;
    min-height: 0;
  }
  .scroll {
    position: absolute;
    inset: 0;
    overflow-y: auto;
    outline: none;
    contain: strict;
  }
  .all {
    position: relative;
    width: 100%;
  }
  .tile {
    position: absolute;
    box-sizing: border-box;
    border-radius: 4px;
    cursor: pointer;
    outline: 1px solid transparent;
    outline-offset: 3px;
  }
  cutout-picture {
    border-radius: 3px;
  }
  .tile:hover {
    background: var(--vscode-list-hoverBackground);
    outline-color: var(--vscode-list-hoverBackground);
  }
  .tile[aria-selected='true'] {
    background: var(--vscode-list-inactiveSelectionBackground);
    color: var(--vscode-list-inactiveSelectionForeground);
    outline: 2px solid var(--vscode-list-inactiveSelectionBackground);
  }
  .scroll:focus .tile[aria-selected='true'] {
    background: var(--vscode-list-activeSelectionBackground);
    color: var(--vscode-list-activeSelectionForeground);
    outline-color: var(--vscode-list-activeSelectionBackground);
  }
  .scroll:focus-visible .tile.current {
    outline: 2px solid var(--vscode-focusBorder);
  }
  :host-context(.vscode-high-contrast) .tile[aria-selected='true'],
  :host-context(.vscode-high-contrast-light) .tile[aria-selected='true'] {
    outline: 2px solid var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
  }
  :host-context(.vscode-high-contrast) .tile:hover,
  :host-context(.vscode-high-contrast-light) .tile:hover {
    outline: 1px dashed var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
  }
  .caption {
    padding: 3px 2px 0;
    font-size: 12px;
  }
  .name,
  .details {
    display: flex;
    line-height: ${unsafeCSS(LINE_HEIGHTS.name - 4)}px;
    overflow: hidden;
    white-space: pre;
  }
  .name-start {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .name-end {
    flex: none;
  }
  .score {
    position: absolute;
    left: 4px;
    margin-top: -22px;
    padding: 0 5px;
    border-radius: 3px;
    font-size: 11px;
    line-height: 18px;
    font-variant-numeric: tabular-nums;
    color: var(--vscode-editor-foreground);
    background: color-mix(in srgb, var(--vscode-editor-background) 78%, transparent);
  }
  .details {
    flex-wrap: wrap;
    column-gap: 6px;
    font-size: 11px;
    line-height: ${unsafeCSS(LINE_HEIGHTS.details)}px;
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
  }
  .tile[aria-selected='true'] .details {
    color: inherit;
  }
  .labels {
    display: flex;
    gap: 4px;
    height: ${unsafeCSS(LINE_HEIGHTS.labels)}px;
    padding: 2px 0;
    box-sizing: border-box;
    overflow: hidden;
    white-space: nowrap;
    font-size: 11px;
    line-height: ${unsafeCSS(LINE_HEIGHTS.labels - 4)}px;
  }
  .tile-label {
    flex: 0 1 auto;
    min-width: 0;
    max-width: 100%;
    padding: 0 5px;
    border: 0;
    border-radius: 8px;
    overflow: hidden;
    text-overflow: ellipsis;
    font: inherit;
    color: var(--vscode-badge-foreground);
    background: var(--vscode-badge-background);
  }
  .tile-label.rest {
    flex: none;
  }
  button.tile-label {
    cursor: pointer;
  }
  button.tile-label:hover {
    text-decoration: underline;
  }
  :host-context(.vscode-high-contrast) .tile-label,
  :host-context(.vscode-high-contrast-light) .tile-label {
    outline: 1px solid var(--vscode-contrastBorder);
    outline-offset: -1px;
  }
  .buttons {
    position: absolute;
    top: 5px;
    right: 5px;
    display: grid;
    /* A fourth stands beside the others. */
    grid-template-rows: repeat(3, auto);
    grid-auto-flow: column;
    direction: rtl;
    gap: 3px;
  }
  .action {
    display: grid;
    place-content: center;
    width: var(--action-size);
    height: var(--action-size);
    padding: 0;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 4px;
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background);
    cursor: pointer;
    opacity: 0;
  }
  .action:hover {
    background: var(--vscode-button-hoverBackground);
  }
  .tile:hover .action,
  .tile.current .action:focus-visible,
  .scroll:focus-visible .tile.current .action {
    opacity: 1;
  }
`;
