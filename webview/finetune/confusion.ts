import { css, html, unsafeCSS } from 'lit';

export interface Cell {
  readonly truth: string;
  readonly prediction: string;
}

/** A confusion matrix, rows the labels; each cell that holds galaxies opens them. The more of its row, the fuller its colour. */
export function confusionMatrix(
  names: readonly string[],
  counts: readonly (readonly number[])[],
  open: Cell | undefined,
  onOpen: (cell: Cell) => void,
) {
  return html`<table class="confusion" aria-label="Confusion matrix">
    <thead>
      <tr>
        <td></td>
        ${names.map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${counts.map((row, i) => {
        const sum = row.reduce((total, n) => total + n, 0) || 1;
        return html`<tr>
          <th scope="row">${names[i]}</th>
          ${row.map((n, j) => {
            const cell = { truth: names[i], prediction: names[j] };
            const isOpen = open?.truth === cell.truth && open.prediction === cell.prediction;
            return html`<td class="f${Math.round((10 * n) / sum)}">
              <button
                ?disabled=${n === 0}
                aria-expanded=${isOpen}
                aria-label="${n} labelled ${names[i]}, predicted ${names[j]}"
                @click=${() => onOpen(cell)}
              >
                ${n}
              </button>
            </td>`;
          })}
        </tr>`;
      })}
    </tbody>
  </table>`;
}

/** Eleven steps of colour: the policy of the page allows no style of a cell's own. */
const steps = Array.from(
  { length: 11 },
  (_, i) => `.f${i} { background: color-mix(in srgb, var(--vscode-charts-blue) ${i * 6}%, transparent); }`,
).join('\n');

export const confusionStyles = [
  css`
    .confusion th {
      max-width: 130px;
      padding: 4px 10px;
      border: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      text-align: center;
      white-space: nowrap;
      color: var(--vscode-foreground);
    }
    .confusion tbody th {
      text-align: right;
    }
    .confusion td {
      padding: 0;
      border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
    .confusion thead td {
      border: 0;
    }
    .confusion button {
      width: 100%;
      min-width: 56px;
      min-height: 34px;
      border: 0;
      font: inherit;
      font-variant-numeric: tabular-nums;
      color: var(--vscode-foreground);
      background: none;
      cursor: pointer;
    }
    .confusion button:disabled {
      cursor: default;
    }
    .confusion button:hover:enabled,
    .confusion button[aria-expanded='true'] {
      outline: 2px solid var(--vscode-focusBorder);
      outline-offset: -2px;
    }
  `,
  unsafeCSS(steps),
];
