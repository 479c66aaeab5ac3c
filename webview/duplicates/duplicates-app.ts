import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import * as v from 'valibot';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { cutoutName } from '../../src/collection/cutout-name';
import type { DisplayChoice } from '../../src/imaging';
import { contentsOf } from '../components/host/contents';
import { duration } from '../components/controls/duration';
import { connectToHost, panelState } from '../components/host/connection';
import { panelStyles } from '../components/controls/panel-styles';
import { ThumbnailLoader } from '../components/grid/thumbnail-loader';
import { titleStyles } from '../components/controls/title-styles';
import { toolkitStyles } from '../components/controls/toolkit';
import { Turns } from '../components/host/turns';
import { baseName } from '../components/galaxy-names';
import { CollectionStatus, type FolderStatus, IndexFolder, Open, Thumbnails } from '../../src/contracts/common';
import {
  CancelFind,
  COSINE,
  type Criteria,
  Decide,
  type Decision,
  DecisionsChanged,
  type DuplicatesProgress,
  type DuplicatesResult,
  type DuplicatesState,
  DuplicatesStateSchema,
  Find,
  FindProgressed,
  LabelsChanged,
  type ListName,
  RADIUS,
  ReadTileLabels,
  Ready,
  type TileLabels,
  Undo,
} from '../../src/contracts/duplicates';
import './pair-list';
import type { PairAction, PairList } from './pair-list';
import { type Pair, pairsOf } from './pairs';
import { styles } from './styles';

/** Pictures are shown at half of this at most. */
const THUMBNAIL_SIDE = 224;

const STAGES: Record<DuplicatesProgress['stage'], string> = {
  positions: 'Comparing positions',
  pictures: 'Comparing pictures',
  pixels: 'Comparing pixels that may be the same',
};

/** A word about what has just been done or could not be. */
interface Notice {
  readonly text: string;
  readonly wrong?: boolean;
  readonly canUndo?: boolean;
}

/** Cutouts of a folder that may be the same, two by two, and what a person decides of them. */
@customElement('duplicates-app')
export class DuplicatesApp extends LitElement {
  static override styles = [toolkitStyles, panelStyles, titleStyles, styles];

  @state() private folder = '';
  @state() private status?: FolderStatus;
  @state() private appearance?: DisplayChoice;
  @state() private criteria: Criteria = { radius: RADIUS.usual, cosine: COSINE.usual };
  @state() private list: ListName = 'open';
  @state() private result?: DuplicatesResult;
  @state() private progress?: DuplicatesProgress;
  @state() private finding = false;
  @state() private notice?: Notice;
  @state() private busy = false;
  private readonly turns = new Turns();
  @state() private arrivals = 0;
  @state() private labels: ReadonlyMap<string, TileLabels> = new Map();
  @query('pair-list') private pairList?: PairList;

