import { css } from 'lit';

/** The word at the foot of a panel about a label that was written, or could not be. */
export const noticeStyles = css`
  .notice {
    flex: none;
    padding: 6px 12px;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    background: var(--vscode-editorWidget-background);
    overflow-wrap: anywhere;
  }
  .notice.error {
    color: var(--vscode-errorForeground);
  }
`;
