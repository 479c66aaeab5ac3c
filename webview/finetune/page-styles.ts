import { css } from 'lit';

/** What the wizard's pages have in common: a column of sections, forms, tables and notes. */
export const pageStyles = css`
  :host {
    display: block;
  }
  section {
    max-width: 940px;
    margin: 0 0 22px;
  }
  h2 {
    margin: 0 0 8px;
    font-size: 13px;
    font-weight: 600;
  }
  p {
    max-width: 76ch;
    margin: 0 0 8px;
  }
  .words,
  .note {
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 18px;
  }
  .row + p,
  table + p {
    margin-top: 8px;
  }
  p + .row {
    margin-top: 4px;
  }
  .field {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .field > span {
    color: var(--vscode-descriptionForeground);
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(240px, 1fr));
    gap: 8px 24px;
  }
  .fields .field {
    justify-content: space-between;
  }
  select,
  input[type='text'],
  input[type='number'] {
    box-sizing: border-box;
    min-height: 26px;
    padding: 2px 6px;
    border: 1px solid
      var(--vscode-dropdown-border, var(--vscode-input-border, var(--vscode-contrastBorder, transparent)));
    border-radius: 2px;
    font: inherit;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
  }
  select {
    max-width: 320px;
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
  }
  input[type='number'] {
    width: 92px;
  }
  input[type='checkbox'],
  input[type='radio'] {
    margin: 0;
    /* The buttons' colour is the background's in high contrast. */
    accent-color: var(--vscode-focusBorder);
  }
  :disabled {
    opacity: 0.55;
  }
  select:focus-visible,
  input:focus-visible,
  button:focus-visible,
  summary:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  input[aria-invalid='true'] {
    border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
  }
  .wrong {
    color: var(--vscode-errorForeground);
    overflow-wrap: anywhere;
  }
  .warnings {
    display: grid;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .warnings li {
    display: flex;
    gap: 8px;
    overflow-wrap: anywhere;
  }
  .warnings svg {
    flex: none;
    margin-top: 2px;
    color: var(--vscode-editorWarning-foreground);
  }
  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    max-width: 916px;
    margin: 0 0 16px;
    padding: 8px 12px;
    border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    border-left: 3px solid var(--vscode-editorWarning-foreground);
    border-radius: 3px;
    background: var(--vscode-editorWidget-background);
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 4px 18px 4px 0;
    text-align: left;
    border-bottom: 1px solid color-mix(in srgb, var(--vscode-foreground) 12%, transparent);
  }
  thead th {
    font-weight: 400;
    color: var(--vscode-descriptionForeground);
  }
  tbody th {
    font-weight: 400;
  }
  summary {
    width: max-content;
    padding: 2px 4px;
    border-radius: 3px;
    cursor: pointer;
    color: var(--vscode-textLink-foreground);
  }
  details[open] > summary {
    margin-bottom: 8px;
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(300px, 1fr));
    gap: 22px 28px;
  }
  code {
    font-family: var(--vscode-editor-font-family);
  }
`;
