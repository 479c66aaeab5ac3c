import { html, LitElement } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import * as v from 'valibot';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { Header } from '../../src/fits';
import type { FileClient, HduSummary } from '../../src/viewing';
import { focusWithPage } from '../components/host/first-focus';
import { connectToHost, panelState } from '../components/host/connection';
import { similarIcon } from '../components/controls/icons';
import { panelStyles } from '../components/controls/panel-styles';
import { toolkitStyles } from '../components/controls/toolkit';
import {
  CopyText,
  DEFAULT_LOOKS,
  FileChanged,
  type FileSource,
  FindSimilar,
  type Looks,
  Ready,
  Remember,
  Shows,
  type ViewerState,
  ViewerStateSchema,
} from '../../src/contracts/viewer';
import { openFile } from './files/open-file';
import './header/header-table';
import type { HeaderOf } from './header/header-table';
import { bandChoices } from './image/bands';
import './image/image-pane';
import type { ImagePane } from './image/image-pane';
import { controlStyles, styles } from './styles';
import './table/data-table';

/** What a FITS file holds: its HDUs, and of the chosen one the image or table, and the header. */
@customElement('viewer-app')
export class ViewerApp extends LitElement {
  static override styles = [toolkitStyles, panelStyles, controlStyles, styles];

  @state() private hdus: readonly HduSummary[] = [];
  @state() private index = 0;
  @state() private plane = 0;
  @state() private colour = false;
  @state() private tab: ViewerState['tab'] = 'data';
  @state() private looks: Looks = DEFAULT_LOOKS;
  @state() private error?: string;
  /** The header of the HDU that is shown, or those of all where all are searched. */
  @state() private headers?: readonly HeaderOf[];
  @state() private allHeaders = false;
  @state() private file?: FileClient;
  @query('image-pane') private pane?: ImagePane;

