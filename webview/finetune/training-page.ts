import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import * as v from 'valibot';
import { duration } from '../components/controls/duration';
import { panelStyles } from '../components/controls/panel-styles';
import { toolkitStyles } from '../components/controls/toolkit';
import {
  type FinetuneEstimate,
  type FinetuneOptions,
  MODEL_NAME,
  type Options,
  OptionsSchema,
  type TargetInspection,
} from '../../src/contracts/finetune';
import { pageStyles } from './page-styles';
import { PRESETS, stepByStep } from './words';

type NumberOption = {
  [K in keyof FinetuneOptions]: FinetuneOptions[K] extends number ? K : never;
}[keyof FinetuneOptions];

interface NumberField {
  readonly option: NumberOption;
  readonly words: string;
  readonly title: string;
}

/** Options of gradient training alone. */
const STEP_FIELDS: readonly NumberField[] = [
  { option: 'learningRate', words: 'Learning rate', title: 'Peak learning rate of the head; lower for earlier blocks' },
  { option: 'weightDecay', words: 'Weight decay', title: 'Weight decay of AdamW (L2 regularisation)' },
  {
    option: 'blockDecay',
    words: 'Layer-wise decay',
    title: 'Factor by which the learning rate falls from each block to the one before it',
  },
  {
    option: 'neuronsPerGroup',
    words: 'Neurons per gradient group',
    title:
      'Neurons with similar responses share their gradients, so many on average, against overfitting to few labels. 1: none. The report compares both',
  },
  { option: 'dropout', words: 'Dropout', title: 'Fraction of the embedding set to zero at each step' },
  { option: 'batchSize', words: 'Batch size', title: 'Galaxies per training step' },
  { option: 'epochs', words: 'Maximum epochs', title: 'How often each training galaxy is seen at most' },
  {
    option: 'patience',
    words: 'Patience',
    title: 'Epochs without improvement of the validation loss before training stops',
  },
];

/** The second page: how it is trained and tested, what that costs, and what it will be called. Events: `options` the changed ones, `name`, `start`. */
@customElement('training-page')
export class TrainingPage extends LitElement {
  static override styles = [
    toolkitStyles,
    panelStyles,
    pageStyles,
    css`
      :host {
        height: auto;
      }
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(230px, 1fr));
        gap: 10px;
      }
      .card {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px 8px;
        align-content: start;
        padding: 8px 10px;
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-radius: 4px;
        cursor: pointer;
      }
      .card:hover {
        background: var(--vscode-list-hoverBackground);
      }
      .card:has(input:checked) {
        border-color: var(--vscode-focusBorder);
        background: var(--vscode-editorWidget-background);
      }
      .card:has(input:disabled) {
        cursor: default;
        background: none;
      }
      .card input[type='radio'] {
        margin-top: 3px;
      }
      .card .meaning {
        grid-column: 2;
        color: var(--vscode-descriptionForeground);
      }
      .start {
        margin-top: 4px;
      }
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
        margin-bottom: 8px;
        font-weight: 600;
      }
      .note {
        margin-top: 8px;
      }
      .because:disabled {
        opacity: 1;
      }
    `,
  ];

  @property({ attribute: false }) inspection!: TargetInspection;
  /** What has been changed of the defaults. */
  @property({ attribute: false }) options: Options = {};
  /** Null where the engine gives none; a text where it says why not. */
  @property({ attribute: false }) estimate?: FinetuneEstimate | null | string;
  @property() name = '';
  /** Names that are taken: their models would be replaced. */
  @property({ attribute: false }) taken: readonly string[] = [];
  @property({ type: Boolean }) running = false;

  private get all(): FinetuneOptions {
    return { ...this.inspection.defaults, ...this.options };
  }

  protected override render() {
    return html`${this.renderPresets()} ${this.renderDepth()} ${this.renderSplits()} ${this.renderMore()}
    ${this.renderStart()}`;
  }

  private renderPresets() {
    const { defaults } = this.inspection;
    const same = (a: Options, b: Options) =>
      JSON.stringify({ ...defaults, ...a }) === JSON.stringify({ ...defaults, ...b });
    return html`<section>
      <fieldset>
        <legend>Evaluation</legend>
        <div class="cards presets">
          ${PRESETS.map(({ name, meaning, of }) => {
            const preset = of(defaults);
            return html`<label class="card"
              ><input
                type="radio"
                name="preset"
                .checked=${same(this.options, preset)}
                @change=${() => this.tell('options', preset)}
              />
              <span>${name}</span><span class="meaning">${meaning}</span></label
            >`;
          })}
        </div>
      </fieldset>
    </section>`;
  }

