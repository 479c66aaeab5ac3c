import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { EMPHASIS, makeCanvasScatter, makeScatter, type Scatter } from '../scatter';
import type { MapTheme } from '../../components/host/theme-colours';
import { type GestureHost, Gestures, type Tool } from './gestures';
import { MapView, type Point, type Whereabouts } from './map-view';
import { drawOverlay } from './overlay';
import { PointGrid } from './point-grid';
import { pointOpacity, pointSize } from './point-size';

const MOVE_MS = 900;
/** CSS pixels from a point within which the pointer is on it. */
const REACH = 7;
/** A point that is looked at, and where it is on the screen. */
export interface Looked {
  readonly point: number;
  readonly at: Point;
  readonly how: 'pointer' | 'keys';
}

/**
 * The map's points. They can be moved, zoomed, looked at, opened and put a line around. Events: `look` Looked or undefined,
 * `open-point` and `similar-point` the point's number, `select` {points, add}, `clear-selection`, `view-change`.
 */
@customElement('map-canvas')
export class MapCanvas extends LitElement implements GestureHost {
  static override styles = css`
    :host {
      display: block;
      position: relative;
      overflow: hidden;
      outline: none;
      touch-action: none;
      cursor: grab;
    }
    :host([tool='lasso']) {
      cursor: crosshair;
    }
    :host([looking]) {
      cursor: pointer;
    }
    :host(:focus-visible)::after {
      content: '';
      position: absolute;
      inset: 0;
      border: 1px solid var(--vscode-focusBorder);
      pointer-events: none;
    }
    .points,
    .points canvas,
    .overlay {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
    }
  `;

  /** x and y of each point, within -1 and 1. */
  @property({ attribute: false }) positions: Float32Array = new Float32Array();
  /** Whether new positions belong to the same points, which then move there. */
  @property({ attribute: false }) samePoints = false;
  /** Red, green, blue and a byte that is not used, of each point. */
  @property({ attribute: false }) rgb: Uint8Array = new Uint8Array();
  /** Numbers of the points that are selected. */
  @property({ attribute: false }) selected: Uint32Array = new Uint32Array();
  /** Numbers of the points of what is selected in the grid: rings show where they are. */
  @property({ attribute: false }) lit: readonly number[] = [];
  @property({ attribute: false }) theme!: MapTheme;
  @property({ reflect: true }) tool: Tool = 'pan';
  @property({ attribute: false }) firstView?: Whereabouts;
  @query('.points') private place!: HTMLElement;
  @query('.overlay') private overlay!: HTMLCanvasElement;

  readonly view = new MapView();
  private scatter!: Scatter;
  private grid = new PointGrid(this.positions);
  private from = this.positions;
  private looks: Uint8Array = new Uint8Array();
  private moveBegan?: number;
  private lasso?: readonly Point[];
  private looked?: number;
  private frame?: number;
  private pointsChanged = true;
  private placed = false;

  /** What draws the points: of interest to those who wonder why it is slow. */
  get device(): string {
    return this.scatter.device;
  }

  /** What is seen; undefined until the element has its place on the page. */
  get whereabouts(): Whereabouts | undefined {
    return this.placed ? this.view.whereabouts : undefined;
  }

  protected override render() {
    return html`<div class="points"></div>
      <canvas class="overlay"></canvas>`;
  }

