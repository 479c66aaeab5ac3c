import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Limits } from '../../../src/imaging';
import type { BandOf } from '../../../src/viewing';
import type { KnownDisplay } from '../../components/grid/painter';
import { panelStyles } from '../../components/controls/panel-styles';
import type { Looks } from '../../../src/contracts/viewer';
import { pauseIcon, playIcon } from '../icons';
import type { ImageLayer } from '../image/image-layer';
import type { BandChoice } from '../image/bands';
import { controlStyles } from '../styles';
import { type Adjustments, STRETCH_PARAMETERS } from './display';
import './histogram-control';

/**
 * How the image at hand is drawn, in numbers: cuts on the histogram, parameter of the stretch, planes and colours.
 * Events: `looks` (Partial<Looks>), `adjusted` (Partial<Adjustments>), `bands` (three planes), `colour` (boolean),
 * `plane` (number), `play`, `rate` (planes a second).
 */
@customElement('display-panel')
export class DisplayPanel extends LitElement {
  static override styles = [panelStyles, controlStyles];

  @property({ attribute: false }) looks!: Looks;
  @property({ attribute: false }) adjusted!: Adjustments;
  @property({ attribute: false }) display!: KnownDisplay;
  @property({ attribute: false }) layer!: ImageLayer;
  @property({ attribute: false }) bands: readonly BandOf[] = [];
  /** What may be a band. */
  @property({ attribute: false }) choices: readonly BandChoice[] = [];
  @property({ type: Boolean }) colour = false;
  @property({ type: Number }) plane = 0;
  @property({ type: Boolean }) playing = false;
  @property({ type: Number }) playRate = 5;

  protected override render() {
    const { layer, display } = this;
    const { planes } = layer.hdu;
    return html`
      ${planes > 1 || this.choices.length >= 3 ? this.renderCube(planes) : nothing}
      ${this.colour && display.lupton ? this.renderLupton(display.lupton) : this.renderCuts()}
      <section>
        <label class="row"
          ><span>Undefined pixels</span>
          <input
            type="color"
            class="bad"
            aria-label="Colour of undefined pixels"
            .value=${this.looks.badColour}
            @input=${(event: Event) => this.tell('looks', { badColour: valueOf(event) })}
          />
        </label>
        <label class="check"
          ><input
            type="checkbox"
            class="marks"
            .checked=${this.looks.marks}
            @change=${(event: Event) => this.tell('looks', { marks: isChecked(event) })}
          />
          Scale bar and compass (M)</label
        >
        ${this.renderSurvey()}
      </section>
    `;
  }

  private renderCuts() {
    const parameter = STRETCH_PARAMETERS[this.looks.stretch];
    return html`<section>
      <h2>Cuts</h2>
      <histogram-control
        .sample=${this.layer.surveys[0].sample}
        .limits=${this.display.cuts}
        @limits=${({ detail }: CustomEvent<Limits>) => this.tell('adjusted', { limits: detail })}
      ></histogram-control>
      ${
        parameter
          ? this.slider(
              `Stretch ${parameter.label}`,
              'parameter',
              parameter,
              this.adjusted.parameter ?? parameter.start,
              (value) => this.tell('adjusted', { parameter: value }),
            )
          : nothing
      }
      <label class="check"
        ><input
          type="checkbox"
          class="invert"
          .checked=${this.looks.inverted}
          @change=${(event: Event) => this.tell('looks', { inverted: isChecked(event) })}
        />
        Invert the colours</label
      >
    </section>`;
  }

  private renderCube(planes: number) {
    return html`<section>
      <h2>Planes</h2>
      ${
        this.choices.length >= 3
          ? html`<label class="check"
              ><input
                type="checkbox"
                class="colour"
                .checked=${this.colour}
                @change=${(event: Event) => this.tell('colour', isChecked(event))}
              />
              Three planes as one colour picture</label
            >`
          : nothing
      }
      ${this.colour ? this.renderBands() : planes > 1 ? this.renderPlane(planes) : nothing}
    </section>`;
  }

