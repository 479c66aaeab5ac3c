import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Shape } from '../../../src/viewing';
import { focusIfNowhere } from '../../components/host/first-focus';
import { type KnownDisplay, onRepaint } from '../../components/grid/painter';
import type { SkyView } from '../../../src/contracts/viewer';
import { drawLayer } from './draw-layer';
import type { Point } from './geometry';
import type { ImageLayer } from './image-layer';
import { drawOverlay } from './overlay';
import { placementFrom, skyViewOf } from './sky-view';
import { northUp, type Placement, ViewTransform } from './view-transform';

/** What a drag of the pointer does: move the image, or mark a shape that is then measured. */
export type Tool = 'pan' | Shape['kind'];

const WHEEL_STEP = 1.2;
const KEY_STEP = 1.25;
const PAN_STEP = 40;
/** A shape that is brought into sight takes no more of the view. */
const SHAPE_SHARE = 0.9;

/**
 * An image that can be panned, zoomed, turned and measured: drag, wheel (to the pointer), double-click (fit). Keys: arrows
 * pan, Shift and arrows move a cursor from pixel to pixel, + and - zoom, 0 fits, 1 shows pixel for pixel; with a tool,
 * Enter marks one end of a shape at the cursor and then the other, Escape gives it up.
 * Events: `place` (Point | undefined) under the pointer or cursor, `moved` (SkyView) by a person's doing, `fitted` anew by
 * itself, `shape` (Shape), `menu` ({ place, at }) by a right-click, the menu key or Shift+F10, at the cursor or the middle.
 */
@customElement('image-view')
export class ImageView extends LitElement {
  static override styles = css`
    :host {
      display: block;
      position: relative;
      min-width: 0;
      min-height: 0;
      overflow: hidden;
      background: var(--vscode-editor-background);
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
      outline: 2px solid var(--vscode-focusBorder);
      outline-offset: -2px;
    }
  `;

  @property({ attribute: false }) layer?: ImageLayer;
  @property({ attribute: false }) display?: KnownDisplay;
  @property() label = '';
  @property() tool: Tool = 'pan';
  @property({ type: Boolean }) northUp = false;
  /** Scale bar and compass. */
  @property({ type: Boolean }) marks = false;
  /** The shape that is shown. */
  @property({ attribute: false }) shape?: Shape;
  @query('canvas') private canvas!: HTMLCanvasElement;

