import { css } from 'lit';

/** Controls that the viewer's parts share. */
export const controlStyles = css`
  select {
    height: 26px;
    min-width: 0;
    padding: 0 4px;
    font: inherit;
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
    border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent));
    border-radius: 2px;
  }
  select:disabled {
    opacity: 0.5;
  }
  input[type='number'],
  input[type='search'] {
    box-sizing: border-box;
    height: 26px;
    padding: 2px 6px;
    font: inherit;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
  }
  input[type='color'] {
    width: 34px;
    height: 22px;
    padding: 1px;
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    background: var(--vscode-input-background);
  }
  input[type='checkbox'] {
    margin: 0;
    accent-color: var(--vscode-button-background);
  }
  select:focus-visible,
  button:focus-visible,
  input:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  button.icon,
  button.text {
    display: inline-grid;
    place-content: center;
    min-width: 26px;
    height: 26px;
    padding: 0 4px;
    font: inherit;
    color: var(--vscode-icon-foreground, var(--vscode-foreground));
    background: none;
    border: 1px solid transparent;
    border-radius: 4px;
    cursor: pointer;
  }
  button.icon:hover:enabled,
  button.text:hover:enabled {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  button.icon:disabled {
    opacity: 0.4;
    cursor: default;
  }
  button[aria-pressed='true'],
  button[aria-checked='true'] {
    color: var(--vscode-inputOption-activeForeground);
    background: var(--vscode-inputOption-activeBackground);
    border-color: var(--vscode-inputOption-activeBorder, var(--vscode-contrastActiveBorder, transparent));
  }
  section {
    padding: 10px 12px 12px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  h2 {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 22px;
    margin: 0 0 6px;
    font-size: 11px;
    font-weight: 600;
    text-transform: uppercase;
    letter-spacing: 0.04em;
    color: var(--vscode-sideBarSectionHeader-foreground, var(--vscode-foreground));
  }
  .row {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    min-height: 28px;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 8px;
    margin-top: 8px;
  }
  .slider {
    display: block;
    margin-top: 8px;
  }
  .slider > span {
    display: flex;
    justify-content: space-between;
    color: var(--vscode-descriptionForeground);
  }
  .slider b {
    font-weight: 400;
    font-variant-numeric: tabular-nums;
    color: var(--vscode-foreground);
  }
  section input[type='range'] {
    width: 100%;
  }
  .rate {
    width: 64px;
  }
  .bands {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 8px;
    margin-top: 8px;
  }
  .bands span {
    display: block;
    color: var(--vscode-descriptionForeground);
  }
  .bands select {
    width: 100%;
  }
  .survey {
    width: 100%;
    margin-top: 6px;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  .survey th {
    padding: 1px 0;
    text-align: left;
    font-weight: 400;
    color: var(--vscode-descriptionForeground);
  }
  .survey td {
    text-align: right;
    user-select: text;
  }
`;

/** The frame around what is shown: the list of HDUs, tabs. */
export const styles = css`
  header {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 14px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  header .similar {
    flex: none;
    white-space: nowrap;
  }
  header .choice {
    min-width: 0;
    max-width: 100%;
  }
  header select {
    min-width: 0;
    max-width: min(460px, 100%);
  }
  /* At a large zoom lines are for the image: what does not fit into one is scrolled to. */
  @media (max-height: 560px) {
    header {
      flex-wrap: nowrap;
      padding-block: 3px;
      overflow-x: auto;
    }
    header > * {
      flex: none;
    }
    header .choice {
      flex: 0 1 auto;
      min-width: 120px;
    }
    header .word {
      display: none;
    }
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
  image-pane,
  header-table,
  data-table {
    flex: 1;
    min-height: 0;
  }
  a {
    color: var(--vscode-textLink-foreground);
  }
`;
