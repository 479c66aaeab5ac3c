import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Thumbnail } from '../../../src/engine/protocol';
import {
  type Display,
  type DisplayChoice,
  displayOf,
  findLimits,
  type Picture,
  type PictureKind,
} from '../../../src/imaging';
import { type KnownDisplay, onRepaint, painter } from './painter';

/** Properties whose change has it drawn anew. */
const CHANGES = ['thumbnail', 'choice', 'common'];

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
  /** The display that all pictures share where their cuts are to be the same. */
  @property({ attribute: false }) common?: Display;

  private stopRepaint?: () => void;

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopRepaint = onRepaint(() => this.requestUpdate('choice'));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopRepaint?.();
  }

  protected override render() {
    const { thumbnail } = this;
    if (!thumbnail) return html`<div class="loading"></div>`;
    if ('error' in thumbnail) return html`<div class="error" role="img">${thumbnail.error}</div>`;
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  protected override updated(changed: PropertyValues): void {
    const canvas = this.renderRoot.querySelector('canvas');
    const { thumbnail } = this;
    if (!canvas || !thumbnail || 'error' in thumbnail || !CHANGES.some((name) => changed.has(name))) return;
    this.paint(canvas, { ...thumbnail, bands: [...thumbnail.bands] }, thumbnail.kind);
  }

  private paint(canvas: HTMLCanvasElement, picture: Picture, kind: PictureKind): void {
    const { width, height } = picture;
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d');
    if (!context) return;
    const display = displayOf(picture, kind, this.choice, this.common);
    // Row 0 of a FITS image is its bottom.
    const matrix = display.flip ? { a: 1, b: 0, c: 0, d: -1, e: 0, f: height } : { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };
    painter().paint(context, [{ tile: picture, matrix }], withKnownCuts(picture, display));
  }
}

/** The display with the cuts that it chooses for this picture: of three bands one pair, lest the colours shift. */
function withKnownCuts({ bands }: Picture, display: Display): KnownDisplay {
  const limits = bands.map((band) => findLimits(band, display.cuts));
  const low = Math.min(...limits.map((limit) => limit.low));
  const high = Math.max(...limits.map((limit) => limit.high));
  return { ...display, cuts: { kind: 'manual', low, high } };
}