  private placement: Placement = { centre: { x: 0, y: 0 }, zoom: 1, angle: 0, mirrored: false };
  /** Keeps the whole image in view when the view's size changes, until a person moves it. */
  private fitted = true;
  private drag?: { pointer: Point; start: Point };
  private cursor?: Point;
  /** The first end of a shape that is being marked, and the shape so far. */
  private anchor?: Point;
  private draft?: Shape;
  private scheduled = false;
  private stopRepaint?: () => void;

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopRepaint = onRepaint(() => this.draw());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopRepaint?.();
  }

  /** CSS pixels an image pixel. */
  get zoom(): number {
    return this.placement.zoom;
  }

  /** The canvas that the image is drawn on, with its overlay. */
  get drawing(): HTMLCanvasElement {
    return this.canvas;
  }

  get view(): ViewTransform {
    return new ViewTransform(this.clientWidth || 1, this.clientHeight || 1, this.placement);
  }

  get skyView(): SkyView {
    return skyViewOf(this.placement, this.layer?.sky);
  }

  override focus(options?: FocusOptions): void {
    this.canvas?.focus(options);
  }

  fit(): void {
    const { layer } = this;
    if (!layer) return;
    this.fitted = true;
    this.place(this.view.fitted(layer.width, layer.height));
  }

  /** One image pixel to one CSS pixel. */
  actualSize(): void {
    this.zoomBy(1 / this.placement.zoom);
  }

  zoomBy(factor: number, at?: Point): void {
    this.fitted = false;
    this.place(this.view.zoomed(factor, at));
  }

  /** Looks where another view does, as far as this image shows it. */
  follow(view: SkyView): void {
    const placement = placementFrom(view, this.layer?.sky);
    if (!placement) return;
    this.fitted = false;
    this.placement = placement;
    this.draw();
  }

  /** Draws with the next frame. */
  draw(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.drawNow();
    });
  }

  protected override render() {
    return html`<canvas
      tabindex="0"
      role="img"
      aria-label=${this.label}
      @wheel=${(event: WheelEvent) => this.onWheel(event)}
      @pointerdown=${(event: PointerEvent) => this.onDown(event)}
      @pointermove=${(event: PointerEvent) => this.onMove(event)}
      @pointerup=${(event: PointerEvent) => this.onUp(event)}
      @pointerleave=${() => this.tellPlace(this.cursor)}
      @dblclick=${() => this.fit()}
      @contextmenu=${(event: MouseEvent) => this.onMenu(event)}
      @keydown=${(event: KeyboardEvent) => this.onKey(event)}
    ></canvas>`;
  }

  protected override firstUpdated(): void {
    new ResizeObserver(() => {
      this.canvas.width = Math.max(1, Math.round(this.clientWidth * window.devicePixelRatio));
      this.canvas.height = Math.max(1, Math.round(this.clientHeight * window.devicePixelRatio));
      if (this.fitted && this.layer) {
        this.placement = this.view.fitted(this.layer.width, this.layer.height);
        this.dispatchEvent(new CustomEvent('fitted'));
      } else if (this.shape) this.bringIntoSight(this.shape);
      // At once: a canvas that has been resized is empty.
      this.drawNow();
    }).observe(this);
    focusIfNowhere(this);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const old = changed.get('layer');
    const { layer } = this;
    if (changed.has('layer') && layer) {
      const sameFrame = old && old.width === layer.width && old.height === layer.height && old.name === layer.name;
      if (!sameFrame) {
        [this.cursor, this.anchor] = [undefined, undefined];
        this.fitted = true;
      }
      this.turn();
    } else if (changed.has('northUp')) {
      this.turn();
      this.tellMoved();
    }
    if (changed.has('tool')) [this.anchor, this.draft] = [undefined, undefined];
    this.draw();
  }

  /** Turns the image north up, or back to rows up. */
  private turn(): void {
    const { layer, placement } = this;
    if (!layer) return;
    const directions = this.northUp && layer.sky ? layer.sky.directions(middle(layer)) : undefined;
    const turned = directions ? northUp(directions.north, directions.east) : { angle: 0, mirrored: false };
    this.placement = { ...placement, ...turned };
    if (this.fitted) this.placement = this.view.fitted(layer.width, layer.height);
    this.draw();
  }

  private drawNow(): void {
    const { canvas, layer, display } = this;
    const context = canvas?.getContext('2d');
    if (!context) return;
    const ratio = window.devicePixelRatio;
    context.resetTransform();
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (!layer || !display) return;
    const { view } = this;
    const drawn = drawLayer(context, layer, view, display, ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawOverlay(context, layer, view, { shape: this.draft ?? this.shape, cursor: this.cursor, marks: this.marks });
    // For whoever waits until something is drawn, or all.
    this.toggleAttribute('drawn', drawn);
    this.toggleAttribute('complete', drawn && layer.tiles.complete);
  }

  private place(placement: Placement): void {
    this.placement = placement;
    this.draw();
    this.tellMoved();
  }

  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    // Touchpads send many small steps, wheels few large ones.
    this.zoomBy(WHEEL_STEP ** (-event.deltaY / (event.deltaMode === 0 ? 100 : 3)), pointerOf(event));
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0 && event.button !== 1) return;
    this.canvas.setPointerCapture(event.pointerId);
    const pointer = pointerOf(event);
    this.drag = { pointer, start: this.view.toImage(pointer) };
    this.cursor = undefined;
    this.anchor = event.button === 0 && this.tool !== 'pan' ? this.drag.start : undefined;
  }

  private onMove(event: PointerEvent): void {
    const pointer = pointerOf(event);
    if (this.drag && this.anchor) this.mark(this.anchor, this.view.toImage(pointer), event.shiftKey);
    else if (this.drag) {
      this.fitted = false;
      this.place(this.view.moved(pointer.x - this.drag.pointer.x, pointer.y - this.drag.pointer.y));
      this.drag.pointer = pointer;
    }
    this.tellPlace(this.view.toImage(pointer));
  }

  private onUp(event: PointerEvent): void {
    const { drag, anchor } = this;
    [this.drag, this.anchor] = [undefined, undefined];
    if (drag && anchor) this.finish(anchor, this.view.toImage(pointerOf(event)));
  }

  /** Shows the shape as it grows. */
  private mark(from: Point, to: Point, square = false): void {
    this.draft = makeShape(this.tool, from, square ? squared(from, to) : to);
    this.draw();
  }

  private finish(from: Point, to: Point): void {
    const tooSmall = Math.hypot(to.x - from.x, to.y - from.y) < 0.5;
    this.shape = tooSmall ? undefined : (this.draft ?? makeShape(this.tool, from, to));
    this.draft = undefined;
    this.dispatchEvent(new CustomEvent('shape', { detail: this.shape }));
    this.draw();
  }

  private onMenu(event: MouseEvent): void {
    event.preventDefault();
    event.stopPropagation();
    // The pointer's place means nothing for a menu that a key has opened.
    if (event.button === 2) this.askForMenu(pointerOf(event));
  }

  private askForMenu(view: Point): void {
    const { left, top } = this.canvas.getBoundingClientRect();
    const detail = { place: this.view.toImage(view), at: { x: left + view.x, y: top + view.y } };
    this.dispatchEvent(new CustomEvent('menu', { detail }));
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const place = this.cursor ?? this.view.toImage({ x: this.clientWidth / 2, y: this.clientHeight / 2 });
      this.askForMenu(this.view.toView(place));
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey) this.moveCursor(arrow);
    else if (arrow) {
      this.fitted = false;
      this.place(this.view.moved(-arrow.x * PAN_STEP, arrow.y * PAN_STEP));
    } else if (event.key === 'Enter' && this.cursor && this.tool !== 'pan') this.markAtCursor();
    else if (event.key === 'Escape' && (this.anchor || this.cursor || this.shape)) this.giveUp();
    else {
      const action = this.keys[event.key];
      if (!action) return;
      action();
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private readonly keys: Readonly<Record<string, (() => void) | undefined>> = {
    '+': () => this.zoomBy(KEY_STEP),
    '=': () => this.zoomBy(KEY_STEP),
    '-': () => this.zoomBy(1 / KEY_STEP),
    '0': () => this.fit(),
    '1': () => this.actualSize(),
  };

  /** To the centre of the next pixel, as the screen shows it. */
  private moveCursor(arrow: Point): void {
    const { layer, view } = this;
    if (!layer) return;
    const from = this.cursor ?? pixelCentre(view.placement.centre);
    const { a, c } = view.matrix;
    // The image axis that runs most nearly along the arrow on the screen.
    const across = Math.abs(a) >= Math.abs(c);
    const step = { x: Math.sign(a || 1), y: Math.sign(-view.matrix.d || 1) };
    const turned = { x: Math.sign(view.matrix.b) * -1, y: Math.sign(c) };
    const next = across
      ? { x: from.x + arrow.x * step.x, y: from.y + arrow.y * step.y }
      : { x: from.x + arrow.y * turned.x, y: from.y + arrow.x * turned.y };
    this.cursor = {
      x: Math.min(layer.width - 0.5, Math.max(0.5, next.x)),
      y: Math.min(layer.height - 0.5, Math.max(0.5, next.y)),
    };
    if (this.anchor) this.mark(this.anchor, this.cursor);
    this.keepInView(this.cursor);
    this.tellPlace(this.cursor);
    this.draw();
  }

  private keepInView(point: Point): void {
    const { x, y } = this.view.toView(point);
    const dx = x < 0 ? -x : Math.min(0, this.clientWidth - x);
    const dy = y < 0 ? -y : Math.min(0, this.clientHeight - y);
    if (dx === 0 && dy === 0) return;
    this.fitted = false;
    this.place(this.view.moved(dx, dy));
  }

  /** A shape that a smaller view would leave out of sight comes to its middle, and if it is larger than the view, smaller. */
  private bringIntoSight(shape: Shape): void {
    const [one, other] = endsOf(shape).map((point) => this.view.toView(point));
    const [left, right] = [Math.min(one.x, other.x), Math.max(one.x, other.x)];
    const [top, bottom] = [Math.min(one.y, other.y), Math.max(one.y, other.y)];
    const { clientWidth: width, clientHeight: height } = this;
    if (left >= 0 && top >= 0 && right <= width && bottom <= height) return;
    this.placement = this.view.moved(width / 2 - (left + right) / 2, height / 2 - (top + bottom) / 2);
    const shrink = Math.min(1, (SHAPE_SHARE * width) / (right - left), (SHAPE_SHARE * height) / (bottom - top));
    if (shrink < 1) this.placement = this.view.zoomed(shrink);
    this.tellMoved();
  }

  private markAtCursor(): void {
    const { anchor, cursor } = this;
    if (!cursor) return;
    if (!anchor) {
      this.anchor = cursor;
      return;
    }
    this.anchor = undefined;
    this.finish(anchor, cursor);
  }

  private giveUp(): void {
    [this.anchor, this.draft, this.cursor, this.shape] = [undefined, undefined, undefined, undefined];
    this.dispatchEvent(new CustomEvent('shape', { detail: undefined }));
    this.tellPlace(undefined);
    this.draw();
  }

  private tellPlace(place: Point | undefined): void {
    const { layer } = this;
    const inside = layer && place && place.x >= 0 && place.y >= 0 && place.x < layer.width && place.y < layer.height;
    this.dispatchEvent(new CustomEvent('place', { detail: inside ? place : undefined }));
  }

  private tellMoved(): void {
    if (this.layer) this.dispatchEvent(new CustomEvent('moved', { detail: this.skyView }));
  }
}

