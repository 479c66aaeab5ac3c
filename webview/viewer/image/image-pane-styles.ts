import { css } from 'lit';
import { controlStyles } from '../styles';

export const paneStyles = [
  controlStyles,
  css`
    .region {
      margin-top: 8px;
    }
    :host {
      height: auto;
    }
    .toolbar,
    footer {
      display: flex;
      flex: none;
      flex-wrap: wrap;
      align-items: center;
      gap: 6px 12px;
      padding: 5px 12px;
      border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
    .toolbar select {
      max-width: 108px;
    }
    .group {
      display: flex;
      gap: 2px;
    }
    footer {
      gap: 2px 10px;
      min-height: 28px;
      padding-block: 2px;
      border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      border-bottom: none;
      font-variant-numeric: tabular-nums;
      color: var(--vscode-descriptionForeground);
    }
    footer .pixel {
      min-width: 92px;
    }
    footer .value {
      min-width: 84px;
      color: var(--vscode-foreground);
    }
    footer .sky {
      color: var(--vscode-foreground);
      user-select: text;
    }
    footer .sky.of-centre,
    footer .sky.none {
      color: inherit;
    }
    footer select,
    footer button.icon,
    footer button.text {
      height: 22px;
    }
    .error {
      flex: none;
      padding: 5px 12px;
      color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
      background: var(--vscode-inputValidation-errorBackground);
      border-bottom: 1px solid var(--vscode-inputValidation-errorBorder, transparent);
    }
    .middle {
      display: flex;
      flex: 1;
      min-height: 0;
    }
    .views {
      position: relative;
      display: flex;
      flex: 1;
      gap: 2px;
      min-width: 0;
    }
    .views > * {
      flex: 1;
    }
    .second {
      position: relative;
      display: flex;
      min-width: 0;
    }
    .second image-view {
      flex: 1;
    }
    /* Both fill the same place; one is seen. */
    .views.blinking > * {
      position: absolute;
      inset: 0;
    }
    .behind {
      visibility: hidden;
    }
    .caption {
      position: absolute;
      left: 8px;
      top: 8px;
      max-width: calc(100% - 32px);
      padding: 1px 8px;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      border-radius: 3px;
      color: var(--vscode-editor-foreground);
      background: color-mix(in srgb, var(--vscode-editor-background) 80%, transparent);
    }
    aside {
      flex: none;
      width: 248px;
      overflow-y: auto;
      border-left: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      background: var(--vscode-sideBar-background, transparent);
    }
    .links vscode-button {
      margin: 0 4px 4px 0;
    }
    display-panel {
      display: block;
      height: auto;
    }
    /* A narrow editor: the panel lies over the image's lower part. */
    @media (max-width: 560px) {
      .middle {
        flex-direction: column;
      }
      aside {
        width: auto;
        max-height: min(45%, calc(100% - 160px));
        border-left: none;
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
    }
    .looks {
      display: flex;
      flex-wrap: wrap;
      gap: 6px 12px;
    }
    /* A low one, at a large zoom: the image keeps its size, and the panel is scrolled to below it. */
    @media (max-width: 560px) and (max-height: 560px) {
      .middle {
        overflow-y: auto;
      }
      .views {
        position: sticky;
        top: 0;
        flex: none;
        height: max(150px, 100% - 40px);
        z-index: 1;
      }
      aside {
        max-height: none;
        overflow-y: visible;
      }
    }
    @media (max-height: 560px) {
      .toolbar,
      footer {
        flex-wrap: nowrap;
        gap: 8px;
        padding-block: 1px;
        overflow-x: auto;
        white-space: nowrap;
      }
      .toolbar > *,
      footer > * {
        flex: none;
      }
    }
  `,
];