  protected override firstUpdated(): void {
    this.tabIndex = 0;
    this.use(makeScatter(() => this.use(makeCanvasScatter())));
    new Gestures(this, this);
    new ResizeObserver(([{ contentRect }]) => {
      this.view.resize(contentRect.width, contentRect.height);
      if (!this.placed && contentRect.width > 0) {
        this.placed = true;
        if (this.firstView) this.view.moveTo(this.firstView);
        else this.view.reset();
      }
      // Points are elsewhere on the screen now.
      this.look(undefined, 'pointer');
      this.drawSoon();
    }).observe(this);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('positions')) {
      const before = changed.get('positions');
      const moves = this.samePoints && before?.length === this.positions.length && !prefersStillness();
      this.from = moves ? before : this.positions;
      this.moveBegan = moves ? performance.now() : undefined;
      this.grid = new PointGrid(this.positions);
      if (!this.samePoints) this.look(undefined, 'pointer');
    }
    if (changed.has('positions') || changed.has('rgb') || changed.has('selected')) this.looks = this.looksNow();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.size === 1 && changed.has('lit')) return this.drawSoon('overlay');
    this.give();
    this.drawSoon();
  }

  /** Shows all points. */
  reset(): void {
    this.view.reset();
    this.moved('pointer');
  }

  zoomBy(factor: number): void {
    this.view.zoomBy(factor);
    this.moved('pointer');
  }

  moved(how: 'pointer' | 'keys'): void {
    this.drawSoon();
    this.dispatchEvent(new CustomEvent('view-change'));
    if (how === 'keys') {
      // The keyboard looks at what is nearest to the middle, and in sight.
      const reach = Math.min(this.view.width, this.view.height) / 2;
      this.look(this.grid.nearest(this.view, reach / this.view.zoom), 'keys');
    } else this.look(undefined, how);
  }

  pointedAt(at: Point | undefined): void {
    const point = at && this.grid.nearest(this.view.toMap(at), Math.max(REACH, this.size / 2) / this.view.zoom);
    this.look(point, 'pointer');
  }

  lassoChanged(line: readonly Point[] | undefined): void {
    this.lasso = line;
    this.look(undefined, 'pointer');
    this.drawSoon('overlay');
  }

  lassoed(line: readonly Point[], add: boolean): void {
    const points = this.grid.inside(line.map((corner) => this.view.toMap(corner)));
    this.dispatchEvent(new CustomEvent('select', { detail: { points, add } }));
  }

  clicked(at: Point): void {
    this.pointedAt(at);
    if (this.looked !== undefined) this.key('open');
  }

  key(name: 'open' | 'similar' | 'clear'): void {
    if (name === 'clear') this.dispatchEvent(new CustomEvent('clear-selection'));
    else if (this.looked !== undefined) this.dispatchEvent(new CustomEvent(`${name}-point`, { detail: this.looked }));
  }

  private look(point: number | undefined, how: Looked['how']): void {
    // While a keyboard's point is looked at, the view moves under it.
    if (point === this.looked && how === 'pointer') return;
    this.looked = point;
    this.toggleAttribute('looking', point !== undefined && how === 'pointer');
    const detail: Looked | undefined = point === undefined ? undefined : { point, at: this.onScreen(point), how };
    this.dispatchEvent(new CustomEvent('look', { detail }));
    this.drawSoon('overlay');
  }

  private onScreen(point: number): Point {
    return this.view.toScreen({ x: this.positions[2 * point], y: this.positions[2 * point + 1] });
  }

  /** Diameter of a point, CSS pixels. */
  private get size(): number {
    return pointSize(this.positions.length / 2, this.view.zoom / this.view.whole);
  }

  private looksNow(): Uint8Array {
    const looks = new Uint8Array(2 * this.positions.length);
    looks.set(this.rgb.subarray(0, looks.length));
    const rest = this.selected.length > 0 ? EMPHASIS.dimmed : EMPHASIS.plain;
    for (let i = 3; i < looks.length; i += 4) looks[i] = rest;
    for (const point of this.selected) looks[4 * point + 3] = EMPHASIS.front;
    return looks;
  }

  private use(scatter: Scatter): void {
    this.scatter = scatter;
    this.place.replaceChildren(scatter.canvas);
    this.give();
    this.drawSoon();
  }

  private give(): void {
    this.scatter.setPoints({ positions: this.positions, from: this.from, looks: this.looks });
  }

  /** What lies over the points changes far more often than they do, and is drawn without them. */
  private drawSoon(what: 'all' | 'overlay' = 'all'): void {
    if (what === 'all') this.pointsChanged = true;
    this.frame ??= requestAnimationFrame((now) => {
      this.frame = undefined;
      this.draw(now);
    });
  }

  private draw(now: number): void {
    const { view, size, theme } = this;
    const dpr = window.devicePixelRatio;
    const [width, height] = [Math.round(view.width * dpr), Math.round(view.height * dpr)];
    const share = this.moveBegan === undefined ? 1 : Math.min(1, (now - this.moveBegan) / MOVE_MS);
    if (this.pointsChanged) {
      this.pointsChanged = false;
      const moved = share < 1 ? share * share * (3 - 2 * share) : 1;
      const { x, y, zoom } = view;
      const opacity = pointOpacity(this.positions.length / 2, size, zoom);
      const inPixels = { width, height, zoom: zoom * dpr, size: size * dpr };
      this.scatter.draw({ ...inPixels, x, y, opacity, moved, rim: theme.background });
    }
    if (share < 1) this.drawSoon();
    else this.moveBegan = undefined;
    if (this.overlay.width !== width) this.overlay.width = width;
    if (this.overlay.height !== height) this.overlay.height = height;
    const still = share === 1;
    const ring = this.looked === undefined || !still ? undefined : this.onScreen(this.looked);
    const lit = still ? this.lit.map((point) => this.onScreen(point)) : [];
    drawOverlay(this.overlay, { lasso: this.lasso, ring, lit, size }, theme, dpr);
  }
}

/** VS Code's own setting, or the system's. */
function prefersStillness(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') ||
    window.matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
