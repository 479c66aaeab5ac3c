import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { BandOf, FileClient, HduSummary, Measurement, Shape } from '../../../src/viewing';
import { copyIcon } from '../../components/controls/icons';
import { LittleRoom } from '../../components/controls/little-room';
import { type KnownDisplay, painter } from '../../components/grid/painter';
import { panelStyles } from '../../components/controls/panel-styles';
import type { Region } from '../../../src/contracts/common';
import { toolkitStyles } from '../../components/controls/toolkit';
import {
  ChooseFile,
  CopyText,
  FindSimilar,
  DEFAULT_LOOKS,
  FollowView,
  LockView,
  type Looks,
  OpenLink,
  SavePng,
  type SkyView,
  ViewMoved,
} from '../../../src/contracts/viewer';
import { type Adjustments, imageDisplay } from '../display/display';
import '../display/display-panel';
import { openFile } from '../files/open-file';
import '../measure/measure-result';
import { measurementText } from '../measure/measure-result';
import { linkIcon } from '../icons';
import { type BandChoice, bandChoices, firstBands } from './bands';
import { Comparison, type ComparisonMode } from './comparison';
import { CubePlayer } from './cube-player';
import type { Point } from './geometry';
import { type ImageLayer, openLayer } from './image-layer';
import { paneStyles } from './image-pane-styles';
import { renderChoices, renderToolbar, type ToolbarActions } from './image-toolbar';
import './image-view';
import type { ImageView, Tool } from './image-view';
import { PixelReader } from './pixel-reader';
import './image-menu';
import type { MenuItem } from './image-menu';
import { positionText } from './position';
import { boxAround, regionOfBox, SMALLEST_REGION } from './region-of-box';
import { renderStatus } from './status-line';

const KEYS: Readonly<Record<string, Tool | undefined>> = { v: 'pan', l: 'line', c: 'circle', b: 'box' };

/**
 * The image of an HDU with all that is done with it: tools, display, measures, the status line, another image to compare.
 * Events: `looks` (Partial<Looks>), `plane` (number), `colour` (boolean).
 */
@customElement('image-pane')
export class ImagePane extends LitElement {
  static override styles = [toolkitStyles, panelStyles, paneStyles];

  @property({ attribute: false }) host!: MessageConnection;
  @property({ attribute: false }) file!: FileClient;
  @property() name = '';
  @property({ attribute: false }) hdu!: HduSummary;
  /** All of the file's. */
  @property({ attribute: false }) hdus: readonly HduSummary[] = [];
  @property({ type: Number }) plane = 0;
  /** Three planes as one colour picture. */
  @property({ type: Boolean }) colour = false;
  @property({ attribute: false }) looks: Looks = DEFAULT_LOOKS;

  @state() private layer?: ImageLayer;
  @state() private tool: Tool = 'pan';
  @state() private shape?: Shape;
  @state() private measurement?: Measurement;
  @state() private place?: Point;
  @state() private error?: string;
  @state() private locked = false;
  /** The menu of a place of the image, while it is open. */
  @state() private menu?: { readonly place: Point; readonly at: Point };
  @state() private adjusted: Adjustments = {};
  /** Drawn red, green and blue. */
  @state() private bands: readonly BandOf[] = [];
  @query('image-view.main') private main?: ImageView;
  @query('image-view.other') private second?: ImageView;

