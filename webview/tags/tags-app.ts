import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import * as v from 'valibot';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { DisplayChoice } from '../../src/imaging';
import { contentsOf } from '../components/host/contents';
import { connectToHost, panelState } from '../components/host/connection';
import { panelStyles } from '../components/controls/panel-styles';
import { ThumbnailLoader } from '../components/grid/thumbnail-loader';
import { titleStyles } from '../components/controls/title-styles';
import { toolkitStyles } from '../components/controls/toolkit';
import { Turns } from '../components/host/turns';
import { CollectionStatus, type FolderStatus, Thumbnails } from '../../src/contracts/common';
import {
  Dismiss,
  Do,
  FindLabel,
  LabelsChanged,
  Merge,
  NEIGHBOURS,
  OfferAgain,
  Ready,
  type Sort,
  Step,
  type Synonym,
  type TagPage,
  type TagsState,
  TagsStateSchema,
} from '../../src/contracts/tags';
import { renderEmpty } from './empty-page';
import './merge-list';
import { PageLoader } from './page-loader';
import { FIRST_SORT, type LabelRow } from './sorting';
import { styles } from './styles';
import './tag-table';

const THUMBNAIL_SIDE = 128;

/** A word about what has just been done or could not be. */
interface Notice {
  readonly text: string;
  readonly wrong?: boolean;
  readonly canUndo?: boolean;
}

/** The tags of a folder's label file: how many, how pure, what they look like, and which may mean the same. */
@customElement('tags-app')
export class TagsApp extends LitElement {
  static override styles = [toolkitStyles, panelStyles, titleStyles, styles];

  @state() private folder = '';
  @state() private status?: FolderStatus;
  @state() private appearance?: DisplayChoice;
  @state() private sort: Sort = FIRST_SORT;
  @state() private notice?: Notice;
  @state() private busy = false;
  @state() private arrivals = 0;

