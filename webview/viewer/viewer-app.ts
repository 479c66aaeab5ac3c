import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import * as v from 'valibot';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { hduWcs, holdsImage, holdsTable, imageSize, readPlane, type Hdu, type Wcs } from '../../src/fits';
import {
  COLORMAPS,
  CUTS_CHOICES,
  displayOf,
  pictureFromFits,
  render as draw,
  STRETCH_CHOICES,
  type Picture,
} from '../../src/imaging';
import { formatDec, formatRa } from '../components/coordinates';
import { connectToHost, panelState } from '../components/host';
import { similarIcon } from '../components/icons';
import {
  CopyText,
  DEFAULT_LOOKS,
  FileChanged,
  FindSimilar,
  Ready,
  Remember,
  ViewerStateSchema,
  type Looks,
} from './contract';
import './data-table';
import './header-table';
import './image-canvas';
import { panelStyles } from '../components/panel-styles';
import { toolkitStyles } from '../components/toolkit';
import type { ImageCanvas, PointerPlace } from './image-canvas';
import { openFile } from './open-file';
import { styles } from './styles';

/** What a FITS file holds: its HDUs, and of the chosen one the image or table, and the header. */
@customElement('viewer-app')
export class ViewerApp extends LitElement {
  static override styles = [toolkitStyles, panelStyles, styles];

  @state() private hdus: readonly Hdu[] = [];
  @state() private index = 0;
  @state() private plane = 0;
  @state() private tab: 'data' | 'header' = 'data';
  @state() private looks: Looks = DEFAULT_LOOKS;
  @state() private error?: string;
  @state() private pointer: PointerPlace;
  @query('image-canvas') private canvas?: ImageCanvas;