  private readonly room = new LittleRoom(this);
  private readonly pixels = new PixelReader(() => this.requestUpdate());
  private readonly player = new CubePlayer(
    () => this.showPlane((this.plane + 1) % this.hdu.planes),
    () => this.requestUpdate(),
  );
  private opening?: object;
  private readonly comparison = new Comparison(() => this.requestUpdate());
  private shown?: { layer: ImageLayer; looks: Looks; adjusted: Adjustments; display: KnownDisplay };
  private shownOther?: { layer: ImageLayer; looks: Looks; display: KnownDisplay };

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.onNotification(FollowView, (view) => this.follow(view));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.player.stop();
    this.comparison.stop();
  }

  /** What takes the keys that are about the image. */
  get contents(): HTMLElement | null {
    return this.main ?? null;
  }

  /** A key that no control has taken. */
  handleKey(key: string): boolean {
    const tool = KEYS[key];
    if (tool) this.tool = tool;
    else if (key === 's' && this.region) this.findSimilar();
    else if (key === 'n') this.change({ northUp: !this.looks.northUp });
    else if (key === 'i') this.change({ inverted: !this.looks.inverted });
    else if (key === 'p') this.change({ panel: !this.looks.panel });
    else if (key === 'm') this.change({ marks: !this.looks.marks });
    else if (key === 'k' && this.comparison.layer) this.comparison.step();
    else if ((key === ',' || key === '.') && this.hdu.planes > 1 && !this.colour) {
      const { planes } = this.hdu;
      this.showPlane((this.plane + (key === '.' ? 1 : planes - 1)) % planes);
    } else return false;
    return true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('hdu') || changed.has('file')) {
      this.adjusted = {};
      this.player.stop();
      [this.shape, this.measurement] = [undefined, undefined];
      this.bands = firstBands(this.choices, this.hdu?.redFirst);
    }
    const reopens = ['hdu', 'file', 'plane', 'colour', 'bands'] as const;
    if (reopens.some((key) => (changed as Map<string, unknown>).has(key))) void this.open();
  }

  private get choices(): BandChoice[] {
    return bandChoices(this.hdus, this.hdu);
  }

  private get shownBands(): readonly BandOf[] {
    return this.colour ? this.bands : [{ hdu: this.hdu.index, plane: this.plane }];
  }

  /** Opens the image; the one before it stays in sight until this one can be drawn. */
  private async open(): Promise<void> {
    const opening = {};
    this.opening = opening;
    const { file, name, hdu, shownBands } = this;
    try {
      const layer = await openLayer(file, name, hdu, shownBands, (error) => this.onTile(error));
      if (this.opening !== opening) return;
      this.layer = layer;
      this.error = undefined;
      if (this.shape) void this.measure(this.shape);
      if (this.place) this.pixels.ask(layer, this.place);
    } catch (error) {
      if (this.opening === opening) this.error = (error as Error).message;
    }
  }

  private onTile(error?: Error): void {
    if (error) this.error = error.message;
    this.main?.draw();
    this.second?.draw();
    this.player.drawn();
  }

  protected override render() {
    const { layer, looks } = this;
    if (!layer) {
      return this.error === undefined
        ? html`<div class="empty">
            <vscode-progress-ring></vscode-progress-ring>
            <p>Reading the image…</p>
          </div>`
        : html`<div class="empty" role="alert"><p>${this.error}</p></div>`;
    }
    const display = this.displayOf(layer);
    return html`
      ${renderToolbar(this.toolbarState(), this.actions)}
      ${this.error === undefined ? nothing : html`<div class="error" role="alert">${this.error}</div>`}
      <div class="middle">
        <div class="views ${this.comparison.blinks ? 'blinking' : ''}">
          <image-view
            class="main ${this.comparison.blinks && this.comparison.otherShown ? 'behind' : ''}"
            .layer=${layer}
            .display=${display}
            .tool=${this.tool}
            .shape=${this.shape}
            ?northUp=${looks.northUp}
            ?marks=${looks.marks}
            label=${imageLabel(layer)}
            @place=${({ detail }: CustomEvent<Point | undefined>) => this.onPlace(detail)}
            @shape=${({ detail }: CustomEvent<Shape | undefined>) => this.onShape(detail)}
            @moved=${({ detail }: CustomEvent<SkyView>) => this.onMoved(detail)}
            @fitted=${() => this.onFitted()}
            @menu=${({ detail }: CustomEvent<{ place: Point; at: Point }>) => (this.menu = detail)}
          ></image-view>
          ${this.comparison.layer ? this.renderOther(this.comparison.layer) : nothing}
        </div>
        ${looks.panel ? this.renderPanel(layer, display) : nothing}
      </div>
      ${
        this.menu
          ? html`<image-menu
              .items=${this.menuItems(layer, this.menu.place)}
              .at=${this.menu.at}
              @leave=${() => this.leaveMenu()}
            ></image-menu>`
          : nothing
      }
      ${renderStatus({ layer, place: this.place, values: this.pixels.values, looks, zoom: this.main?.zoom }, this.actions)}
    `;
  }

  private renderOther(other: ImageLayer) {
    return html`<div class="second ${this.comparison.blinks && !this.comparison.otherShown ? 'behind' : ''}">
      <image-view
        class="other"
        .layer=${other}
        .display=${this.displayOfOther(other)}
        ?northUp=${this.looks.northUp}
        ?marks=${this.looks.marks}
        label=${imageLabel(other)}
        @moved=${({ detail }: CustomEvent<SkyView>) => this.onOtherMoved(detail)}
      ></image-view>
      <span class="caption">${other.name}</span>
    </div>`;
  }

  private renderPanel(layer: ImageLayer, display: KnownDisplay) {
    return html`<aside aria-label="Display and measures">
      ${
        this.room.isLittle
          ? html`<section class="looks">${renderChoices(this.toolbarState(), this.actions)}</section>`
          : nothing
      }
      ${
        this.shape
          ? html`<section class="measures">
              <h2>
                Measure
                <button
                  class="icon"
                  title="Copy the numbers"
                  aria-label="Copy the numbers"
                  ?disabled=${!this.measurement}
                  @click=${() => this.measurement && this.copy(measurementText(this.measurement, layer.unit), 'the measures')}
                >
                  ${copyIcon}
                </button>
              </h2>
              <measure-result
                .shape=${this.shape}
                .measurement=${this.measurement}
                .pixelScale=${layer.sky?.pixelScale}
                unit=${layer.unit}
              ></measure-result>
              ${
                this.shape.kind === 'box'
                  ? html`<vscode-button
                      class="region"
                      title=${this.region ? 'Find galaxies similar to this region (S)' : `A box of at least ${SMALLEST_REGION} pixels a side on the image is needed`}
                      ?disabled=${!this.region}
                      @click=${() => this.findSimilar()}
                      >Find Similar to This Region</vscode-button
                    >`
                  : nothing
              }
            </section>`
          : nothing
      }
      <display-panel
        .looks=${this.looks}
        .adjusted=${this.adjusted}
        .display=${display}
        .layer=${layer}
        .bands=${this.bands}
        .choices=${this.choices}
        ?colour=${this.colour}
        .plane=${this.plane}
        ?playing=${this.player.playing}
        .playRate=${this.player.rate}
        @looks=${({ detail }: CustomEvent<Partial<Looks>>) => this.change(detail)}
        @adjusted=${({ detail }: CustomEvent<Partial<Adjustments>>) => this.adjust(detail)}
        @bands=${({ detail }: CustomEvent<readonly BandOf[]>) => (this.bands = detail)}
        @colour=${({ detail }: CustomEvent<boolean>) => this.dispatchEvent(new CustomEvent('colour', { detail }))}
        @plane=${({ detail }: CustomEvent<number>) => this.showPlane(detail)}
        @play=${() => this.player.toggle()}
        @rate=${({ detail }: CustomEvent<number>) => (this.player.rate = detail)}
      ></display-panel>
      ${layer.sky ? this.renderLinks() : nothing}
    </aside>`;
  }

  private menuItems(layer: ImageLayer, place: Point): MenuItem[] {
    const { shape } = this;
    const isIn = (box: Extract<Shape, { kind: 'box' }>) =>
      place.x >= Math.min(box.from.x, box.to.x) && place.x <= Math.max(box.from.x, box.to.x) &&
      place.y >= Math.min(box.from.y, box.to.y) && place.y <= Math.max(box.from.y, box.to.y); // prettier-ignore
    const box = shape?.kind === 'box' && isIn(shape) ? shape : boxAround(place, layer);
    const region = regionOfBox(box, layer, this.shownBands);
    const items: MenuItem[] = [];
    if (region) {
      const size = `${region.width} × ${region.height} px`;
      items.push({
        label: shape === box ? `Find Similar to This Region (${size})` : `Find Similar Here (${size})`,
        key: shape === box ? 'S' : undefined,
        run: () => this.ask(this.host.sendRequest(FindSimilar, { hdu: this.hdu.index, region })),
      });
    }
    if (shape !== box) items.push({ label: 'Add Region: a Box Here', run: () => this.onShape(box) });
    const at = layer.sky?.toSky(place);
    if (layer.sky && at) {
      for (const degrees of [false, true]) {
        const { longitude, latitude } = positionText(at.ra, at.dec, layer.sky, { frame: 'ICRS', degrees });
        const text = `${longitude} ${latitude}`;
        items.push({ label: `Copy Position: ${text} (ICRS)`, run: () => this.copyPosition(text) });
      }
    }
    items.push({ label: 'Save Picture…', run: () => this.savePng() });
    return items;
  }

  /** The image takes the keys again. */
  private leaveMenu(): void {
    if (!this.menu) return;
    this.menu = undefined;
    this.main?.focus();
  }

  private renderLinks() {
    const link = (service: 'aladin' | 'legacy-survey', name: string) =>
      html`<vscode-button appearance="secondary" class=${service} @click=${() => this.openLink(service)}
        >${name}<span slot="start">${linkIcon}</span></vscode-button
      >`;
    return html`<section class="links">
      <h2>The same place in</h2>
      ${link('aladin', 'Aladin Lite')} ${link('legacy-survey', 'Legacy Surveys')}
    </section>`;
  }

  /** The box as a part of the image, of what is shown of it; undefined where there is none, or too small a one. */
  private get region(): Region | undefined {
    const { layer, shape } = this;
    return layer && shape?.kind === 'box' ? regionOfBox(shape, layer, this.shownBands) : undefined;
  }

  private findSimilar(): void {
    const { region } = this;
    if (region) this.ask(this.host.sendRequest(FindSimilar, { hdu: this.hdu.index, region }));
  }

  private toolbarState() {
    const { tool, looks, locked, comparison, layer, colour } = this;
    const compared = comparison.layer?.name;
    return {
      tool,
      looks,
      locked,
      compared,
      comparison: comparison.mode,
      hasSky: layer?.sky !== undefined,
      colour,
      folds: this.room.isLittle,
    };
  }

  private readonly actions: ToolbarActions = makeActions(this);

  // --- what the toolbar and the status line ask ---

  chooseTool(tool: Tool): void {
    this.tool = tool;
  }

  fit(): void {
    this.main?.fit();
  }

  actualSize(): void {
    this.main?.actualSize();
  }

  change(part: Partial<Looks>): void {
    this.dispatchEvent(new CustomEvent('looks', { detail: part }));
  }

  copyPosition(text: string): void {
    this.copy(text, 'the position');
  }

  openLink(service: 'aladin' | 'legacy-survey'): void {
    const { main, layer } = this;
    const view = main?.skyView.sky;
    if (!main || !layer || !view) return;
    const fieldOfView = Math.min(180, main.clientWidth / view.pixelsPerArcsecond / 3600);
    this.ask(this.host.sendRequest(OpenLink, { service, ra: view.ra, dec: view.dec, fieldOfView }));
  }

  savePng(): void {
    const canvas = (this.comparison.otherShown ? this.second : this.main)?.drawing;
    canvas?.toBlob((blob) => {
      if (!blob) return;
      const save = async () => {
        const png = new Uint8Array(await blob.arrayBuffer());
        const name = `${this.name.replace(/(\.(fits?|fts|fz|gz|Z))+$/i, '')}.png`;
        await this.host.sendRequest(SavePng, { name, png });
      };
      this.ask(save());
    }, 'image/png');
  }

  toggleLock(): void {
    this.locked = !this.locked;
    this.ask(this.host.sendRequest(LockView, this.locked));
    if (this.locked && this.main) void this.host.sendNotification(ViewMoved, this.main.skyView);
  }

  compare(): void {
    const choose = async () => {
      const source = await this.host.sendRequest(ChooseFile);
      if (!source) return;
      const file = await openFile(this.host, source);
      const hdu = (await file.call('list', undefined)).find(
        ({ content, failure }) => content === 'picture' && !failure,
      );
      if (!hdu) throw new Error(`${source.name} holds no image`);
      const layer = await openLayer(file, source.name, hdu, [{ hdu: hdu.index, plane: 0 }], (error) =>
        this.onTile(error),
      );
      this.comparison.begin(layer);
      await this.updateComplete;
      if (this.main) this.second?.follow(this.main.skyView);
    };
    this.ask(choose());
  }

  endComparison(): void {
    this.comparison.end();
  }

  setComparison(mode: ComparisonMode): void {
    this.comparison.show(mode);
  }

  // --- events of the view ---

  private onPlace(place: Point | undefined): void {
    this.place = place;
    if (place && this.layer) this.pixels.ask(this.layer, place);
  }

  private onShape(shape: Shape | undefined): void {
    this.shape = shape;
    if (!shape) return;
    if (!this.looks.panel) this.change({ panel: true });
    void this.measure(shape);
  }

  private async measure(shape: Shape): Promise<void> {
    this.measurement = undefined;
    try {
      const measurement = await this.file.call('measure', { ...this.shownBands[0], shape });
      if (this.shape === shape) this.measurement = measurement;
    } catch (error) {
      this.error = (error as Error).message;
    }
  }

  private onMoved(view: SkyView): void {
    this.second?.follow(view);
    if (this.locked) void this.host.sendNotification(ViewMoved, view);
    this.requestUpdate();
  }

  private onFitted(): void {
    if (this.main) this.second?.follow(this.main.skyView);
    this.requestUpdate();
  }

  private onOtherMoved(view: SkyView): void {
    this.main?.follow(view);
    if (this.locked) void this.host.sendNotification(ViewMoved, view);
  }

  private follow(view: SkyView): void {
    if (!this.locked) return;
    this.main?.follow(view);
    this.second?.follow(view);
    this.requestUpdate();
  }

  private showPlane(plane: number): void {
    this.dispatchEvent(new CustomEvent('plane', { detail: plane }));
  }

  private adjust(part: Partial<Adjustments>): void {
    this.adjusted = { ...this.adjusted, ...part };
    if (part.limits && this.looks.cuts !== 'manual') this.change({ cuts: 'manual' });
  }

  private copy(text: string, what: string): void {
    this.ask(this.host.sendRequest(CopyText, { text, what }));
  }

  /** What a request to the host makes known only by failing. */
  private ask(request: Promise<unknown>): void {
    request.catch((error: unknown) => (this.error = (error as Error).message));
  }

  private displayOf(layer: ImageLayer): KnownDisplay {
    const { looks, adjusted } = this;
    if (this.shown?.layer !== layer || this.shown.looks !== looks || this.shown.adjusted !== adjusted) {
      this.shown = { layer, looks, adjusted, display: imageDisplay(layer.surveys, looks, adjusted) };
    }
    return this.shown.display;
  }

  /** The other image has cuts of its own: its unit may be another. */
  private displayOfOther(layer: ImageLayer): KnownDisplay {
    const { looks } = this;
    if (this.shownOther?.layer !== layer || this.shownOther.looks !== looks) {
      const cuts = looks.cuts === 'manual' ? 'auto' : looks.cuts;
      this.shownOther = { layer, looks, display: imageDisplay(layer.surveys, { ...looks, cuts }, {}) };
    }
    return this.shownOther.display;
  }

  /** What draws; for tests and the curious. */
  get device(): string {
    return painter().device;
  }
}

function makeActions(pane: ImagePane): ToolbarActions {
  return {
    tool: (tool) => pane.chooseTool(tool),
    fit: () => pane.fit(),
    actualSize: () => pane.actualSize(),
    looks: (part) => pane.change(part),
    lock: () => pane.toggleLock(),
    compare: () => pane.compare(),
    endComparison: () => pane.endComparison(),
    comparison: (kind) => pane.setComparison(kind),
    save: () => pane.savePng(),
    copyPosition: (text) => pane.copyPosition(text),
  };
}

function imageLabel({ name, hdu, width, height }: ImageLayer): string {
  return `${name}, HDU ${hdu.index}, ${width} by ${height} pixels`;
}
