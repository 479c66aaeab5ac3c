import { css } from 'lit';

export const styles = css`
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
  .pending {
    flex: none;
    width: 84px;
    height: 84px;
    border-radius: 4px;
    background: var(--vscode-editorWidget-background);
  }
  .about {
    flex: 1 1 130px;
    min-width: 0;
  }
  h1 {
    display: flex;
    flex-wrap: wrap;
    column-gap: 0.4em;
    margin: 0;
    font-size: 15px;
    font-weight: 600;
    line-height: 22px;
    white-space: nowrap;
  }
  .name {
    max-width: 100%;
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
  vscode-dropdown {
    min-width: 84px;
    width: 96px;
    z-index: 2;
  }
  /* Its longest word, "same for all", is not cut. */
  vscode-dropdown.cuts {
    min-width: 138px;
  }
  vscode-dropdown.colormap {
    width: 116px;
  }
  /* A picture is seen whole, or nearly: the page scrolls where the rest leaves less. */
  tile-grid {
    flex: 1 0 170px;
  }
  @media (max-height: 560px) {
    header {
      padding: 6px 12px;
    }
    .pending {
      width: 48px;
      height: 48px;
    }
    .toolbar {
      margin-top: 4px;
    }
    filter-line {
      margin-top: 4px;
    }
  }
  .warning {
    color: var(--vscode-editorWarning-foreground);
  }
  .warning svg {
    width: 28px;
    height: 28px;
  }
  .direction {
    align-self: flex-start;
    margin-left: -5px;
  }
`;