  private renderPlane(planes: number) {
    return html`
      <div class="row">
        <span class="plane-name">Plane ${this.plane + 1} of ${planes}</span>
        <button
          class="icon play"
          title=${this.playing ? 'Stop' : 'Play the planes'}
          aria-label=${this.playing ? 'Stop' : 'Play the planes'}
          @click=${() => this.tell('play', undefined)}
        >
          ${this.playing ? pauseIcon : playIcon}
        </button>
      </div>
      <input
        type="range"
        class="plane"
        aria-label="Plane"
        min="0"
        max=${planes - 1}
        .value=${String(this.plane)}
        @input=${(event: Event) => this.tell('plane', Number(valueOf(event)))}
      />
      <label class="row"
        ><span>Planes a second</span>
        <input
          type="number"
          class="rate"
          min="1"
          max="30"
          .value=${String(this.playRate)}
          @change=${(event: Event) => this.tell('rate', Math.min(30, Math.max(1, Number(valueOf(event)) || 5)))}
        />
      </label>
    `;
  }

  private renderBands() {
    return html`<div class="bands">
      ${['Red', 'Green', 'Blue'].map(
        (name, i) =>
          html`<label
            ><span>${name}</span>
            <select
              aria-label="Plane drawn ${name.toLowerCase()}"
              @change=${(event: Event) =>
                this.tell(
                  'bands',
                  this.bands.with(i, this.choices[(event.target as HTMLSelectElement).selectedIndex].band),
                )}
            >
              ${this.choices.map(
                ({ band, label }) => html`<option ?selected=${isSame(band, this.bands[i])}>${label}</option>`,
              )}
            </select></label
          >`,
      )}
    </div>`;
  }

  private renderLupton({ Q }: NonNullable<KnownDisplay['lupton']>) {
    return html`<section>
      <h2>Colour (Lupton et al. 2004)</h2>
      ${this.slider('Q', 'Q', { min: 0.1, max: 100 }, Q, (value) => this.tell('adjusted', { Q: value }))}
      ${this.slider('Stretch', 'brightness', { min: 0.05, max: 20 }, this.adjusted.brightness ?? 1, (value) =>
        this.tell('adjusted', { brightness: value }),
      )}
    </section>`;
  }

  private renderSurvey() {
    const [{ min, max, mean, complete, seen, finite }] = this.layer.surveys;
    const number = (value: number) => (Number.isNaN(value) ? 'undefined' : String(Number(value.toPrecision(5))));
    const undefinedPixels = seen - finite;
    return html`<table class="survey">
      ${[
        ['Minimum', number(min)],
        ['Maximum', number(max)],
        ['Mean', number(mean)],
        ...(undefinedPixels > 0 ? [['Undefined', undefinedPixels.toLocaleString('en')]] : []),
        ...(complete ? [] : [['Of', `${seen.toLocaleString('en')} pixels, evenly spread`]]),
      ].map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${value}</td>
          </tr>`,
      )}
    </table>`;
  }

  /** A slider that moves by the logarithm of its value. */
  private slider(
    label: string,
    name: string,
    { min, max }: { min: number; max: number },
    value: number,
    onChange: (value: number) => void,
  ) {
    return html`<label class="slider"
      ><span>${label} <b>${Number(value.toPrecision(3))}</b></span>
      <input
        type="range"
        class=${name}
        min=${Math.log(min)}
        max=${Math.log(max)}
        step="0.01"
        .value=${String(Math.log(value))}
        @input=${(event: Event) => onChange(Math.exp(Number(valueOf(event))))}
      />
    </label>`;
  }

  private tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

function isChecked(event: Event): boolean {
  return (event.target as HTMLInputElement).checked;
}

function isSame(a: BandOf, b: BandOf | undefined): boolean {
  return a.hdu === b?.hdu && a.plane === b.plane;
}