  private readonly host: MessageConnection = connectToHost();
  private uri = '';
  private name = '';
  private picture?: { hdu: Hdu; plane: number; picture: Picture };
  private coordinates?: { hdu: Hdu; wcs: Wcs | undefined };
  private bitmap?: { picture: Picture; looks: Looks; canvas: HTMLCanvasElement };

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.onNotification(FileChanged, () => void this.load());
    this.host.listen();
    window.addEventListener('keydown', (event) => this.onKey(event));
    void this.begin();
  }

  private async begin(): Promise<void> {
    const { uri, name, looks } = await this.host.sendRequest(Ready);
    [this.uri, this.name, this.looks] = [uri, name, looks];
    const kept = v.safeParse(ViewerStateSchema, panelState.get());
    await this.load();
    if (kept.success && this.hdus[kept.output.hdu]) {
      this.index = kept.output.hdu;
      this.plane = Math.min(kept.output.plane, this.planes - 1);
      this.tab = kept.output.tab;
    }
  }

  private async load(): Promise<void> {
    try {
      const hdus = await openFile(this.uri, this.name);
      // A file that changes while it is shown keeps its place; one that could not be read has none yet.
      this.index = this.hdus.length > 0 ? Math.min(this.index, hdus.length - 1) : firstOfInterest(hdus);
      this.hdus = hdus;
      this.error = undefined;
    } catch (error) {
      this.error = (error as Error).message;
    }
  }

  private get hdu(): Hdu | undefined {
    return this.hdus[this.index];
  }

  /** Planes that are shown one by one: those of a cube that is not a colour picture. */
  private get planes(): number {
    const { hdu } = this;
    if (!hdu || !isPicture(hdu)) return 1;
    const { planes } = imageSize(hdu);
    return planes === 3 ? 1 : planes;
  }

  protected override render() {
    if (this.error !== undefined) {
      return html`<div class="empty" role="alert">
        <p>${this.error}</p>
        <vscode-button @click=${() => void this.load()}>Try again</vscode-button>
      </div>`;
    }
    const { hdu } = this;
    if (!hdu) return html`<div class="empty"><vscode-progress-ring></vscode-progress-ring></div>`;
    return html`
      <header>
        ${this.renderHdus()} ${this.renderTabs()} <span class="spring"></span>
        <vscode-button
          class="similar"
          title="Find similar galaxies"
          ?disabled=${!isPicture(hdu)}
          @click=${this.similar}
        >
          Find Similar<span slot="start">${similarIcon}</span>
        </vscode-button>
      </header>
      ${
        this.tab === 'header'
          ? html`<header-table
              .header=${hdu.header}
              @copy-text=${({ detail }: CustomEvent<string>) => void this.host.sendRequest(CopyText, detail)}
            ></header-table>`
          : this.renderData(hdu)
      }
    `;
  }

  private renderHdus() {
    return html`<label class="choice"
      ><span>HDU</span>
      <select
        class="hdu"
        aria-label="HDU"
        .value=${String(this.index)}
        @change=${(event: Event) => this.go({ index: Number((event.target as HTMLSelectElement).value), plane: 0 })}
      >
        ${this.hdus.map(
          (hdu) => html`<option value=${hdu.index} ?selected=${hdu.index === this.index}>${describe(hdu)}</option>`,
        )}
      </select>
    </label>`;
  }

  private renderTabs() {
    const tab = (name: 'data' | 'header', label: string) =>
      html`<button role="tab" class="tab" aria-selected=${this.tab === name} @click=${() => this.go({ tab: name })}>
        ${label}
      </button>`;
    return html`<div role="tablist" class="tabs">
      ${tab('data', this.hdu && isPicture(this.hdu) ? 'Image' : 'Data')}${tab('header', 'Header')}
    </div>`;
  }

  private renderData(hdu: Hdu) {
    if (hdu.failure) return html`<div class="empty" role="alert"><p>${hdu.failure.message}</p></div>`;
    if (holdsTable(hdu)) return html`<data-table .hdu=${hdu}></data-table>`;
    if (!isPicture(hdu)) {
      return html`<div class="empty">
        <p>This HDU holds no image. <a href="#" @click=${this.toHeader}>Its header</a> may say more.</p>
      </div>`;
    }
    let bitmap: HTMLCanvasElement;
    try {
      bitmap = this.bitmapOf(hdu);
    } catch (error) {
      return html`<div class="empty" role="alert"><p>${(error as Error).message}</p></div>`;
    }
    return html`
      ${this.renderLooks()}
      <image-canvas
        .bitmap=${bitmap}
        label="${this.name}, HDU ${hdu.index}, ${bitmap.width} by ${bitmap.height} pixels"
        @pointer-place=${({ detail }: CustomEvent<PointerPlace>) => (this.pointer = detail)}
      ></image-canvas>
      ${this.renderStatus(hdu)}
    `;
  }

  private renderLooks() {
    const choice = (label: string, name: keyof Looks, options: readonly string[]) => html`
      <label class="choice"
        ><span>${label}</span>
        <select
          class=${name}
          aria-label=${label}
          @change=${(event: Event) => this.change({ [name]: (event.target as HTMLSelectElement).value })}
        >
          ${options.map((option) => html`<option ?selected=${option === this.looks[name]}>${option}</option>`)}
        </select>
      </label>
    `;
    const { planes } = this;
    return html`<div class="toolbar" role="toolbar" aria-label="How the image looks">
      ${choice('Stretch', 'stretch', STRETCH_CHOICES)} ${choice('Cuts', 'cuts', CUTS_CHOICES)}
      ${choice('Colours', 'colormap', COLORMAPS)}
      ${
        planes > 1
          ? html`<label class="choice"
              ><span>Plane ${this.plane + 1} of ${planes}</span>
              <input
                type="range"
                aria-label="Plane"
                min="0"
                max=${planes - 1}
                .value=${String(this.plane)}
                @input=${(event: Event) => this.go({ plane: Number((event.target as HTMLInputElement).value) })}
              />
            </label>`
          : nothing
      }
      <span class="spring"></span>
      <vscode-button appearance="secondary" title="Fit (0)" @click=${() => this.canvas?.fit()}>Fit</vscode-button>
      <vscode-button appearance="secondary" title="Pixel for pixel (1)" @click=${() => this.canvas?.actualSize()}
        >1:1</vscode-button
      >
    </div>`;
  }

  /** Pixel, value and position under the pointer. */
  private renderStatus(hdu: Hdu) {
    const { width, height } = imageSize(hdu);
    const place = this.pointer;
    const size = `${width} × ${height}`;
    if (!place) return html`<footer><span>${size}</span></footer>`;
    const column = Math.floor(place.x);
    const row = height - 1 - Math.floor(place.y);
    const values = this.pictureOf(hdu).bands.map((band) => band[row * width + column]);
    const sky = this.wcsOf(hdu)?.pixelToSky(place.x + 0.5, height - place.y + 0.5);
    return html`<footer>
      <span class="pixel">x ${column + 1}, y ${row + 1}</span>
      <span class="value">${values.map(valueText).join(', ')}</span>
      ${
        sky
          ? html`<span class="sky">${formatRa(sky.ra)} ${formatDec(sky.dec)}</span>
              <span class="degrees">${sky.ra.toFixed(5)}° ${sky.dec.toFixed(5)}°</span>`
          : nothing
      }
      <span class="spring"></span><span>${size}</span>
    </footer>`;
  }

  private wcsOf(hdu: Hdu): Wcs | undefined {
    if (this.coordinates?.hdu !== hdu) this.coordinates = { hdu, wcs: hduWcs(hdu, this.hdus) };
    return this.coordinates.wcs;
  }

  private pictureOf(hdu: Hdu): Picture {
    if (this.picture?.hdu !== hdu || this.picture.plane !== this.plane) {
      const { width, height } = imageSize(hdu);
      const picture = this.planes > 1 ? { width, height, bands: [readPlane(hdu, this.plane)] } : pictureFromFits(hdu);
      this.picture = { hdu, plane: this.plane, picture };
    }
    return this.picture.picture;
  }

  private bitmapOf(hdu: Hdu): HTMLCanvasElement {
    const picture = this.pictureOf(hdu);
    if (this.bitmap?.picture !== picture || this.bitmap.looks !== this.looks) {
      const { width, height, rgba } = draw(picture, displayOf(picture, 'fits', this.looks));
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [width, height];
      canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
      this.bitmap = { picture, looks: this.looks, canvas };
    }
    return this.bitmap.canvas;
  }

  private go({ index = this.index, plane = this.plane, tab = this.tab }): void {
    [this.index, this.plane, this.tab] = [index, plane, tab];
    this.pointer = undefined;
    panelState.set({ hdu: index, plane, tab });
  }

  private readonly toHeader = (event: Event) => {
    event.preventDefault();
    this.go({ tab: 'header' });
  };

  private readonly similar = () => void this.host.sendRequest(FindSimilar, { hdu: this.index });

  private change(part: Partial<Looks>): void {
    this.looks = { ...this.looks, ...part };
    void this.host.sendRequest(Remember, this.looks);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.target instanceof Element && event.composedPath().some((at) => at instanceof HTMLInputElement)) return;
    const step = { '[': -1, ']': 1 }[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = this.index + step;
    if (this.hdus[to]) this.go({ index: to, plane: 0 });
    event.preventDefault();
  }
}

/** The first image; without one the first table; else the first HDU. */
function firstOfInterest(hdus: readonly Hdu[]): number {
  const image = hdus.findIndex(isPicture);
  return Math.max(0, image >= 0 ? image : hdus.findIndex(holdsTable));
}

function isPicture(hdu: Hdu): boolean {
  return holdsImage(hdu) && hdu.shape.length >= 2;
}

function describe(hdu: Hdu): string {
  const shape = isPicture(hdu) ? hdu.shape.join(' × ') : '';
  return [`${hdu.index}`, hdu.name, hdu.kind, shape].filter(Boolean).join(' · ');
}

function valueText(value: number): string {
  return Number.isNaN(value) ? 'undefined' : String(Number(value.toPrecision(7)));
}
