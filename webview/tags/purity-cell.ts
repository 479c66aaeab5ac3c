import { html, nothing, svg } from 'lit';
import { type LabelRow, measured } from './sorting';

/** Units of the bar's drawing, which its cell stretches. */
const WIDTH = 100;
const percent = (share: number) => Math.round(100 * share);

/** How pure a tag is: a bar with its interval, a tick where chance is, and both as numbers. */
export function renderPurity(row: LabelRow, pending: boolean) {
  const known = measured(row);
  if (!known) {
    const why = row.galaxies === 0 ? 'No galaxy of the index has it.' : 'Needs two galaxies at least.';
    if (pending && row.galaxies > 1) return html`<span class="later" title="Being measured">…</span>`;
    return html`<span class="later" title=${row.galaxies > 1 ? 'Not measured' : why}>–</span>`;
  }
  const { precision, chance } = known;
  const { mean, low, high } = precision;
  const { most = 1 } = row;
  const said = `${percent(mean)} %, 95 % interval ${percent(low)} to ${percent(high)}, by chance ${percent(chance)}${most < 1 ? `; so few galaxies can have ${percent(most)} at most` : ''}`;
  return html`<div class="purity" title=${said}>
    <svg class="bar" viewBox="0 0 ${WIDTH} 12" preserveAspectRatio="none" aria-hidden="true">
      ${svg`<rect class="all" x="0" y="4" width=${WIDTH} height="4" />
      <rect class="share" x="0" y="4" width=${WIDTH * mean} height="4" />
      <rect class="interval" x=${WIDTH * low} y="5.25" width=${Math.max(0.5, WIDTH * (high - low))} height="1.5" />
      <rect class="chance" x=${Math.min(WIDTH - 1, WIDTH * chance)} y="0" width="1" height="12" />`}
    </svg>
    <span class="numbers"
      ><b>${percent(mean)} %</b> ${percent(low) < percent(high) ? html`${percent(low)} to ${percent(high)}` : nothing}
      <span class="beside">chance ${percent(chance)}</span>
      ${most < 1 ? html`<span class="beside">at most ${percent(most)}</span>` : nothing}</span
    >
  </div>`;
}
