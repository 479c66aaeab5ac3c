import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { duration } from '../components/controls/duration';
import { columnText } from '../../src/expressions';
import { panelStyles } from '../components/controls/panel-styles';
import { progressStyles } from '../components/controls/progress-styles';
import type { ThumbnailLoader } from '../components/grid/thumbnail-loader';
import { toolkitStyles } from '../components/controls/toolkit';
import type { Appearance } from '../../src/contracts/common';
import type { PredictedPage, Task, Unsure } from '../../src/contracts/finetune';
import './galaxy-cards';
import { pageStyles } from './page-styles';
import { count, galaxies, percent, sortColumn } from './words';

/** The last page: what a model is for. Events: `predict`, `next`, `label`, `open`, `do`. */
@customElement('use-page')
export class UsePage extends LitElement {
  static override styles = [
    toolkitStyles,
    panelStyles,
    pageStyles,
    progressStyles,
    css`
      :host {
        height: auto;
      }
      .progress {
        max-width: 700px;
        padding: 0;
        border: 0;
      }
      .none {
        margin: 0;
      }
      galaxy-cards {
        display: block;
        margin: 8px 0;
      }
    `,
  ];

  @property() model = '';
  @property({ attribute: false }) task!: Task;
  @property({ type: Boolean }) trusted = true;
  /** The model's encoder differs from the one that it began with. */
  @property({ type: Boolean }) trainedBlocks = false;
  @property({ attribute: false }) predicted?: PredictedPage;
  @property({ attribute: false }) progress?: { done: number; total: number; secondsLeft?: number };
  /** Predictions are being made, or the galaxies to label next sought. */
  @property() busy?: 'predict' | 'next';
  /** Null where the model cannot tell how sure it is. */
  @property({ attribute: false }) next?: readonly Unsure[] | null;
  @property({ attribute: false }) choices: readonly string[] = [];
  @property({ attribute: false }) given: ReadonlyMap<string, string> = new Map();
  @property({ attribute: false }) appearance!: Appearance;
  @property({ attribute: false }) loader!: ThumbnailLoader;
  @property({ type: Number }) arrivals = 0;

  protected override render() {
    return html`${this.trusted ? nothing : this.renderRestricted()} ${this.renderPredict()} ${this.renderNext()}
    ${this.renderSearch()} ${this.renderPython()}`;
  }

  private renderSearch() {
    return html`<section>
      <h2>Search with this model</h2>
      <p class="words">
        ${
          this.trainedBlocks
            ? 'Use this model’s embedding for similarity searches, anomalies and the map. The folder is indexed with it in the background; until then the present index answers. Choose Encoder switches back.'
            : 'Only the head of this model was trained, so its embedding is that of the present index. To search with a model of your own, train blocks of the encoder as well.'
        }
      </p>
      <div class="row">
        <vscode-button
          appearance="secondary"
          class="search-with"
          ?disabled=${!this.trusted || !this.trainedBlocks}
          @click=${() => this.tell('do', 'search with it')}
          >Index and search with it</vscode-button
        >
      </div>
    </section>`;
  }

  private renderRestricted() {
    return html`<div class="banner restricted" role="status">
      <span
        >This workspace is restricted: its models are not run, since somebody else may have put them there. Reports can
        be read.</span
      >
      <vscode-button appearance="secondary" @click=${() => this.tell('do', 'trust')}>Trust it…</vscode-button>
    </div>`;
  }

  private renderPredict() {
    const { busy, predicted, trusted } = this;
    return html`<section>
      <h2>Predict the whole collection</h2>
      <p class="words">
        The predictions of ${this.model} for every galaxy of the index, as a table beside the label file.
      </p>
      <div class="row">
        <vscode-button class="predict" ?disabled=${!trusted || busy !== undefined} @click=${() => this.tell('predict')}
          >${predicted ? 'Predict again' : 'Predict'}</vscode-button
        >
      </div>
      ${busy === 'predict' ? this.renderProgress() : nothing} ${predicted ? this.renderPredicted(predicted) : nothing}
    </section>`;
  }

  private renderProgress() {
    const { done = 0, total = 1, secondsLeft } = this.progress ?? {};
    const left = secondsLeft === undefined ? '' : ` · ${duration(secondsLeft)} left`;
    return html`<div class="progress note">
      <progress aria-label="Predicting" max=${Math.max(1, total)} .value=${done}></progress>
      <span class="text">${count(done)} of ${count(total)}${left}</span>
    </div>`;
  }

