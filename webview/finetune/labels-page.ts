import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { panelStyles } from '../components/controls/panel-styles';
import { warningIcon } from '../components/controls/icons';
import type { ThumbnailLoader } from '../components/grid/thumbnail-loader';
import '../components/grid/cutout-picture';
import { toolkitStyles } from '../components/controls/toolkit';
import { type Appearance } from '../../src/contracts/common';
import { type CutoutRef, EXAMPLES, type LabelTableState, type TargetInspection } from '../../src/contracts/finetune';
import { pageStyles } from './page-styles';
import { count, matchWords, number, TASK_WORDS } from './words';

/** Columns that name a galaxy or its place are nothing to learn. */
const NOT_LEARNED = new Set(['id', 'path', 'ra', 'dec']);

/** The first page: what is to be learned, of whom, and what should be known before. Events: `column`, `task`, `do`. */
@customElement('labels-page')
export class LabelsPage extends LitElement {
  static override styles = [
    toolkitStyles,
    panelStyles,
    pageStyles,
    css`
      :host {
        height: auto;
      }
      .found[aria-busy='true'] {
        opacity: 0.6;
      }
      td.share {
        width: 170px;
      }
      .bar {
        display: block;
        width: 160px;
        height: 10px;
      }
      .bar .all {
        fill: color-mix(in srgb, var(--vscode-foreground) 16%, transparent);
      }
      .bar .part {
        fill: var(--vscode-charts-blue);
      }
      .pictures {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      .pictures cutout-picture {
        flex: none;
        width: 56px;
        height: 56px;
        border-radius: 3px;
      }
      table {
        width: 100%;
      }
      tbody th {
        max-width: 220px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) table!: LabelTableState;
  @property() column?: string;
  @property({ attribute: false }) inspection?: TargetInspection;
  /** What is shown is still of the column or task before. */
  @property({ type: Boolean }) looking = false;
  @property() error?: string;
  @property({ type: Number }) indexed = 0;
  @property({ type: Boolean }) indexing = false;
  @property({ attribute: false }) appearance!: Appearance;
  @property({ attribute: false }) loader!: ThumbnailLoader;
  @property({ type: Number }) arrivals = 0;

  protected override render() {
    return html`${this.renderIndex()}
      <section>
        <div class="row">
          <label class="field"
            ><span>Column</span>
            <select class="column" @change=${(event: Event) => this.tell('column', valueOf(event))}>
              ${this.column === undefined ? html`<option value="" selected>Choose…</option>` : nothing}
              ${this.table.columns
                .filter(({ kind }) => !NOT_LEARNED.has(kind))
                .map(
                  ({ name, kind }) =>
                    html`<option value=${name} ?selected=${name === this.column}>${name} (${kind})</option>`,
                )}
            </select>
          </label>
          ${this.inspection ? this.renderTask(this.inspection) : nothing}
        </div>
        ${this.error === undefined ? nothing : html`<p class="wrong" role="alert">${this.error}</p>`}
      </section>
      ${
        this.inspection
          ? html`<div class="found" aria-busy=${this.looking}>${this.renderFound(this.inspection)}</div>`
          : nothing
      }`;
  }

  private renderIndex() {
    if (this.indexing)
      return html`<div class="banner">Galaxies are being indexed; this page is updated meanwhile.</div>`;
    if (this.indexed > 0) return nothing;
    return html`<div class="banner">
      <span>No galaxies are indexed yet: a model learns from their embeddings.</span>
      <vscode-button class="index" @click=${() => this.tell('do', 'index')}>Index this folder</vscode-button>
    </div>`;
  }

  private renderTask({ task, possible }: TargetInspection) {
    return html`<label class="field"
        ><span>Task</span>
        <select
          class="task"
          ?disabled=${possible.length < 2}
          @change=${(event: Event) => this.tell('task', valueOf(event))}
        >
          ${possible.map(
            (kind) => html`<option value=${kind} ?selected=${kind === task.kind}>${TASK_WORDS[kind].name}</option>`,
          )}
        </select>
      </label>
      <span class="words">${TASK_WORDS[task.kind].meaning}</span>`;
  }

  private renderFound(inspection: TargetInspection) {
    const { labelled, missing, missingExamples, warnings } = inspection;
    return html`<section>
        <h2>Galaxies</h2>
        <p class="match">${matchWords(inspection)}</p>
        ${
          this.table.rows > 0 && this.table.matched === 0 && this.indexed > 0
            ? html`<p class="wrong nobody" role="alert">
                None of the ${count(this.table.rows)} rows matches a galaxy of the index. Rows are matched by path, file
                name, identifier, or right ascension and declination.
              </p>`
            : nothing
        }
        ${
          labelled === 0 || missing > 0
            ? html`<p class="words">
                ${missingExamples.length > 0 ? `Rows without a galaxy, for example: ${missingExamples.join(', ')}. ` : nothing}
                <button class="link match-labels" @click=${() => this.tell('do', 'match labels')}>
                  How rows are matched…
                </button>
              </p>`
            : nothing
        }
      </section>
      ${
        warnings.length > 0
          ? html`<section>
              <h2>Before you train</h2>
              <ul class="warnings">
                ${warnings.map(
                  ({ message, cutouts }) =>
                    html`<li>
                      ${warningIcon}
                      <div>
                        <span>${message}</span>
                        ${cutouts.length > 0 ? this.renderPictures(cutouts.slice(0, 2 * EXAMPLES)) : nothing}
                      </div>
                    </li>`,
                )}
              </ul>
            </section>`
          : nothing
      }
      ${this.renderClasses(inspection)} ${this.renderRange(inspection)}
      <section>
        <vscode-button class="next" ?disabled=${!inspection.trainable || this.looking} @click=${() => this.tell('next')}
          >Next: training</vscode-button
        >
      </section>`;
  }

  private renderClasses({ classes, labelled, task }: TargetInspection) {
    if (classes.length === 0) return nothing;
    const whole = task.kind === 'votes' ? Math.max(...classes.map((one) => one.count)) : labelled;
    return html`<section>
      <h2>${task.kind === 'labels' ? 'Labels' : task.kind === 'votes' ? 'Answers' : 'Classes'}</h2>
      <table class="classes">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">${task.kind === 'votes' ? 'Votes' : 'Galaxies'}</th>
            <th scope="col"><span>Share</span></th>
            <th scope="col">Examples</th>
          </tr>
        </thead>
        <tbody>
          ${classes.map(
            ({ name, count: n, examples }) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${count(n)}</td>
                <td class="share">
                  <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="all" width="100" height="10" />
                    <rect class="part" width=${whole > 0 ? (100 * n) / whole : 0} height="10" />
                  </svg>
                </td>
                <td>${this.renderPictures(examples)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }

  private renderPictures(cutouts: readonly CutoutRef[]) {
    return html`<div class="pictures">
      ${cutouts.map(
        (cutout) =>
          html`<cutout-picture
            title=${cutout.path}
            .thumbnail=${this.loader.get(cutout)}
            .choice=${this.appearance}
          ></cutout-picture>`,
      )}
    </div>`;
  }

  private renderRange({ range }: TargetInspection) {
    if (!range) return nothing;
    return html`<section>
      <h2>Numbers</h2>
      <p>
        From ${number(range.min)} to ${number(range.max)}; mean ${number(range.mean)}, standard deviation
        ${number(range.deviation)}.
      </p>
    </section>`;
  }

  private tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

const valueOf = (event: Event) => (event.target as HTMLSelectElement).value;
