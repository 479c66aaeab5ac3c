import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { toolkitStyles } from '../components/toolkit';
import { readColumns, readRow, rowCount, type Cell, type CellValue, type Hdu } from '../../src/fits';

const PAGE = 100;
/** Elements of an array that are written out. */
const ELEMENTS = 6;

/** The rows of a table HDU, a page at a time. */
@customElement('data-table')
export class DataTable extends LitElement {
  static override styles = [
    toolkitStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .pages {
        flex: none;
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 8px 12px;
        color: var(--vscode-descriptionForeground);
      }
      .rows {
        flex: 1;
        overflow: auto;
      }
      table {
        border-collapse: collapse;
        font-variant-numeric: tabular-nums;
      }
      th {
        position: sticky;
        top: 0;
        text-align: left;
        font-weight: 600;
        background: var(--vscode-editor-background);
      }
      th span {
        display: block;
        font-weight: 400;
        font-size: 11px;
        color: var(--vscode-descriptionForeground);
      }
      th,
      td {
        padding: 3px 14px 3px 12px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        white-space: nowrap;
      }
      td.number {
        color: var(--vscode-descriptionForeground);
      }
      .error {
        padding: 12px;
        color: var(--vscode-errorForeground);
      }
    `,
  ];

  @property({ attribute: false }) hdu!: Hdu;
  @state() private first = 0;

  protected override render() {
    try {
      return this.renderRows();
    } catch (error) {
      return html`<div class="error" role="alert">${(error as Error).message}</div>`;
    }
  }

  private renderRows() {
    const count = rowCount(this.hdu);
    const columns = readColumns(this.hdu);
    const last = Math.min(count, this.first + PAGE);
    const rows = Array.from({ length: Math.max(0, last - this.first) }, (_, i) => readRow(this.hdu, this.first + i));
    const go = (to: number) => () => (this.first = Math.max(0, Math.min(to, Math.floor((count - 1) / PAGE) * PAGE)));
    return html`
      <div class="pages">
        <vscode-button appearance="secondary" ?disabled=${this.first === 0} @click=${go(this.first - PAGE)}>
          Previous
        </vscode-button>
        <vscode-button appearance="secondary" ?disabled=${last >= count} @click=${go(this.first + PAGE)}>
          Next
        </vscode-button>
        <span aria-live="polite">
          rows ${count === 0 ? 0 : (this.first + 1).toLocaleString('en')} to ${last.toLocaleString('en')} of
          ${count.toLocaleString('en')}
        </span>
      </div>
      <div class="rows" tabindex="0">
        <table>
          <thead>
            <tr>
              <th></th>
              ${columns.map(({ name, form }) => html`<th>${name}<span>${form}</span></th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row, i) =>
                html`<tr>
                  <td class="number">${this.first + i + 1}</td>
                  ${columns.map(({ name, form }) => html`<td>${cellText(row[name], digitsOf(form))}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    `;
  }
}

/** Significant digits that the numbers of a TFORM hold: 7 of single precision, 15 of double. */
function digitsOf(form: string): number {
  return /^\d*[EC]/i.test(form.trim()) ? 7 : 15;
}

function cellText(cell: Cell, digits: number): string {
  if (!Array.isArray(cell)) return valueText(cell as CellValue, digits);
  const values = cell as readonly CellValue[];
  const shown = values.slice(0, ELEMENTS).map((value) => valueText(value, digits));
  return `[${shown.join(', ')}${values.length > ELEMENTS ? `, … ${values.length} in all` : ''}]`;
}

function valueText(value: CellValue, digits: number): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));
  return typeof value === 'object' ? `${value[0]} + ${value[1]}i` : String(value);
}