  private renderPredicted({ file, galaxies: all, counts, columns, unreadable, catalogue }: PredictedPage) {
    const [first] = counts;
    const probability = columns.find((name) => name.startsWith('p_'));
    const example =
      first === undefined ? 'value > 1' : `prediction = "${first.name}"${probability === undefined ? '' : ` and ${columnText(`p_${first.name}`)} > 0.9`}`; // prettier-ignore
    return html`<p class="predicted note" role="status">
        ${galaxies(all)} are in
        ${file}${counts.length > 0 ? `: ${counts.map(({ name, count: n }) => `${count(n)} ${name}`).join(', ')}` : ''}.
        ${unreadable > 0 ? `${count(unreadable)} could not be read again and have no prediction.` : nothing}
      </p>
      <div class="row">
        <vscode-button
          appearance="secondary"
          class="open-predictions"
          @click=${() => this.tell('do', 'open predictions')}
          >Open the table</vscode-button
        >
        <vscode-button
          appearance="secondary"
          class="catalogue"
          ?disabled=${catalogue}
          @click=${() => this.tell('do', 'use as catalogue')}
          >${catalogue ? 'Used in filters' : 'Use in filters and on the map'}</vscode-button
        >
        <vscode-button
          appearance="secondary"
          class="sort"
          title="Lists the whole collection by ${sortColumn({ columns }, this.task)}, in the grid of galaxies"
          ?disabled=${!catalogue}
          @click=${() => this.tell('do', 'sort')}
          >Sort galaxies by it</vscode-button
        >
        <vscode-button appearance="secondary" class="map" @click=${() => this.tell('do', 'map')}
          >Show the map</vscode-button
        >
      </div>
      <p class="note">
        ${catalogue ? 'Filters can use it' : 'Once you use it, filters can use it'}, for example
        <code>${example}</code>, and the map can be coloured by its columns.
      </p>`;
  }

  private renderNext() {
    const { busy, next, trusted, choices, task } = this;
    if (!('classes' in task)) {
      return html`<section>
        <h2>Label next</h2>
        <p class="words">Only models of classes have galaxies of uncertain class to label next.</p>
      </section>`;
    }
    return html`<section class="label-next">
      <h2>Label next</h2>
      <p class="words">
        The unlabelled galaxies whose class is least certain: labelling them improves the model
        most.${choices.length > 0 ? ' Arrows move, the key shown on a label writes it into the label file, Ctrl+Z undoes it.' : ' This label file is read-only: to label galaxies use a CSV, TSV or JSON Lines file.'}
      </p>
      ${
        next === null || next?.length === 0
          ? html`<p class="none">Every galaxy has a label.</p>`
          : next
            ? html`<galaxy-cards
                .cards=${next.map((one) => ({ ...one, lines: linesOf(one) }))}
                .choices=${choices}
                .given=${this.given}
                .appearance=${this.appearance}
                .loader=${this.loader}
                .arrivals=${this.arrivals}
                label="Galaxies to label next"
                @label=${(event: CustomEvent) => this.tell('label', event.detail)}
                @open=${(event: CustomEvent) => this.tell('open', event.detail)}
              ></galaxy-cards>`
            : nothing
      }
      <div class="row">
        <vscode-button
          appearance="secondary"
          class="ask-next"
          ?disabled=${!trusted || busy !== undefined}
          @click=${() => this.tell('next')}
          >${next ? 'The next ones' : 'Show them'}</vscode-button
        >
        ${
          this.given.size > 0
            ? html`<vscode-button appearance="secondary" class="again" @click=${() => this.tell('go', 'training')}
                >Train again with the new labels</vscode-button
              >`
            : nothing
        }
      </div>
    </section>`;
  }

  private renderPython() {
    return html`<section>
      <h2>In Python</h2>
      <p class="words">
        The model is one ONNX file with a <code>predict.py</code> beside it, which needs numpy, onnxruntime, Pillow, and
        astropy for FITS files.
      </p>
      <div class="row">
        <vscode-button appearance="secondary" class="copy-python" @click=${() => this.tell('do', 'copy python')}
          >Copy as Python</vscode-button
        >
        <vscode-button appearance="secondary" class="open-python" @click=${() => this.tell('do', 'open predict.py')}
          >Open predict.py</vscode-button
        >
      </div>
    </section>`;
  }

  private tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function linesOf({ probable }: Unsure): string[] {
  return probable.slice(0, 2).map(({ name, probability }) => `${name} ${percent(probability)}`);
}