/** Right and up on the screen are positive. */
const ARROWS: Readonly<Record<string, Point | undefined>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

function pointerOf({ offsetX, offsetY }: MouseEvent): Point {
  return { x: offsetX, y: offsetY };
}

function middle({ width, height }: ImageLayer): Point {
  return { x: width / 2, y: height / 2 };
}

/** Opposite corners of what a shape covers. */
function endsOf(shape: Shape): [Point, Point] {
  if (shape.kind !== 'circle') return [shape.from, shape.to];
  const { centre, radius } = shape;
  return [
    { x: centre.x - radius, y: centre.y - radius },
    { x: centre.x + radius, y: centre.y + radius },
  ];
}

function pixelCentre({ x, y }: Point): Point {
  return { x: Math.floor(x) + 0.5, y: Math.floor(y) + 0.5 };
}

function makeShape(tool: Tool, from: Point, to: Point): Shape | undefined {
  switch (tool) {
    case 'pan':
      return undefined;
    case 'circle':
      return { kind: 'circle', centre: from, radius: Math.hypot(to.x - from.x, to.y - from.y) };
    default:
      return { kind: tool, from, to };
  }
}

/** With equal sides; a line along rows, columns or diagonals. */
function squared(from: Point, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const side = Math.max(Math.abs(dx), Math.abs(dy));
  return { x: from.x + Math.sign(dx) * side, y: from.y + Math.sign(dy) * side };
}