  private readonly host: MessageConnection = connectToHost();
  private readonly thumbnails = new ThumbnailLoader(
    (cutouts) =>
      this.host.sendRequest(Thumbnails, { folder: this.folder, cutouts: [...cutouts], size: THUMBNAIL_SIDE }),
    () => this.arrivals++,
  );
  /** What the collection was when it was compared; undefined until then. */
  private compared?: string;
  private asked = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.onNotification(FindProgressed, (progress) => {
      this.progress = progress;
    });
    this.host.onNotification(DecisionsChanged, () => {
      if (!this.busy && this.result) void this.find();
    });
    this.host.onNotification(LabelsChanged, () => void this.readLabels());
    this.host.onNotification(CollectionStatus, (status) => this.follow(status));
    this.host.listen();
    window.addEventListener('keydown', (event) => this.onKey(event));
    void this.begin();
  }

  private async begin(): Promise<void> {
    const kept = v.safeParse(DuplicatesStateSchema, panelState.get());
    if (kept.success) {
      this.criteria = kept.output.criteria;
      this.list = kept.output.list;
    }
    try {
      const { folder, appearance, status } = await this.host.sendRequest(Ready);
      this.folder = folder;
      this.appearance = appearance;
      this.status = status;
      this.remember();
      if ((status.state?.cutouts ?? 0) > 0) await this.find();
    } catch (error) {
      this.notice = { text: (error as Error).message, wrong: true };
    }
  }

  private follow(status: FolderStatus): void {
    const before = this.status?.state?.cutouts ?? 0;
    this.status = status;
    const { state: collection, progress } = status;
    // The first galaxies of a folder are compared when all are there.
    const ended = !progress && !collection?.indexing && (collection?.cutouts ?? 0) > 0;
    if (ended && !this.result && !this.finding && (before > 0 || this.compared === undefined)) void this.find();
  }

  /** Searches; what is found already is answered at once. */
  private async find(): Promise<void> {
    const number = ++this.asked;
    this.finding = true;
    this.progress = undefined;
    this.compared = contentsOf(this.status?.state);
    try {
      const result = await this.host.sendRequest(Find, this.criteria);
      if (number !== this.asked) return;
      if (result) {
        this.result = result;
        void this.readLabels();
      } else this.notice = { text: 'The search was stopped.' };
    } catch (error) {
      if (number === this.asked) this.notice = { text: (error as Error).message, wrong: true };
    } finally {
      if (number === this.asked) {
        this.finding = false;
        this.progress = undefined;
      }
    }
  }

  /** What the label file says of the pairs that are shown. */
  private async readLabels(): Promise<void> {
    await this.updateComplete;
    const shown = this.pairList?.shown ?? [];
    const paths = [...new Set(shown.flatMap(({ first, second }) => [cutoutName(first), cutoutName(second)]))];
    try {
      const labels = await this.host.sendRequest(ReadTileLabels, { folder: this.folder, paths });
      this.labels = new Map(paths.flatMap((path, i) => (labels[i] ? [[path, labels[i]] as const] : [])));
    } catch (error) {
      this.notice = { text: (error as Error).message, wrong: true };
    }
  }

  protected override render() {
    if (!this.appearance) {
      const wrong = this.notice?.text;
      return html`<div class="empty" role=${wrong ? 'alert' : nothing}>${wrong ?? 'Opening the index…'}</div>`;
    }
    return html`${this.renderHeader()} ${this.renderProgress()} ${this.renderNotices()}
    ${this.renderBody(this.appearance)}`;
  }

  private renderHeader() {
    const { result } = this;
    const counted = result
      ? `${plural(result.total, 'pair')} among ${plural(result.searched, 'galaxy', 'galaxies')}`
      : 'Not searched yet';
    const counts: Record<ListName, string> = {
      open: 'To decide',
      ignored: `Not the same (${result?.ignored.length ?? 0})`,
      merged: `Merged (${result?.merged.length ?? 0})`,
    };
    // A new element for other words: the toolkit's keeps the old ones.
    const dropdown = keyed(
      JSON.stringify(counts),
      html`<vscode-dropdown
        class="list"
        aria-label="Which pairs are listed"
        @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value as ListName)}
      >
        ${Object.entries(counts).map(
          ([name, words]) =>
            html`<vscode-option value=${name} ?selected=${name === this.list}>${words}</vscode-option>`,
        )}
      </vscode-dropdown>`,
    );
    return html`<header>
      <div class="about">
        <h1 title=${this.folder}>${baseName(this.folder)}</h1>
        <div class="counted" aria-live="polite">${counted}</div>
      </div>
      ${this.renderNumber('radius', 'Position within ″', RADIUS, 0.1, 'Maximum separation of two positions in arcseconds; 0: positions are not compared')}
      ${this.renderNumber('cosine', 'Similarity from', COSINE, 0.001, 'Minimum cosine similarity of two embeddings before pixels are compared')}
      <label class="choice"><span>Show</span>${dropdown}</label>
    </header>`;
  }

  private renderNumber(
    name: keyof Criteria,
    words: string,
    { min, max }: { readonly min: number; readonly max: number },
    step: number,
    title: string,
  ) {
    return html`<label class="choice" title=${title}
      ><span>${words}</span>
      <input
        type="number"
        class=${name}
        min=${min}
        max=${max}
        step=${step}
        required
        .value=${String(this.criteria[name])}
        @change=${(event: Event) => this.change(name, event.target as HTMLInputElement)}
        @input=${(event: Event) => {
          // The editor's undo reaches the text that was written last, whatever has the focus: it is not about numbers.
          const { inputType, target } = event as InputEvent;
          if (inputType.startsWith('history')) (target as HTMLInputElement).value = String(this.criteria[name]);
        }}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Enter') this.change(name, event.target as HTMLInputElement);
        }}
      />
    </label>`;
  }

  private renderProgress() {
    if (!this.finding) return nothing;
    const { stage, done, total, rate, secondsLeft } = this.progress ?? { stage: 'positions', done: 0, total: 0 };
    const text = [
      `${STAGES[stage]}${total > 0 ? `: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}` : '…'}`,
      ...(rate === undefined ? [] : [`${Math.round(rate).toLocaleString('en')} a second`]),
      ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
    ].join(' · ');
    return html`<div class="progress">
      <progress aria-label=${STAGES[stage]} max=${Math.max(1, total)} .value=${done}></progress>
      <span class="text">${text}</span>
      <vscode-button appearance="secondary" class="cancel" @click=${() => void this.host.sendRequest(CancelFind)}
        >Cancel</vscode-button
      >
    </div>`;
  }

  private renderNotices() {
    const { notice, status, result } = this;
    const changed = result && !this.finding && status?.state && contentsOf(status.state) !== this.compared;
    return html`<div aria-live="polite">
        ${
          notice
            ? html`<div class="notice ${notice.wrong ? 'wrong' : ''}" role=${notice.wrong ? 'alert' : nothing}>
                <span class="words">${notice.text}</span>
                ${
                  notice.canUndo
                    ? html`<vscode-button appearance="secondary" class="undo" @click=${() => void this.undo()}
                        >Undo</vscode-button
                      >`
                    : nothing
                }
              </div>`
            : nothing
        }
      </div>
      ${
        changed
          ? html`<div class="notice">
              <span class="words">The index has changed since this comparison.</span>
              <vscode-button appearance="secondary" class="again" @click=${() => void this.find()}
                >Search again</vscode-button
              >
            </div>`
          : nothing
      }`;
  }

  private renderBody(appearance: DisplayChoice) {
    const { result, status } = this;
    const pairs = result ? pairsOf(result, this.list) : [];
    if (result && pairs.length > 0) {
      return html`<pair-list
        .pairs=${pairs}
        .list=${this.list}
        .choice=${appearance}
        .loader=${this.thumbnails}
        .labels=${this.labels}
        .arrivals=${this.arrivals}
        .busy=${this.busy}
        @pair-action=${(event: CustomEvent<{ action: PairAction; pair: Pair }>) => void this.act(event.detail)}
        @shown=${() => void this.readLabels()}
      ></pair-list>`;
    }
    if (this.finding) return html`<div class="empty"><p>Galaxies are being compared.</p></div>`;
    if (result) {
      const words: Record<ListName, string> = {
        open: 'No undecided pairs: no two galaxies have the same pixels, lie within the radius, or come from one exposure.',
        ignored: 'No pair has been marked as not the same.',
        merged: 'Nothing has been merged.',
      };
      return html`<div class="empty"><p>${words[this.list]}</p></div>`;
    }
    if ((status?.state?.cutouts ?? 0) > 0 && !status?.progress) {
      return html`<div class="empty">
        <vscode-button class="again" @click=${() => void this.find()}>Search</vscode-button>
      </div>`;
    }
    return status?.progress || status?.state?.indexing
      ? html`<div class="empty"><p>The folder is being indexed; then its galaxies are compared.</p></div>`
      : html`<div class="empty">
          <p>No galaxies of this folder are indexed yet.</p>
          <vscode-button class="index" @click=${() => void this.host.sendRequest(IndexFolder, this.folder)}
            >Index this folder</vscode-button
          >
        </div>`;
  }

  private change(name: keyof Criteria, input: HTMLInputElement): void {
    if (!input.checkValidity()) {
      input.reportValidity();
      return;
    }
    if (input.valueAsNumber === this.criteria[name]) return;
    this.criteria = { ...this.criteria, [name]: input.valueAsNumber };
    this.remember();
    this.pairList?.reset();
    void this.find();
  }

  private choose(list: ListName): void {
    this.list = list;
    this.remember();
    this.pairList?.reset();
    void this.readLabels();
  }

  private async act({ action, pair: { first, second } }: { action: PairAction; pair: Pair }): Promise<void> {
    const refs = [first, second].map(({ path, hdu }) => ({ path, hdu }));
    if (action === 'open') {
      await this.host.sendRequest(Open, { folder: this.folder, cutouts: refs });
      return;
    }
    if (this.busy) return;
    const [one, other] = refs;
    const decisions: Record<Exclude<PairAction, 'open'>, Decision> = {
      'keep first': { kind: 'merge', keep: one, away: other },
      'keep second': { kind: 'merge', keep: other, away: one },
      ignore: { kind: 'ignore', first: one, second: other },
      consider: { kind: 'consider', first: one, second: other },
      separate: { kind: 'separate', keep: one, away: other },
    };
    await this.doing(() => this.host.sendRequest(Decide, decisions[action]));
  }

  private undo(): Promise<void> {
    return this.doing(() => this.host.sendRequest(Undo));
  }

  /** One change after the other, with a word on it; the keyboard goes on where it was. */
  private doing(work: () => Promise<Notice | null>): Promise<void> {
    this.busy = true;
    return this.turns.take(async () => {
      this.busy = true;
      try {
        const done = await work();
        if (done) {
          this.notice = done;
          await this.find();
        }
      } catch (error) {
        this.notice = { text: (error as Error).message, wrong: true };
      } finally {
        this.busy = false;
      }
      await this.updateComplete;
      if (this.pairList) await this.pairList.focusCurrent();
      else this.renderRoot.querySelector<HTMLElement>('.undo')?.focus();
    });
  }

  private onKey(event: KeyboardEvent): void {
    const inText = event.composedPath().some((one) => one instanceof HTMLInputElement);
    if (inText || !(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z') return;
    void this.undo();
    event.preventDefault();
  }

  private remember(): void {
    const { folder, criteria, list } = this;
    panelState.set({ folder, criteria, list } satisfies DuplicatesState);
  }
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