  private renderDepth() {
    const { blocks, headOnlyBecause } = this.inspection;
    const { depth } = this.all;
    const deep = blocks.length > 0;
    const card = (value: FinetuneOptions['depth'], name: unknown, meaning: string, possible: boolean, on: boolean) =>
      html`<label class="card"
        ><input
          type="radio"
          name="depth"
          value=${value}
          .checked=${on}
          ?disabled=${!possible}
          @change=${() => this.change({ depth: value })}
        />
        <span>${name}</span><span class="meaning">${meaning}</span></label
      >`;
    const blocksNow = typeof depth === 'number' ? depth : 1;
    return html`<section>
      <fieldset>
        <legend>Trained layers</legend>
        <div class="cards depth">
          ${card('head', 'Head only', 'A linear model on the stored embeddings. Takes seconds, and is hard to beat with fewer than about 1,000 labels.', true, depth === 'head')}
          ${card(blocksNow, 'Head and last blocks', 'The last blocks of the encoder are trained too, each with a lower learning rate than the next one.', deep, typeof depth === 'number')}
          ${card('all', 'Whole encoder', 'For thousands of labels, or for images unlike those that the encoder was trained on.', deep, depth === 'all')}
        </div>
        ${
          typeof depth === 'number'
            ? html`<label class="field note"
                ><span>Number of last blocks</span>
                <input
                  type="number"
                  min="1"
                  max=${blocks.length}
                  .value=${String(depth)}
                  @change=${(event: Event) => this.number('depth', event)}
              /></label>`
            : nothing
        }
        ${
          deep || headOnlyBecause === undefined
            ? nothing
            : html`<p class="note why-head">Only the head can be trained here: ${headOnlyBecause}.</p>`
        }
      </fieldset>
    </section>`;
  }

  private renderSplits() {
    const { folds, validationShare, testShare, classWeights, seed } = this.all;
    const kind = this.inspection.task.kind;
    return html`<section>
      <fieldset>
        <legend>Data splits</legend>
        <div class="fields">
          <label class="field"
            ><span>Splits</span>
            <select
              class="splits"
              @change=${(event: Event) => this.change({ folds: (event.target as HTMLSelectElement).value === 'folds' ? 5 : 0 })}
            >
              <option value="folds" ?selected=${folds > 0}>cross-validation</option>
              <option value="parts" ?selected=${folds === 0}>training, validation, test</option>
            </select></label
          >
          ${
            folds > 0
              ? this.field('folds', 'Folds', 'Number of cross-validation folds', folds, 2, 20, 1)
              : html`${this.field('validationShare', 'Validation fraction', 'Fraction of the galaxies used for validation', validationShare, 0.02, 0.6, 0.01)}
                ${this.field('testShare', 'Test fraction', 'Fraction of the galaxies held out for testing', testShare, 0.02, 0.6, 0.01)}`
          }
          ${this.field('seed', 'Seed', 'The same seed gives the same splits and the same model', seed, 0, 2 ** 31 - 1, 1)}
          <label class="field" title="Weight the classes inversely to their frequency"
            ><span>Balanced class weights</span>
            <input
              type="checkbox"
              class="balanced"
              ?disabled=${kind !== 'binary' && kind !== 'classes'}
              .checked=${classWeights === 'balanced'}
              @change=${() => this.change({ classWeights: classWeights === 'balanced' ? 'none' : 'balanced' })}
          /></label>
        </div>
        <p class="note">Splits are stratified by class; duplicates of a galaxy stay in the same split.</p>
      </fieldset>
    </section>`;
  }

