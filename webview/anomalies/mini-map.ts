import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { cssColour, readTheme } from '../components/host/theme-colours';

/** Where a galaxy lies among the others: a small picture of the map. Event: `open-map`. */
@customElement('mini-map')
export class MiniMapPicture extends LitElement {
  static override styles = css`
    :host {
      display: block;
    }
    button {
      display: block;
      width: 100%;
      padding: 0;
      border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      border-radius: 3px;
      background: none;
      cursor: pointer;
    }
    button:hover {
      border-color: var(--vscode-focusBorder);
    }
    button:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
    }
    canvas {
      display: block;
      width: 100%;
      aspect-ratio: 1;
    }
  `;

  /** x and y by turns, 0 to 1 from the left and the bottom. */
  @property({ attribute: false }) points: readonly number[] = [];
  @property({ attribute: false }) place?: readonly [number, number] | null;
  @query('canvas') private canvas!: HTMLCanvasElement;
  private readonly resized = new ResizeObserver(() => this.draw());
  private readonly themed = new MutationObserver(() => this.draw());

  override connectedCallback(): void {
    super.connectedCallback();
    this.themed.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
    this.themed.disconnect();
  }

  protected override render() {
    return html`<button title="Show the map" @click=${() => this.dispatchEvent(new CustomEvent('open-map'))}>
      <canvas
        role="img"
        aria-label=${this.place ? 'Its place on the map of all galaxies' : 'The map of all galaxies'}
      ></canvas>
    </button>`;
  }

  protected override firstUpdated(): void {
    this.resized.observe(this.canvas);
  }

  protected override updated(): void {
    this.draw();
  }

  private draw(): void {
    const { canvas, points, place } = this;
    const side = Math.round(canvas.clientWidth * window.devicePixelRatio);
    const context = canvas.getContext('2d');
    if (!context || side === 0) return;
    canvas.width = side;
    canvas.height = side;
    const theme = readTheme(this);
    const dot = Math.max(1, Math.round(1.5 * window.devicePixelRatio));
    const margin = 4 * dot;
    const at = (x: number, y: number) =>
      [margin + x * (side - 2 * margin), side - margin - y * (side - 2 * margin)] as const;
    context.fillStyle = cssColour(theme.other, 0.55);
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = at(points[i], points[i + 1]);
      context.fillRect(x - dot / 2, y - dot / 2, dot, dot);
    }
    if (!place) return;
    const [x, y] = at(...place);
    context.lineWidth = dot;
    context.strokeStyle = cssColour(theme.background);
    context.fillStyle = cssColour(theme.point);
    context.beginPath();
    context.arc(x, y, 3.5 * dot, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
    context.strokeStyle = cssColour(theme.foreground);
    context.beginPath();
    context.arc(x, y, 4.2 * dot, 0, 2 * Math.PI);
    context.stroke();
  }
}
