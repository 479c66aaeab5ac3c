import { css } from 'lit';

export const CARD_HEIGHT = 22;

export const headerStyles = css`
  .bar input {
    flex: 0 1 280px;
    min-width: 0;
  }
  .spring {
    flex: 1;
  }
  .none {
    padding: 0 12px;
  }
  .cards {
    font-family: var(--vscode-editor-font-family);
    font-size: var(--vscode-editor-font-size);
  }
  .card {
    position: absolute;
    left: 0;
    display: grid;
    grid-template-columns: 18ch minmax(120px, 2fr) minmax(80px, 3fr);
    gap: 16px;
    box-sizing: border-box;
    width: 100%;
    height: ${CARD_HEIGHT}px;
    padding: 0 12px;
    line-height: ${CARD_HEIGHT}px;
    white-space: pre;
    cursor: copy;
  }
  .card.of-all {
    grid-template-columns: 5ch 18ch minmax(120px, 2fr) minmax(80px, 3fr);
  }
  .hdu {
    text-align: right;
    color: var(--vscode-textLink-foreground);
  }
  .all-hdus {
    flex: none;
    white-space: nowrap;
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .card:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .cards:focus .card.current {
    background: var(--vscode-list-activeSelectionBackground);
    color: var(--vscode-list-activeSelectionForeground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .card > * {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .keyword {
    color: var(--vscode-symbolIcon-fieldForeground, var(--vscode-textLink-foreground));
  }
  .comment {
    color: var(--vscode-descriptionForeground);
  }
  .cards:focus .card.current > * {
    color: inherit;
  }
`;
