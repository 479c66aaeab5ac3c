import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { warningIcon } from '../components/controls/icons';
import { columnText } from '../../src/expressions';
import { duration } from '../components/controls/duration';
import { panelStyles } from '../components/controls/panel-styles';
import type { ThumbnailLoader } from '../components/grid/thumbnail-loader';
import { toolkitStyles } from '../components/controls/toolkit';
import { chartStyles, lineChart, type Series } from './chart';
import { type Cell, confusionMatrix, confusionStyles } from './confusion';
import { type Appearance } from '../../src/contracts/common';
import { BATCH, type FinetuneReport, type ReportPage as Page, type ThresholdPoint } from '../../src/contracts/finetune';
import './galaxy-cards';
import type { Card } from './galaxy-cards';
import { pageStyles } from './page-styles';
import { sentence, galaxies, interval, learningWords, number, percent, taskWords, testedWords } from './words';

const UNIT = [0, 1] as const;
const DIAGONAL: Series = { name: '', x: UNIT, y: UNIT, guide: true };

/** The fourth page: how good a model is. Events: `label`, `open`, `do`, `go`, `collect` cutouts. */
@customElement('report-page')
export class ReportPage extends LitElement {
  static override styles = [
    toolkitStyles,
    panelStyles,
    pageStyles,
    chartStyles,
    confusionStyles,
    css`
      :host {
        height: auto;
      }
      .headline {
        font-size: 22px;
        line-height: 1.3;
      }
      .warned {
        margin-top: 16px;
      }
      .threshold input[type='range'] {
        width: min(420px, 60vw);
      }
      .cell-galaxies {
        margin-top: 12px;
      }
      .cell-galaxies .row {
        margin-bottom: 8px;
      }
      output {
        font-variant-numeric: tabular-nums;
      }
      table.measures td:first-of-type {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) page!: Page;
  /** What its galaxies can be labelled as; nothing where the file cannot be written to. */
  @property({ attribute: false }) choices: readonly string[] = [];
  @property({ attribute: false }) given: ReadonlyMap<string, string> = new Map();
  @property({ attribute: false }) appearance!: Appearance;
  @property({ attribute: false }) loader!: ThumbnailLoader;
  @property({ type: Number }) arrivals = 0;
  @state() private cell?: Cell;
  @state() private shown = BATCH;
  @state() private threshold?: number;

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('page')) return;
    this.cell = undefined;
    this.threshold = undefined;
  }

  protected override render() {
    const { report } = this.page;
    return html`${this.renderHead(report)} ${this.renderMeasures(report)} ${this.renderConfusion(report)}
    ${this.renderThreshold(report)} ${this.renderCharts(report)} ${this.renderMistakes(report)}
    ${this.renderParts(report)}`;
  }

  private renderHead(report: FinetuneReport) {
    const [first] = Object.entries(report.overall);
    const date = new Date(report.created).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
    return html`<section>
      <div class="headline">${sentence(first[0])} ${interval(first[1])}</div>
      <p class="words about">
        ${report.name}: ${taskWords(report.task)} from ${report.labels.column} of ${report.labels.file}, ${date},
        ${duration(report.seconds)}. Intervals: 95${'\u00a0'}%, by bootstrap.
      </p>
      <p class="tested">${testedWords(report)}</p>
      ${report.stopped ? html`<p class="words stopped">Training was stopped by hand: results of later steps are missing.</p>` : nothing}
      <div class="row">
        <vscode-button class="to-use" @click=${() => this.tell('go', 'use')}>Use this model</vscode-button>
        <vscode-button appearance="secondary" class="open-report" @click=${() => this.tell('do', 'open report')}
          >Open as Markdown</vscode-button
        >
      </div>
      ${
        report.warnings.length > 0
          ? html`<h2 class="warned">Warnings</h2>
              <ul class="warnings">
                ${report.warnings.map((text) => html`<li>${warningIcon}<span>${text}</span></li>`)}
              </ul>`
          : nothing
      }
    </section>`;
  }

  private renderMeasures({ overall, baselines, classes }: FinetuneReport) {
    const columns = [{ name: 'this model', overall }, ...baselines];
    const ofClasses = Object.keys(classes.at(0)?.measures ?? {});
    return html`<section>
      <h2>Test results</h2>
      <table class="measures">
        <thead>
          <tr>
            <th scope="col">Measure</th>
            ${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${Object.keys(overall).map(
            (name) =>
              html`<tr>
                <th scope="row">${name}</th>
                ${columns.map((column) => html`<td>${interval(column.overall[name])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
      ${baselines.map(({ name, description }) => html`<p class="note">${name}: ${description}</p>`)}
      ${
        classes.length > 0
          ? html`<details>
              <summary>Results per class</summary>
              <table>
                <thead>
                  <tr>
                    <th scope="col">Class</th>
                    <th scope="col">Galaxies</th>
                    ${ofClasses.map((name) => html`<th scope="col">${name}</th>`)}
                  </tr>
                </thead>
                <tbody>
                  ${classes.map(
                    ({ name, count, measures }) =>
                      html`<tr>
                        <th scope="row">${name}</th>
                        <td>${count}</td>
                        ${ofClasses.map((of) => html`<td>${interval(measures[of])}</td>`)}
                      </tr>`,
                  )}
                </tbody>
              </table>
            </details>`
          : nothing
      }
    </section>`;
  }

  private renderConfusion({ confusion, task }: FinetuneReport) {
    if (!confusion || !('classes' in task)) return nothing;
    return html`<section>
      <h2>Confusion matrix</h2>
      <p class="words">Rows: the label. Columns: the prediction. Click a number to see its galaxies.</p>
      ${confusionMatrix(task.classes, confusion, this.cell, (cell) => this.openCell(cell))} ${this.renderCell()}
    </section>`;
  }

  private renderCell() {
    const { cell, page, shown } = this;
    if (!cell) return nothing;
    const found = page.tested.filter(({ truth, prediction }) => truth === cell.truth && prediction === cell.prediction);
    return html`<div class="cell-galaxies">
      <div class="row">
        <span>${galaxies(found.length)} labelled ${cell.truth}, predicted ${cell.prediction}</span>
        <vscode-button
          appearance="secondary"
          class="collect"
          ?disabled=${found.length === 0}
          @click=${() => this.tell('collect', found)}
          >Save in a collection…</vscode-button
        >
      </div>
      ${this.renderCards(
        found.slice(0, shown).map(({ path, hdu, truth }) => ({ path, hdu, lines: [], label: truth })),
        'Galaxies of this cell',
      )}
      ${
        found.length > shown
          ? html`<button class="link more" @click=${() => (this.shown += 2 * BATCH)}>
              Show more of ${found.length - shown}
            </button>`
          : nothing
      }
    </div>`;
  }

  private openCell(cell: Cell): void {
    const same = this.cell?.truth === cell.truth && this.cell.prediction === cell.prediction;
    this.cell = same ? undefined : cell;
    this.shown = BATCH;
  }

  private renderThreshold({ thresholds, threshold, task }: FinetuneReport) {
    if (!thresholds || thresholds.length === 0 || task.kind !== 'binary') return nothing;
    const at = this.threshold ?? threshold?.threshold ?? 0.5;
    const point = nearest(thresholds, at);
    const [, positive] = task.classes;
    return html`<section class="threshold">
      <h2>Threshold</h2>
      <div class="row">
        <label class="field"
          ><span>Minimum probability of ${positive}</span>
          <input
            type="range"
            min="0"
            max="1"
            step="0.01"
            .value=${String(at)}
            aria-valuetext="${number(point.threshold)}: ${percent(point.completeness)} complete, ${percent(point.purity)} pure"
            @input=${(event: Event) => (this.threshold = (event.target as HTMLInputElement).valueAsNumber)}
        /></label>
        <output>${number(point.threshold)}</output>
      </div>
      <p class="at-threshold">
        On the test galaxies, a sample above this threshold has a completeness of
        <b>${percent(point.completeness)}</b> and a purity of <b>${percent(point.purity)}</b>. As a filter on the
        predictions:
        <code>${columnText(`p_${positive}`)} >= ${number(point.threshold)}</code>
      </p>
    </section>`;
  }

  private renderCharts(report: FinetuneReport) {
    const { roc, precisionRecall, calibration, learningCurve, overall, thresholds, curves } = report;
    const score = Object.keys(overall)[0];
    const point = thresholds && thresholds.length > 0 ? nearest(thresholds, this.threshold ?? report.threshold?.threshold ?? 0.5) : undefined; // prettier-ignore
    const area = (name: string) => (overall[name] ? `${name} ${interval(overall[name])}` : '');
    return html`<section class="charts">
      ${
        roc.length > 0
          ? lineChart(
              {
                title: 'ROC',
                x: 'false positive rate',
                y: 'true positive rate',
                xRange: UNIT,
                yRange: UNIT,
                words: area('ROC AUC'),
              },
              [...roc, DIAGONAL],
            )
          : nothing
      }
      ${
        precisionRecall.length > 0
          ? lineChart(
              {
                title: 'Purity and completeness',
                x: 'completeness',
                y: 'purity',
                xRange: UNIT,
                yRange: UNIT,
                mark: point && { x: point.completeness, y: point.purity },
                words: area('average precision'),
              },
              precisionRecall,
            )
          : nothing
      }
      ${
        calibration
          ? html`<div>
              ${lineChart(
                {
                  title: 'Calibration',
                  x: 'probability',
                  y: 'fraction correct',
                  xRange: UNIT,
                  yRange: UNIT,
                  words: `expected calibration error ${number(calibration.after.error)}`,
                },
                [
                  {
                    name: 'scaled',
                    x: calibration.bins.map(({ probability }) => probability),
                    y: calibration.bins.map(({ share }) => share),
                  },
                  DIAGONAL,
                ],
              )}
              <p class="note">
                Expected calibration error: ${number(calibration.after.error)} after temperature scaling (T =
                ${number(calibration.temperature)}), ${number(calibration.before.error)} before.
              </p>
            </div>`
          : nothing
      }
      ${
        learningCurve.length > 1
          ? html`<div>
              ${lineChart({ title: 'Learning curve', x: 'training labels', y: score, words: learningWords(report) }, [
                {
                  name: score,
                  x: learningCurve.map(({ labels }) => labels),
                  y: learningCurve.map((one) => one.score.mean),
                  band: {
                    x: learningCurve.map(({ labels }) => labels),
                    low: learningCurve.map((one) => one.score.low),
                    high: learningCurve.map((one) => one.score.high),
                  },
                },
              ])}
              <p class="note learning">${learningWords(report)}</p>
            </div>`
          : nothing
      }
      ${curves.map(({ name, points }) =>
        lineChart(
          {
            title: `Loss, ${name}`,
            x: 'epoch',
            y: 'loss',
            words: `${points.length} epochs, the last validation loss ${number(points.at(-1)?.validationLoss)}`,
          },
          [
            { name: 'training', x: points.map(({ epoch }) => epoch), y: points.map((one) => one.trainingLoss) },
            { name: 'validation', x: points.map(({ epoch }) => epoch), y: points.map((one) => one.validationLoss) },
          ],
        ),
      )}
    </section>`;
  }

  private renderMistakes({ mistakes, task, options }: FinetuneReport) {
    if (mistakes.length === 0) return nothing;
    const sure = 'classes' in task && task.kind !== 'labels' ? task.classes : undefined;
    const cards = mistakes.slice(0, 2 * BATCH).map(({ path, hdu, truth, prediction, values }): Card => ({
      path,
      hdu,
      label: truth,
      lines: [
        sure ? `predicted ${prediction}, ${percent(values[sure.indexOf(prediction)])}` : `predicted ${prediction}`,
        `labelled ${truth}`,
      ],
    }));
    return html`<section class="mistakes">
      <h2>${sure ? 'Most confident mistakes' : 'Largest errors'}</h2>
      <p class="words">
        Check these galaxies: some of their labels may be
        wrong.${this.choices.length > 0 ? ' Click a label or press its key to write it into the label file; Ctrl+Z undoes it.' : ''}
      </p>
      ${
        sure && options.classWeights === 'balanced'
          ? html`<p class="words">
              Class weights are balanced: a rare class is predicted where it is more likely than its frequency, even
              below a probability of one half.
            </p>`
          : nothing
      }
      ${this.renderCards(cards, 'Mistakes')}
    </section>`;
  }

  private renderCards(cards: readonly Card[], label: string) {
    return html`<galaxy-cards
      .cards=${cards}
      .choices=${this.choices}
      .given=${this.given}
      .appearance=${this.appearance}
      .loader=${this.loader}
      .arrivals=${this.arrivals}
      label=${label}
      @label=${(event: CustomEvent) => this.tell('label', event.detail)}
      @open=${(event: CustomEvent) => this.tell('open', event.detail)}
    ></galaxy-cards>`;
  }

  private renderParts({ folds }: FinetuneReport) {
    const names = Object.keys(folds[0].measures);
    return html`<section>
      <details>
        <summary>Results per fold</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Fold</th>
              <th scope="col">Trained on</th>
              <th scope="col">Tested on</th>
              ${names.map((name) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${folds.map(
              ({ train, test, measures }, i) =>
                html`<tr>
                  <th scope="row">${i + 1}</th>
                  <td>${train}</td>
                  <td>${test}</td>
                  ${names.map((name) => html`<td>${number(measures[name])}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </details>
    </section>`;
  }

  private tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function nearest(points: readonly ThresholdPoint[], at: number): ThresholdPoint {
  return points.reduce((best, one) => (Math.abs(one.threshold - at) < Math.abs(best.threshold - at) ? one : best));
}