  private readonly host: MessageConnection = connectToHost();
  private source?: FileSource;

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.onNotification(FileChanged, () => void this.load());
    this.host.listen();
    window.addEventListener('keydown', (event) => this.onKey(event));
    focusWithPage(() => this.contents);
    void this.begin();
  }

  /** What takes the keys: the image, or the rows of the table or of the header. */
  private get contents(): HTMLElement | null | undefined {
    return this.pane?.contents ?? this.renderRoot.querySelector<HTMLElement>('data-table, header-table');
  }

  private begin(): Promise<void> {
    const kept = v.safeParse(ViewerStateSchema, panelState.get());
    return this.load(kept.success ? kept.output : undefined);
  }

  /** @param kept where the viewer was before the window was reloaded */
  private async load(kept?: ViewerState): Promise<void> {
    try {
      // Asked anew each time: a file that has changed may have another size.
      const { file: source, looks } = await this.host.sendRequest(Ready);
      if (!this.source) this.looks = looks;
      this.source = source;
      const file = await openFile(this.host, source);
      const hdus = await file.call('list', undefined);
      if (kept && hdus[kept.hdu]) {
        this.go({ index: kept.hdu, plane: kept.plane, tab: kept.tab, colour: kept.colour }, hdus);
      } else if (this.hdus.length === 0) this.go({ index: firstOfInterest(hdus) }, hdus);
      else this.go({ index: Math.min(this.index, hdus.length - 1), plane: this.plane, colour: this.colour }, hdus);
      this.hdus = hdus;
      this.file = file;
      this.error = undefined;
      this.headers = undefined;
      await this.readHeader();
    } catch (error) {
      this.error = (error as Error).message;
    }
  }

  protected override render() {
    if (this.error !== undefined) {
      return html`<div class="empty" role="alert">
        <p>${this.error}</p>
        <vscode-button @click=${() => void this.load()}>Try again</vscode-button>
      </div>`;
    }
    const hdu = this.hdus[this.index];
    if (!hdu) {
      return html`<div class="empty">
        <vscode-progress-ring></vscode-progress-ring>
        <p>Reading ${this.source?.name ?? 'the file'}…</p>
      </div>`;
    }
    return html`
      <header>
        ${this.renderHdus()} ${this.renderTabs(hdu)} <span class="spring"></span>
        <vscode-button
          class="similar"
          title="Find similar galaxies"
          aria-label="Find Similar"
          ?disabled=${hdu.content !== 'picture' || hdu.failure !== undefined}
          @click=${this.similar}
        >
          <div class="word">Find Similar</div>
          <span slot="start">${similarIcon}</span>
        </vscode-button>
      </header>
      ${this.tab === 'header' ? this.renderHeader() : this.renderData(hdu)}
    `;
  }

  private renderHdus() {
    return html`<label class="choice"
      ><span>HDU</span>
      <select
        class="hdu"
        title="[ and ] go through the HDUs"
        aria-label="HDU"
        .value=${String(this.index)}
        @change=${(event: Event) => this.go({ index: Number((event.target as HTMLSelectElement).value) })}
      >
        ${this.hdus.map(
          (hdu) => html`<option value=${hdu.index} ?selected=${hdu.index === this.index}>${describe(hdu)}</option>`,
        )}
      </select>
    </label>`;
  }

  private renderTabs({ content }: HduSummary) {
    const tab = (name: ViewerState['tab'], label: string) =>
      html`<button
        role="tab"
        class="tab"
        aria-selected=${this.tab === name}
        @click=${() => this.go({ tab: name, plane: this.plane, colour: this.colour })}
      >
        ${label}
      </button>`;
    const label = { picture: 'Image', table: 'Table', none: 'Data' }[content];
    return html`<div role="tablist" class="tabs">${tab('data', label)}${tab('header', 'Header')}</div>`;
  }

  private renderHeader() {
    return html`<header-table
      .headers=${this.headers}
      .hdus=${this.hdus.length}
      .hdu=${this.index}
      ?all=${this.allHeaders}
      @all=${({ detail }: CustomEvent<boolean>) => {
        this.allHeaders = detail;
        void this.readHeader();
      }}
      @go-to-hdu=${({ detail }: CustomEvent<number>) => {
        this.allHeaders = false;
        this.go({ index: detail });
      }}
      @copy-text=${({ detail }: CustomEvent<string>) =>
        void this.host.sendRequest(CopyText, { text: detail, what: 'the card' })}
    ></header-table>`;
  }

  private renderData(hdu: HduSummary) {
    if (hdu.failure) return html`<div class="empty" role="alert"><p>${hdu.failure}</p></div>`;
    if (hdu.content === 'table')
      return html`<data-table
        .file=${this.file}
        .hdu=${hdu}
        @copy-text=${({ detail }: CustomEvent<string>) =>
          void this.host.sendRequest(CopyText, { text: detail, what: 'the row' })}
      ></data-table>`;
    if (hdu.content === 'none') {
      return html`<div class="empty">
        <p>This HDU holds no image. <a href="#" @click=${this.toHeader}>Its header</a> may say more.</p>
      </div>`;
    }
    return html`<image-pane
      .host=${this.host}
      .file=${this.file}
      name=${this.source?.name ?? ''}
      .hdu=${hdu}
      .hdus=${this.hdus}
      .plane=${this.plane}
      ?colour=${this.colour}
      .looks=${this.looks}
      @looks=${({ detail }: CustomEvent<Partial<Looks>>) => this.change(detail)}
      @plane=${({ detail }: CustomEvent<number>) => this.go({ plane: detail, colour: this.colour })}
      @colour=${({ detail }: CustomEvent<boolean>) => this.go({ plane: this.plane, colour: detail })}
    ></image-pane>`;
  }

  /** Goes to an HDU, a plane, a tab. What is not said of another HDU is its beginning. */
  private go(
    { index = this.index, plane = 0, tab = this.tab, colour }: Partial<ViewerState> & { index?: number },
    hdus: readonly HduSummary[] = this.hdus,
  ): void {
    const hdu = hdus[index];
    [this.index, this.tab] = [index, tab];
    this.plane = Math.min(plane, Math.max(0, hdu.planes - 1));
    // Three planes are taken for bands of a survey.
    this.colour = colour === undefined ? hdu.planes === 3 : colour && bandChoices(hdus, hdu).length >= 3;
    panelState.set({ hdu: index, plane: this.plane, tab, colour: this.colour } satisfies ViewerState);
    void this.host.sendNotification(Shows, hdu.content);
    void this.readHeader();
  }

  /** The cards of the HDU that is shown, or of all, once they are looked at. */
  private async readHeader(): Promise<void> {
    const { file, index, tab, allHeaders } = this;
    if (!file || tab !== 'header') return;
    const isAsked = () => this.file === file && this.allHeaders === allHeaders && (allHeaders || this.index === index);
    // Headers of all HDUs are the same whichever is shown.
    if (allHeaders && this.headers?.length === this.hdus.length && this.hdus.length > 1) return;
    this.headers = undefined;
    try {
      const headers: HeaderOf[] = [];
      for (const hdu of allHeaders ? this.hdus.map((one) => one.index) : [index]) {
        const { bytes } = await file.call('header', { hdu });
        if (!isAsked()) return;
        headers.push({ hdu, header: new Header(bytes, 0, bytes.length) });
      }
      this.headers = headers;
    } catch (error) {
      this.error = (error as Error).message;
    }
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
    const typing = event.composedPath().some((at) => at instanceof HTMLInputElement && at.type !== 'range');
    const choosing = event.composedPath().some((at) => at instanceof HTMLSelectElement);
    if (typing || choosing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { '[': -1, ']': 1 }[event.key];
    if (step !== undefined) {
      if (this.hdus[this.index + step]) this.go({ index: this.index + step });
    } else if (!this.pane?.handleKey(event.key)) return;
    event.preventDefault();
  }
}

/** The first image that can be read; without one the first table; else the first HDU. */
function firstOfInterest(hdus: readonly HduSummary[]): number {
  const first = (content: HduSummary['content']) => hdus.findIndex((hdu) => hdu.content === content && !hdu.failure);
  return Math.max(0, first('picture') >= 0 ? first('picture') : first('table'));
}

/** Sizes of images in the standard's order, NAXIS1 first, as everywhere else; of tables rows and columns. */
function describe({ index, name, kind, shape, content }: HduSummary): string {
  const size = content === 'picture' ? shape.toReversed() : shape;
  return [`${index}`, name, kind, size.join(' × ')].filter(Boolean).join(' · ');
}
