import { css } from 'lit';

/** A header with what the panel is about, how many there are of it, and choices beside. */
export const titleStyles = css`
  header {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 14px;
    padding: 10px 12px 8px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .about {
    flex: 1 1 150px;
    min-width: 0;
  }
  h1 {
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    font-size: 15px;
    font-weight: 600;
    line-height: 22px;
    white-space: nowrap;
  }
  .counted {
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
  }
`;
