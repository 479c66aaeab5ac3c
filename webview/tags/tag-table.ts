import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { DisplayChoice } from '../../src/imaging';
import '../components/grid/cutout-picture';
import type { ThumbnailLoader } from '../components/grid/thumbnail-loader';
import type { Sort } from '../../src/contracts/tags';
import { renderPurity } from './purity-cell';
import { type LabelRow, sortAfter, sorted } from './sorting';
import { tableStyles } from './table-styles';

/** More rows come at a button: each has pictures to draw. */
const FIRST_ROWS = 60;

/** The tags or classes, a row each. Events: `find-label` with a name; `sort` with the new order. */
@customElement('tag-table')
export class TagTable extends LitElement {
  static override styles = tableStyles;

  @property({ attribute: false }) rows: readonly LabelRow[] = [];
  @property({ attribute: false }) sort!: Sort;
  /** What stands before each name. */
  @property() mark = '';
  /** Purities are on their way. */
  @property({ attribute: false }) pending = false;
  @property({ attribute: false }) choice!: DisplayChoice;
  @property({ attribute: false }) loader!: ThumbnailLoader;
  /** Changes as pictures arrive. */
  @property({ attribute: false }) arrivals = 0;
  @state() private all = false;

  protected override render() {
    const rows = sorted(this.rows, this.sort);
    const shown = this.all ? rows : rows.slice(0, FIRST_ROWS);
    return html`<table>
        <thead>
          <tr>
            ${this.renderHead('name', this.mark ? 'Tag' : 'Class')}
            ${this.renderHead('count', 'Count', 'Rows of the file')}
            ${this.renderHead('purity', 'Purity', 'Fraction of the ten nearest labelled neighbours of its galaxies that have it, too (leave-one-out, with 95 % interval)')}
            <th scope="col" class="examples" title="The galaxies nearest to the mean embedding of the label">
              Best examples
            </th>
          </tr>
        </thead>
        <tbody @keydown=${(event: KeyboardEvent) => this.onKey(event)}>
          ${repeat(
            shown,
            ({ name }) => name,
            (row) => this.renderRow(row),
          )}
        </tbody>
      </table>
      ${
        shown.length < rows.length
          ? html`<vscode-button appearance="secondary" class="more" @click=${() => (this.all = true)}
              >Show all ${rows.length.toLocaleString('en')}</vscode-button
            >`
          : nothing
      }`;
  }

  private renderHead(by: Sort['by'], text: string, title = '') {
    const { sort } = this;
    const direction = sort.descending ? 'descending' : 'ascending';
    return html`<th scope="col" class=${by} aria-sort=${sort.by === by ? direction : 'none'}>
      <button
        title=${title}
        @click=${() => this.dispatchEvent(new CustomEvent<Sort>('sort', { detail: sortAfter(sort, by) }))}
      >
        ${text}<span class="arrow" aria-hidden="true">${sort.by === by ? (sort.descending ? '↓' : '↑') : ''}</span>
      </button>
    </th>`;
  }

  private renderRow(row: LabelRow) {
    const { name, rows, galaxies, examples } = row;
    const counts = `${rows.toLocaleString('en')} rows, ${galaxies.toLocaleString('en')} galaxies of the index`;
    return html`<tr data-name=${name}>
      <th scope="row">
        <button
          class="label"
          title="Show the galaxies with this label, and similar ones"
          ?disabled=${galaxies === 0}
          @click=${() => this.dispatchEvent(new CustomEvent<string>('find-label', { detail: name }))}
        >
          ${this.mark}${name}
        </button>
      </th>
      <td class="count" title=${counts}>${rows.toLocaleString('en')}</td>
      <td class="purity">${renderPurity(row, this.pending)}</td>
      <td class="examples">
        <div>
          ${repeat(
            examples,
            ({ path, hdu }) => `${path}[${hdu}]`,
            (cutout) =>
              html`<cutout-picture
                role="img"
                aria-label=${cutout.path}
                title=${cutout.path}
                .thumbnail=${this.loader.get(cutout)}
                .choice=${this.choice}
              ></cutout-picture>`,
          )}
        </div>
      </td>
    </tr>`;
  }

  /** Arrows go from row to row. */
  private onKey(event: KeyboardEvent): void {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLButtonElement>('button.label:not(:disabled)')];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined || !buttons[to]) return;
    event.preventDefault();
    buttons[to].focus();
  }
}
