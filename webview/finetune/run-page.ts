import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { duration } from '../components/controls/duration';
import { panelStyles } from '../components/controls/panel-styles';
import { progressStyles } from '../components/controls/progress-styles';
import { toolkitStyles } from '../components/controls/toolkit';
import { chartStyles, lineChart } from './chart';
import type { RunState } from '../../src/contracts/finetune';
import { pageStyles } from './page-styles';
import { number, STAGE_NAMES, stageWords } from './words';

/** The third page: a run as it goes. Events: `control`, `go` to a page. */
@customElement('run-page')
export class RunPage extends LitElement {
  static override styles = [
    toolkitStyles,
    panelStyles,
    pageStyles,
    progressStyles,
    chartStyles,
    css`
      :host {
        height: auto;
      }
      .progress {
        max-width: 700px;
        padding: 0;
        border: 0;
      }
      progress {
        height: 6px;
      }
      .now {
        margin: 8px 0 12px;
      }
      ol {
        display: grid;
        gap: 4px;
        margin: 0 0 14px;
        padding-left: 22px;
        color: var(--vscode-descriptionForeground);
      }
      li[aria-current] {
        color: var(--vscode-foreground);
        font-weight: 600;
      }
      li.done::after {
        content: ' ✓';
      }
    `,
  ];

  @property({ attribute: false }) run?: RunState | null;

  protected override render() {
    const { run } = this;
    if (!run) {
      return html`<section>
        <p class="none">Nothing is being trained.</p>
        <vscode-button appearance="secondary" @click=${() => this.tell('go', 'training')}
          >Set up a training</vscode-button
        >
      </section>`;
    }
    return html`${this.renderNotes(run)}
      <section>
        <h2>${run.name}, from ${run.column}</h2>
        ${this.renderState(run)}
      </section>
      ${this.renderCurves(run)}`;
  }

  private renderNotes({ labelsChanged, resumed, state }: RunState) {
    return html`${
      labelsChanged && state === 'running'
        ? html`<div class="banner labels-changed" role="status">
            The label file has changed since this run began. It learns the labels of its start; train again afterwards
            to take in the others.
          </div>`
        : nothing
    }
    ${
      resumed && state === 'running'
        ? html`<div class="banner resumed" role="status">This run was interrupted and has been resumed.</div>`
        : nothing
    }`;
  }

  private renderState(run: RunState) {
    const { state, error, name } = run;
    switch (state) {
      case 'running':
        return this.renderProgress(run);
      case 'finished':
        return html`<p class="finished" role="status">${name} is finished.</p>
          <vscode-button class="to-report" @click=${() => this.tell('go', 'report')}>Read the report</vscode-button>`;
      case 'failed':
        return html`<p class="wrong" role="alert">${error}</p>
          <p class="words">Everything else is unchanged.</p>
          <vscode-button appearance="secondary" @click=${() => this.tell('go', 'training')}
            >Back to training</vscode-button
          >`;
      case 'interrupted':
        return html`<p class="interrupted">This run was interrupted${error === undefined ? '' : ` (${error})`}.</p>
          <div class="row">
            <vscode-button class="resume" @click=${() => this.tell('control', 'resume')}>Go on with it</vscode-button>
            <vscode-button appearance="secondary" class="drop" @click=${() => this.tell('control', 'drop')}
              >Drop it</vscode-button
            >
          </div>`;
    }
  }

  private renderProgress({ progress, stopping }: RunState) {
    const paused = progress?.paused === true;
    const at = progress ? STAGE_NAMES.indexOf(progress.stage) : 0;
    const words = [
      ...(stopping ? ['stopping, the best so far is kept'] : paused ? ['paused'] : []),
      progress?.what ?? 'waiting for the engine',
      ...(progress?.rate === undefined ? [] : [`${number(Number(progress.rate.toPrecision(2)))} galaxies a second`]),
      ...(progress?.secondsLeft === undefined || paused ? [] : [`${duration(progress.secondsLeft)} left`]),
    ].join(' · ');
    return html`<div class="progress">
        <progress aria-label="Training" max="1" .value=${progress?.done ?? 0}></progress>
      </div>
      <p class="words now" role="status">${words}</p>
      <ol class="stages">
        ${STAGE_NAMES.map(
          (stage, i) =>
            html`<li class=${i < at ? 'done' : ''} aria-current=${i === at ? 'step' : nothing}>
              ${stageWords(stage)}
            </li>`,
        )}
      </ol>
      <div class="row">
        <vscode-button
          appearance="secondary"
          class="pause"
          ?disabled=${stopping}
          @click=${() => this.tell('control', paused ? 'continue' : 'pause')}
          >${paused ? 'Continue' : 'Pause'}</vscode-button
        >
        <vscode-button
          appearance="secondary"
          class="stop"
          title="Stop now and keep the best model so far; later steps are left out"
          ?disabled=${stopping}
          @click=${() => this.tell('control', 'stop')}
          >Stop and keep the best</vscode-button
        >
        <vscode-button
          appearance="secondary"
          class="drop"
          title="Stop now and keep nothing"
          @click=${() => this.tell('control', 'drop')}
          >Drop</vscode-button
        >
      </div>`;
  }

  private renderCurves({ curves, state }: RunState) {
    const last = curves.at(-1);
    if (!last) {
      return state === 'running'
        ? html`<p class="words">
            A linear head is fitted directly, not by gradient training: there are no training curves.
          </p>`
        : nothing;
    }
    const x = last.points.map(({ epoch }) => epoch);
    const end = last.points.at(-1)!;
    return html`<section class="charts">
      ${lineChart(
        {
          title: `Loss, ${last.name}`,
          x: 'epoch',
          y: 'loss',
          words: `after epoch ${end.epoch} ${number(end.trainingLoss)} in training and ${number(end.validationLoss)} in validation`,
        },
        [
          { name: 'training', x, y: last.points.map(({ trainingLoss }) => trainingLoss) },
          { name: 'validation', x, y: last.points.map(({ validationLoss }) => validationLoss) },
        ],
      )}
      ${lineChart(
        {
          title: last.score ?? 'score',
          x: 'epoch',
          y: 'validation',
          words: `after epoch ${end.epoch} ${number(end.validationScore)}`,
        },
        [{ name: 'validation', x, y: last.points.map(({ validationScore }) => validationScore) }],
      )}
    </section>`;
  }

  private tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
