import { css } from 'lit';

export const styles = css`
  .about {
    flex-basis: 200px;
  }
  vscode-dropdown {
    width: 160px;
    z-index: 4;
  }
  .notice {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .notice.wrong {
    color: var(--vscode-errorForeground);
    overflow-wrap: anywhere;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
  }
  .warning {
    color: var(--vscode-editorWarning-foreground);
  }
  .warning svg {
    width: 28px;
    height: 28px;
  }
`;