  private readonly host: MessageConnection = connectToHost();
  private readonly loader = new PageLoader(this.host, () => this.requestUpdate());
  private readonly thumbnails = new ThumbnailLoader(
    (cutouts) =>
      this.host.sendRequest(Thumbnails, { folder: this.folder, cutouts: [...cutouts], size: THUMBNAIL_SIDE }),
    () => this.arrivals++,
  );
  /** The column that was chosen. */
  private wanted?: string;
  private readContents = '';
  private readonly turns = new Turns();

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.onNotification(LabelsChanged, () => void this.loader.read(this.wanted));
    this.host.onNotification(CollectionStatus, (status) => this.follow(status));
    this.host.listen();
    window.addEventListener('keydown', (event) => this.onKey(event));
    void this.begin();
  }

  private async begin(): Promise<void> {
    const kept = v.safeParse(TagsStateSchema, panelState.get());
    if (kept.success) {
      this.wanted = kept.output.column;
      this.sort = kept.output.sort ?? FIRST_SORT;
    }
    try {
      const { folder, appearance, status } = await this.host.sendRequest(Ready);
      this.folder = folder;
      this.appearance = appearance;
      this.status = status;
      this.readContents = contentsOf(status.state);
      this.remember();
      await this.loader.read(this.wanted);
    } catch (error) {
      this.notice = { text: (error as Error).message, wrong: true };
    }
  }

  private follow(status: FolderStatus): void {
    this.status = status;
    const contents = contentsOf(status.state);
    if (contents === this.readContents) return;
    this.readContents = contents;
    this.loader.later(() => this.wanted);
  }

  protected override render() {
    const { page } = this.loader;
    if (!page || !this.appearance) {
      const wrong = this.notice?.text ?? this.loader.error;
      return html`<div class="empty" role=${wrong ? 'alert' : nothing}>${wrong ?? 'Reading the labels…'}</div>`;
    }
    return html`${this.renderHeader(page)} ${this.renderNotices(page)}
    ${renderEmpty(page, (what) => void this.host.sendRequest(Do, what)) ?? this.renderTags(page, this.appearance)}`;
  }

  private renderHeader({ file, labels, column, columns }: TagPage) {
    const what = column?.kind === 'class' ? 'class' : 'tag';
    const plural = labels.length === 1 ? what : { tag: 'tags', class: 'classes' }[what];
    const { purity } = this.loader;
    const of = purity ? ` · ${purity.labelled.toLocaleString('en')} galaxies of the index have one` : '';
    const dropdown = keyed(
      JSON.stringify(columns),
      html`<vscode-dropdown
        class="column"
        aria-label="Column"
        @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value)}
      >
        ${columns.map(
          ({ name }) => html`<vscode-option value=${name} ?selected=${name === column?.name}>${name}</vscode-option>`,
        )}
      </vscode-dropdown>`,
    );
    return html`<header>
      <div class="about">
        <h1>${file ?? 'Tags'}</h1>
        <div class="counted">
          ${labels.length > 0 ? `${labels.length.toLocaleString('en')} ${plural}${of}` : nothing}
        </div>
      </div>
      ${columns.length > 1 ? html`<label class="choice"><span>Column</span>${dropdown}</label>` : nothing}
    </header>`;
  }

  private renderNotices({ labels }: TagPage) {
    const { notice, status } = this;
    const nothingIndexed = (status?.state?.cutouts ?? 0) === 0;
    const unmatched = labels.length > 0 && labels.every(({ galaxies }) => galaxies === 0);
    const busy = status?.progress !== undefined || status?.state?.indexing === true;
    return html`<div aria-live="polite">
        ${
          notice
            ? html`<div class="notice ${notice.wrong ? 'wrong' : ''}" role=${notice.wrong ? 'alert' : nothing}>
                <span class="words">${notice.text}</span>
                ${
                  notice.canUndo
                    ? html`<vscode-button appearance="secondary" class="undo" @click=${() => void this.step('undo')}
                        >Undo</vscode-button
                      >`
                    : nothing
                }
              </div>`
            : nothing
        }
      </div>
      ${this.loader.error === undefined ? nothing : html`<div class="notice wrong" role="alert">${this.loader.error}</div>`}
      ${
        unmatched && nothingIndexed
          ? html`<div class="notice">
              ${
                busy
                  ? 'Galaxies are being indexed; examples and purities are shown afterwards.'
                  : html`<span>No galaxies are indexed yet: examples and purities need them.</span>
                      <vscode-button class="index" @click=${() => void this.host.sendRequest(Do, 'index')}
                        >Index this folder</vscode-button
                      >`
              }
            </div>`
          : unmatched
            ? html`<div class="notice">
                <span>No labelled row matches a galaxy of the index.</span>
                <vscode-button class="match" @click=${() => void this.host.sendRequest(Do, 'match labels')}
                  >How rows are matched…</vscode-button
                >
              </div>`
            : nothing
      }`;
  }

  private renderTags({ labels, merges, dismissed, column }: TagPage, appearance: DisplayChoice) {
    const { purity: all } = this.loader;
    const purities = new Map(all?.labels.map((one) => [one.name, one]));
    const asked = Math.min(NEIGHBOURS, (all?.labelled ?? 0) - 1);
    const rows = labels.map((label): LabelRow => {
      const purity = purities.get(label.name);
      return purity ? { ...label, purity, most: Math.min(1, (purity.count - 1) / asked) } : label;
    });
    return html`${
        merges.length + dismissed > 0
          ? html`<merge-list
              .merges=${merges}
              .labels=${labels}
              .dismissed=${dismissed}
              .busy=${this.busy}
              @merge=${(event: CustomEvent<Synonym>) => void this.merge(event.detail)}
              @dismiss=${(event: CustomEvent<Synonym>) => void this.dismiss(event.detail)}
              @offer-again=${() => void this.offerAgain()}
            ></merge-list>`
          : nothing
      }<tag-table
        .rows=${rows}
        .sort=${this.sort}
        .mark=${column?.kind === 'tags' ? '#' : ''}
        .pending=${this.loader.measuring}
        .choice=${appearance}
        .loader=${this.thumbnails}
        .arrivals=${this.arrivals}
        @find-label=${(event: CustomEvent<string>) => void this.host.sendRequest(FindLabel, { label: event.detail })}
        @sort=${(event: CustomEvent<Sort>) => {
          this.sort = event.detail;
          this.remember();
        }}
      ></tag-table>`;
  }

  private choose(column: string): void {
    this.wanted = column;
    this.remember();
    void this.loader.read(column);
  }

  private async merge({ from, to }: Synonym): Promise<void> {
    const { page } = this.loader;
    if (!page?.column || this.busy) return;
    const rows = page.labels.find(({ name }) => name === from)?.rows ?? 0;
    const where = `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`;
    const { name: column } = page.column;
    await this.change(async () => {
      await this.host.sendRequest(Merge, { column, from, to });
      this.notice = { text: `#${from} is #${to} now, in ${where}.`, canUndo: true };
    });
    // The button is gone: the keyboard moves on to the undo button.
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.undo')?.focus();
  }

  private step(what: 'undo' | 'redo'): Promise<void> {
    return this.change(async () => {
      const { changed } = await this.host.sendRequest(Step, what);
      const [done, nothingToDo] = {
        undo: ['The last label change is undone.', 'There is nothing to undo.'],
        redo: ['The change is redone.', 'There is nothing to redo.'],
      }[what];
      this.notice = { text: changed ? done : nothingToDo };
    });
  }

  private dismiss({ from, to }: Synonym): Promise<void> {
    const column = this.loader.page?.column?.name;
    if (column === undefined || this.busy) return Promise.resolve();
    return this.change(async () => {
      await this.host.sendRequest(Dismiss, { column, from, to });
      void this.loader.read(this.wanted);
    });
  }

  private offerAgain(): Promise<void> {
    const column = this.loader.page?.column?.name;
    if (column === undefined || this.busy) return Promise.resolve();
    return this.change(async () => {
      await this.host.sendRequest(OfferAgain, { column });
      void this.loader.read(this.wanted);
    });
  }

  /** One change after the other, with a word where it fails. */
  private change(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    return this.turns.take(async () => {
      this.busy = true;
      this.notice = undefined;
      try {
        await work();
      } catch (error) {
        this.notice = { text: (error as Error).message, wrong: true };
      } finally {
        this.busy = false;
      }
    });
  }

  private onKey(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === 'z') void this.step(event.shiftKey ? 'redo' : 'undo');
    else if (key === 'y') void this.step('redo');
    else return;
    event.preventDefault();
  }

  private remember(): void {
    const { folder, wanted: column, sort } = this;
    panelState.set({ folder, sort, ...(column === undefined ? {} : { column }) } satisfies TagsState);
  }
}