  private renderMore() {
    const { all } = this;
    const steps = stepByStep(all);
    const can = this.inspection.blocks.length > 0;
    const { baselines, learningCurve, augment, hiddenUnits } = all;
    const check = (name: string, words: string, on: boolean, change: () => Options, possible = true) =>
      html`<label class="field"
        ><span>${words}</span
        ><input
          type="checkbox"
          class=${name}
          ?disabled=${!possible}
          .checked=${on}
          @change=${() => this.change(change())}
      /></label>`;
    return html`<section>
      <details class="advanced-settings">
        <summary>Advanced settings</summary>
        <div class="fields">
          ${check('pixels', 'Compare with raw pixels', baselines.pixels, () => ({ baselines: { ...baselines, pixels: !baselines.pixels } }))}
          ${check('scratch', 'Compare with training from scratch', baselines.scratch, () => ({ baselines: { ...baselines, scratch: !baselines.scratch } }), steps)}
          ${check('learning-curve', 'Learning curve', learningCurve, () => ({ learningCurve: !learningCurve }))}
          ${this.field('hiddenUnits', 'Hidden units of the head', '0: a linear head', hiddenUnits, 0, 4096, 1, can)}
          ${STEP_FIELDS.map(({ option, words, title }) => {
            const whole = ['batchSize', 'epochs', 'patience'].includes(option);
            return this.field(
              option,
              words,
              title,
              all[option],
              whole || option === 'neuronsPerGroup' ? 1 : 0,
              whole ? 10_000 : option === 'neuronsPerGroup' ? 64 : 1,
              whole ? 1 : 'any',
              option === 'neuronsPerGroup' ? all.depth !== 'head' : steps,
            );
          })}
          ${check('flips', 'Random flips', augment.flips, () => ({ augment: { ...augment, flips: !augment.flips } }), steps)}
          <label class="field"
            ><span>Random rotations</span>
            <select
              class="rotations"
              ?disabled=${!steps}
              @change=${(event: Event) =>
                this.change({
                  augment: {
                    ...augment,
                    rotations: (event.target as HTMLSelectElement).value as typeof augment.rotations,
                  },
                })}
            >
              ${(['none', 'quarters', 'any'] as const).map((one) => html`<option value=${one} ?selected=${augment.rotations === one}>${{ none: 'none', quarters: 'by 90°', any: 'by any angle' }[one]}</option>`)}
            </select></label
          >
          ${(['zoom', 'noise'] as const).map(
            (one) =>
              html`<label class="field"
                ><span>${{ zoom: 'Maximum zoom', noise: 'Added noise' }[one]}</span>
                <input
                  type="number"
                  class=${one}
                  min="0"
                  max=${{ zoom: 0.5, noise: 10 }[one]}
                  step="any"
                  ?disabled=${!steps}
                  .value=${String(augment[one])}
                  @change=${(event: Event) => this.accept(event, (value) => ({ augment: { ...augment, [one]: value } }))}
              /></label>`,
          )}
        </div>
        ${
          steps
            ? nothing
            : html`<p class="note">
                A linear head is fitted exactly, its penalty chosen by cross-validation on the training galaxies.
                Learning rate, dropout, early stopping and augmentation apply to gradient training only.
              </p>`
        }
      </details>
    </section>`;
  }

  private field(
    option: NumberOption,
    words: string,
    title: string,
    value: number,
    min: number,
    max: number,
    step: number | 'any',
    possible = true,
  ) {
    return html`<label class="field" title=${title}
      ><span>${words}</span>
      <input
        type="number"
        class=${option}
        min=${min}
        max=${max}
        step=${step}
        ?disabled=${!possible}
        .value=${String(value)}
        @change=${(event: Event) => this.number(option, event)}
    /></label>`;
  }

  private renderStart() {
    const { estimate, name, running } = this;
    const valid = MODEL_NAME.test(name);
    const { trainable } = this.inspection;
    return html`<section>
      <div class="row">
        <label class="field"
          ><span>Name of the model</span>
          <input
            type="text"
            class="name"
            aria-invalid=${!valid}
            .value=${name}
            @input=${(event: Event) => this.tell('name', (event.target as HTMLInputElement).value)}
        /></label>
        <vscode-button class="start-run" ?disabled=${!valid || running || !trainable} @click=${() => this.tell('start')}
          >Start training</vscode-button
        >
        <span class="words estimate" role="status">${this.estimateWords(estimate)}</span>
      </div>
      ${valid ? nothing : html`<p class="wrong">A name of letters, digits, spaces, dots and hyphens.</p>`}
      ${valid && this.taken.includes(name) ? html`<p class="note replaces">The model ${name} is replaced once the new one is whole.</p>` : nothing}
      ${running ? html`<p class="note">A run of this label file is under way.</p>` : nothing}
      ${trainable ? nothing : html`<p class="note">There is nothing to train: the page of labels says why.</p>`}
    </section>`;
  }

  private estimateWords(estimate: FinetuneEstimate | null | string | undefined): string {
    if (estimate === undefined) return 'Estimating the time…';
    if (typeof estimate === 'string') return `No estimate: ${estimate}`;
    if (estimate === null) return 'The engine gives no estimate of the time for this.';
    const parts = estimate.parts.map(({ name, seconds }) => `${name} ${duration(seconds)}`).join(', ');
    return `About ${duration(estimate.seconds)}${parts === '' ? '' : ` (${parts})`}`;
  }

  private number(option: NumberOption | 'depth', event: Event): void {
    this.accept(event, (value) => ({ [option]: value }));
  }

  /** Takes a number over where it is allowed; the field goes back to what it was otherwise, and says why. */
  private accept(event: Event, of: (value: number) => Options): void {
    const input = event.target as HTMLInputElement;
    const options = of(input.valueAsNumber);
    const { success, issues } = v.safeParse(OptionsSchema, options);
    input.setCustomValidity(success ? '' : (issues?.[0].message ?? ''));
    input.setAttribute('aria-invalid', String(!success));
    if (success) this.change(options);
    else input.reportValidity();
  }

  private change(part: Options): void {
    this.tell('options', { ...this.options, ...part });
  }

  private tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
