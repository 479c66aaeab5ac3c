import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';

const ZOOM_MIN = 1 / 64;
const ZOOM_MAX = 64;
const STEP = 1.25;
/** From this many screen pixels a pixel on, pixels are drawn with sharp edges. */
const SHARP = 2;

/** Where the pointer is, in pixels of the bitmap from its upper left corner; undefined outside. */
export type PointerPlace = { readonly x: number; readonly y: number } | undefined;

/**
 * A bitmap that can be panned and zoomed: drag, wheel (to the pointer), double-click (fit); arrows, + and -, 0 (fit),
 * 1 (pixel for pixel). Event: `pointer-place` (PointerPlace).
 */
@customElement('image-canvas')
export class ImageCanvas extends LitElement {
  static override styles = css`
    :host {
      display: block;
      position: relative;
      min-height: 0;
      overflow: hidden;
    }
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      cursor: crosshair;
      outline: none;
      touch-action: none;
    }
    canvas:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: -1px;
    }
  `;

  @property({ attribute: false }) bitmap?: HTMLCanvasElement;
  @property() label = '';
  @query('canvas') private canvas!: HTMLCanvasElement;

  /** Screen pixels a bitmap pixel, and the bitmap point in the middle of the view. */
  private zoom = 1;
  private centre = { x: 0, y: 0 };
  private fitted = true;
  private drag?: { x: number; y: number };

  /** Screen pixels an image pixel. */
  get scale(): number {
    return this.zoom;
  }

  fit(): void {
    const { bitmap, canvas } = this;
    if (!bitmap || !canvas) return;
    this.fitted = true;
    this.zoom = Math.min(canvas.clientWidth / bitmap.width, canvas.clientHeight / bitmap.height) * 0.96 || 1;
    this.centre = { x: bitmap.width / 2, y: bitmap.height / 2 };
    this.draw();
  }

  /** Zooms so that the point of the view at `at` (CSS pixels; default the middle) stays where it is. */
  zoomBy(factor: number, at?: { x: number; y: number }): void {
    const before = this.toBitmap(at);
    this.zoom = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, this.zoom * factor));
    const after = this.toBitmap(at);
    this.centre = { x: this.centre.x + before.x - after.x, y: this.centre.y + before.y - after.y };
    this.fitted = false;
    this.draw();
  }

  actualSize(): void {
    this.zoomBy(1 / this.zoom);
  }

  protected override render() {
    return html`<canvas
      tabindex="0"
      role="img"
      aria-label=${this.label}
      @wheel=${(event: WheelEvent) => this.onWheel(event)}
      @pointerdown=${(event: PointerEvent) => this.onDown(event)}
      @pointermove=${(event: PointerEvent) => this.onMove(event)}
      @pointerup=${() => (this.drag = undefined)}
      @pointerleave=${() => this.tell(undefined)}
      @dblclick=${() => this.fit()}
      @keydown=${(event: KeyboardEvent) => this.onKey(event)}
    ></canvas>`;
  }

  protected override firstUpdated(): void {
    new ResizeObserver(() => {
      const { canvas } = this;
      canvas.width = Math.max(1, Math.round(canvas.clientWidth * window.devicePixelRatio));
      canvas.height = Math.max(1, Math.round(canvas.clientHeight * window.devicePixelRatio));
      if (this.fitted) this.fit();
      else this.draw();
    }).observe(this);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('bitmap')) return;
    const old = changed.get('bitmap');
    // Another stretch of the same picture stays where it is.
    const same = old && this.bitmap && old.width === this.bitmap.width && old.height === this.bitmap.height;
    if (same && !this.fitted) this.draw();
    else this.fit();
  }

  private draw(): void {
    const context = this.canvas?.getContext('2d');
    const { bitmap, canvas, zoom, centre } = this;
    if (!context || !bitmap) return;
    const ratio = window.devicePixelRatio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const scale = zoom * ratio;
    context.setTransform(scale, 0, 0, scale, canvas.width / 2 - centre.x * scale, canvas.height / 2 - centre.y * scale);
    context.imageSmoothingEnabled = zoom < SHARP;
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0);
  }

  private toBitmap(at = { x: this.canvas.clientWidth / 2, y: this.canvas.clientHeight / 2 }): { x: number; y: number } {
    return {
      x: this.centre.x + (at.x - this.canvas.clientWidth / 2) / this.zoom,
      y: this.centre.y + (at.y - this.canvas.clientHeight / 2) / this.zoom,
    };
  }

  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    this.zoomBy(event.deltaY < 0 ? STEP : 1 / STEP, { x: event.offsetX, y: event.offsetY });
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.drag = { x: event.clientX, y: event.clientY };
  }

  private onMove(event: PointerEvent): void {
    if (this.drag) {
      this.pan(event.clientX - this.drag.x, event.clientY - this.drag.y);
      this.drag = { x: event.clientX, y: event.clientY };
    }
    const { x, y } = this.toBitmap({ x: event.offsetX, y: event.offsetY });
    const inside = this.bitmap && x >= 0 && y >= 0 && x < this.bitmap.width && y < this.bitmap.height;
    this.tell(inside ? { x, y } : undefined);
  }

  private pan(x: number, y: number): void {
    this.centre = { x: this.centre.x - x / this.zoom, y: this.centre.y - y / this.zoom };
    this.fitted = false;
    this.draw();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const actions: Record<string, (() => void) | undefined> = {
      ArrowLeft: () => this.pan(40, 0),
      ArrowRight: () => this.pan(-40, 0),
      ArrowUp: () => this.pan(0, 40),
      ArrowDown: () => this.pan(0, -40),
      '+': () => this.zoomBy(STEP),
      '=': () => this.zoomBy(STEP),
      '-': () => this.zoomBy(1 / STEP),
      '0': () => this.fit(),
      '1': () => this.actualSize(),
    };
    const action = actions[event.key];
    if (!action) return;
    action();
    event.preventDefault();
  }

  private tell(place: PointerPlace): void {
    this.dispatchEvent(new CustomEvent('pointer-place', { detail: place }));
  }
}
