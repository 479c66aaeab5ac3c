import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Thumbnail } from '../../src/engine/protocol';
import { displayOf, render, type DisplayChoice } from '../../src/imaging';

/** One cutout, drawn from its pixel values under the panel's stretch, cuts and colour map. */
@customElement('cutout-picture')
export class CutoutPicture extends LitElement {
  static override styles = css`
    :host {
      display: block;
      position: relative;
      aspect-ratio: 1;
      overflow: hidden;
      background: var(--vscode-editorWidget-background);
    }
    canvas {
      display: block;
      width: 100%;
      height: 100%;
      object-fit: contain;
    }
    .error {
      position: absolute;
      inset: 0;
      display: grid;
      place-content: center;
      padding: 8px;
      text-align: center;
      font-size: 11px;
      overflow: hidden;
      color: var(--vscode-descriptionForeground);
    }
    .loading {
      position: absolute;
      inset: 0;
      background: linear-gradient(100deg, transparent 40%, var(--vscode-toolbar-hoverBackground) 50%, transparent 60%);
      background-size: 250% 100%;
      animation: sweep 1.6s linear infinite;
    }
    @keyframes sweep {
      from {
        background-position: 120% 0;
      }
      to {
        background-position: -120% 0;
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .loading {
        animation: none;
      }
    }
  `;

  /** Undefined while it is on its way. */
  @property({ attribute: false }) thumbnail?: Thumbnail;
  @property({ attribute: false }) choice!: DisplayChoice;

  protected override render() {
    const { thumbnail } = this;
    if (!thumbnail) return html`<div class="loading"></div>`;
    if ('error' in thumbnail) return html`<div class="error" role="img">${thumbnail.error}</div>`;
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  protected override updated(changed: PropertyValues): void {
    const canvas = this.renderRoot.querySelector('canvas');
    const { thumbnail } = this;
    if (!canvas || !thumbnail || 'error' in thumbnail || !(changed.has('thumbnail') || changed.has('choice'))) return;
    const picture = { ...thumbnail, bands: [...thumbnail.bands] };
    const { width, height, rgba } = render(picture, displayOf(picture, thumbnail.kind, this.choice));
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  }
}
