import { html } from 'lit';
import { BATCH, MOST_RATING } from '../../src/contracts/anomalies';
import { forwardIcon } from '../components/controls/icons';

/** How many of a batch are still to be rated, and the way to the next. */
export function renderBatchLine(left: number, shown: number, next: () => void) {
  const text =
    left === 0
      ? 'All of these are rated or skipped.'
      : `${left} of ${shown} left to rate: 0 to ${MOST_RATING}, or S to skip`;
  return html`<div class="batch-done">
    <span class="words left" role="status">${text}</span>
    <span class="spring"></span>
    <vscode-button
      appearance=${left === 0 ? 'primary' : 'secondary'}
      class="next-batch"
      title="The next ${BATCH} (N)"
      @click=${next}
      >Next ${BATCH}<span slot="start">${forwardIcon}</span></vscode-button
    >
  </div>`;
}
