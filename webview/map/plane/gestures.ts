import { Lasso } from './lasso';
import type { MapView, Point } from './map-view';

/** What a drag of the pointer does; with Shift the other one. */
export type Tool = 'pan' | 'lasso';

/** What gestures act on. */
export interface GestureHost {
  readonly view: MapView;
  readonly tool: Tool;
  /** The view is another. */
  moved(how: 'pointer' | 'keys'): void;
  /** The pointer is at a place on the screen, or has left. */
  pointedAt(at: Point | undefined): void;
  /** The line that is being drawn has grown, or is no longer drawn. */
  lassoChanged(line: readonly Point[] | undefined): void;
  /** Points have been put around, to be added to the others or not. */
  lassoed(line: readonly Point[], add: boolean): void;
  clicked(at: Point): void;
  key(name: 'open' | 'similar' | 'clear'): void;
}

/** A pointer that has moved less than this, in CSS pixels, has clicked. */
const CLICK = 4;
/** CSS pixels a press of an arrow key; with Shift more. */
const STEP = 40;
const LARGE_STEP = 160;
const KEY_ZOOM = 1.4;
/** The map is zoomed by exp of this, times the CSS pixels that a wheel or touch pad scrolls. */
const WHEEL_ZOOM = 0.0022;
const PINCH_ZOOM = 0.012;
const LINE_PIXELS = 20;

/** Turns what a pointer, a wheel and keys do on an element into gestures. */
export class Gestures {
  private last?: Point;
  private travelled = 0;
  private lasso?: Lasso;

  constructor(
    private readonly element: HTMLElement,
    private readonly host: GestureHost,
  ) {
    element.addEventListener('pointerdown', (event) => this.onDown(event));
    element.addEventListener('pointermove', (event) => this.onMove(event));
    element.addEventListener('pointerup', (event) => this.onUp(event));
    element.addEventListener('pointercancel', () => this.cancel());
    element.addEventListener('pointerleave', () => this.last || this.host.pointedAt(undefined));
    element.addEventListener('wheel', (event) => this.onWheel(event), { passive: false });
    element.addEventListener('keydown', (event) => this.onKey(event));
  }

  private place(event: MouseEvent): Point {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    this.last = this.place(event);
    this.travelled = 0;
    const draws = (this.host.tool === 'lasso') !== event.shiftKey;
    this.lasso = draws ? new Lasso(this.last) : undefined;
    event.preventDefault();
  }

  private onMove(event: PointerEvent): void {
    const at = this.place(event);
    const { last } = this;
    if (!last) return this.host.pointedAt(at);
    const [dx, dy] = [at.x - last.x, at.y - last.y];
    this.travelled += Math.hypot(dx, dy);
    if (this.lasso) {
      this.lasso.add(at);
      this.host.lassoChanged(this.lasso.line);
    } else if (this.travelled >= CLICK) {
      this.host.view.pan(dx, dy);
      this.host.moved('pointer');
    } else return;
    this.last = at;
  }

  private onUp(event: PointerEvent): void {
    const { last, lasso } = this;
    if (!last) return;
    this.cancel();
    if (lasso?.isDrawn) this.host.lassoed(lasso.line, event.ctrlKey || event.metaKey);
    else if (this.travelled < CLICK) this.host.clicked(last);
    this.host.pointedAt(this.place(event));
  }

  private cancel(): void {
    this.last = undefined;
    if (this.lasso) this.host.lassoChanged(undefined);
    this.lasso = undefined;
  }

  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_PIXELS : event.deltaY;
    // A pinch on a pad comes as a wheel with Ctrl, in small steps.
    const factor = Math.exp(-pixels * (event.ctrlKey ? PINCH_ZOOM : WHEEL_ZOOM));
    this.host.view.zoomBy(factor, this.place(event));
    this.host.moved('pointer');
  }

  private onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = event.shiftKey ? LARGE_STEP : STEP;
    const { view } = this.host;
    const moves: Record<string, () => void> = {
      ArrowLeft: () => view.pan(step, 0),
      ArrowRight: () => view.pan(-step, 0),
      ArrowUp: () => view.pan(0, step),
      ArrowDown: () => view.pan(0, -step),
      '+': () => view.zoomBy(KEY_ZOOM),
      '=': () => view.zoomBy(KEY_ZOOM),
      '-': () => view.zoomBy(1 / KEY_ZOOM),
      '0': () => view.reset(),
    };
    const move = moves[event.key] as (() => void) | undefined;
    if (move) {
      move();
      this.host.moved('keys');
    } else if (event.key === 'Escape' && this.lasso) this.cancel();
    else if (event.key === 'Escape') this.host.key('clear');
    else if (event.key === 'Enter') this.host.key('open');
    else if (event.key === 's') this.host.key('similar');
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
