import { html } from 'lit';
import {
  type Choice,
  HIDDEN_FLAGS,
  type HiddenFlag,
  MOST_RATING,
  QUALITY_FLAGS,
  type QualityFlag,
} from '../../src/contracts/anomalies';
import { FLAG_WORDS } from './words';

const isHidden = (name: QualityFlag): name is HiddenFlag => (HIDDEN_FLAGS as readonly QualityFlag[]).includes(name);

/** What a ranking can be told besides its sort: flags to hide or seek, how bold the questions are, what unusual means. */
export function renderOptions(choice: Choice, change: (part: Partial<Choice>) => void) {
  const flag = (name: QualityFlag, list: 'hide' | 'seek') => {
    const on = (choice[list] as readonly QualityFlag[]).includes(name);
    const other = list === 'hide' ? 'seek' : 'hide';
    return html`<input
      type="checkbox"
      class=${list}
      aria-label=${list === 'hide' ? `Hide what is ${FLAG_WORDS[name]}` : `Show only what is ${FLAG_WORDS[name]}`}
      .checked=${on}
      @change=${() =>
        change({
          [list]: on ? choice[list].filter((one) => one !== name) : [...choice[list], name],
          [other]: choice[other].filter((one) => one !== name),
        })}
    />`;
  };
  return html`<details>
    <summary>Options</summary>
    <div class="options">
      <div class="flag">
        <h3>Pixels</h3>
        <h3>hide</h3>
        <h3>only</h3>
        ${QUALITY_FLAGS.map(
          (name) =>
            html`<span>${FLAG_WORDS[name]}</span
              >${isHidden(name) ? flag(name, 'hide') : html`<span></span>`}${flag(name, 'seek')}`,
        )}
      </div>
      <label
        title="Improvement on the best rating that the next questions look for: higher values explore more unusual galaxies"
        ><span>Boldness</span>
        <input
          type="number"
          class="trade-off"
          min="0"
          max=${MOST_RATING}
          step="0.1"
          placeholder="usual"
          .value=${choice.tradeOff === undefined ? '' : String(choice.tradeOff)}
          @change=${(event: Event) => {
            const { value, valueAsNumber } = event.target as HTMLInputElement;
            const valid = value !== '' && valueAsNumber >= 0 && valueAsNumber <= MOST_RATING;
            change({ tradeOff: valid ? valueAsNumber : undefined });
          }}
        />
      </label>
      <label
        ><span>Unusual by</span>
        <select
          class="unusual-by"
          @change=${(event: Event) =>
            change({ unusualBy: (event.target as HTMLSelectElement).value as Choice['unusualBy'] })}
        >
          <option value="neighbour" ?selected=${choice.unusualBy === 'neighbour'}>how far the neighbours are</option>
          <option value="forest" ?selected=${choice.unusualBy === 'forest'}>an isolation forest</option>
        </select>
      </label>
    </div>
  </details>`;
}
