import { html, nothing } from 'lit';
import { codeIcon, collectionIcon, gridIcon, saveIcon } from '../components/controls/icons';
import { type Choice, type RatingSituation, type RankSort, SORTS } from '../../src/contracts/anomalies';
import { SORT_WORDS } from './words';

/** The orders to choose from. */
export function renderSorts(chosen: RankSort, choose: (sort: RankSort) => void) {
  return html`<div class="sorts" role="radiogroup" aria-label="The order">
    ${SORTS.map(
      (sort) =>
        html`<button
          role="radio"
          class=${sort}
          aria-checked=${chosen === sort}
          title=${SORT_WORDS[sort].title}
          @click=${() => choose(sort)}
        >
          ${SORT_WORDS[sort].name}
        </button>`,
    )}
  </div>`;
}

/** Where ratings are written, what else counts as one, and whether what is rated is listed. */
export function renderRatings(
  { column, file, others }: RatingSituation,
  { unratedOnly }: Choice,
  on: { chooseRater: () => void; chooseOthers: () => void; change: (part: Partial<Choice>) => void },
) {
  const counted = others.length > 0 ? `and ${others.join(', ')}` : 'Use other labels as ratings…';
  return html`<div class="line">
    <span class="words">Ratings</span>
    <button class="link rater" title="The column that your ratings go to…" @click=${on.chooseRater}>
      ${column}${file === undefined ? '' : ` in ${file}`}
    </button>
    ${
      file === undefined
        ? nothing
        : html`<button
            class="link others"
            title="Which other columns count as ratings, and what their values are worth…"
            @click=${on.chooseOthers}
          >
            ${counted}
          </button>`
    }
    <span class="spring"></span>
    <label class="choice"
      ><input
        type="checkbox"
        class="unrated-only"
        .checked=${unratedOnly}
        @change=${() => on.change({ unratedOnly: !unratedOnly })}
      />
      unrated only</label
    >
  </div>`;
}

/** Says of ratings that are in another file where they are, and offers to use them. */
export function renderEarlierRatings(
  { earlier, file }: RatingSituation,
  use: (one: RatingSituation['earlier'][number], what: 'count' | 'copy' | 'forget') => void,
) {
  return earlier.map((one) => {
    if (one.unreadable !== undefined) {
      return html`<div class="line elsewhere" role="status">
        <span class="words">Ratings were in ${one.file}, which cannot be read: ${one.unreadable}.</span>
        <button class="link forget" title="Do not show this again" @click=${() => use(one, 'forget')}>
          Leave them
        </button>
      </div>`;
    }
    const rated = one.galaxies === 1 ? '1 rating is' : `${one.galaxies.toLocaleString('en')} ratings are`;
    return html`<div class="line elsewhere" role="status">
      <span class="words">${rated} in ${one.file}${file === undefined ? '' : `, not in ${file}`}.</span>
      ${
        file === undefined
          ? nothing
          : html`<button
              class="link copy"
              title="Galaxies that are rated in ${file} keep that rating"
              @click=${() => use(one, 'copy')}
            >
              Copy into ${file}
            </button>`
      }
      <button class="link count" title="Nothing is written: both files count" @click=${() => use(one, 'count')}>
        Count them from there
      </button>
      <button
        class="link forget"
        title="Do not show this again; ${one.file} is not changed"
        @click=${() => use(one, 'forget')}
      >
        Leave them
      </button>
    </div>`;
  });
}

/** What can be done with the ranking; with an empty one only the map can be shown. */
export function renderTools(
  none: boolean,
  on: { map: () => void; save: () => void; python: () => void; export: () => void },
) {
  const button = (name: string, title: string, icon: unknown, run: () => void, disabled = none) =>
    html`<vscode-button
      appearance="icon"
      class=${name}
      aria-label=${title}
      title=${title}
      ?disabled=${disabled}
      @click=${run}
      >${icon}</vscode-button
    >`;
  return html`<div class="tools" role="toolbar" aria-label="What to do with the ranking">
    ${button('map', 'Show the map', gridIcon, on.map, false)}
    ${button('save', 'Save the listed galaxies in a collection', collectionIcon, on.save)}
    ${button('python', 'Copy Python code that loads the listed galaxies', codeIcon, on.python)}
    ${button('export', 'Save the ranking as CSV, Parquet or VOTable', saveIcon, on.export)}
  </div>`;
}
