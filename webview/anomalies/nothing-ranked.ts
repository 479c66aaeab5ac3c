import { html } from 'lit';
import { warningIcon } from '../components/controls/icons';
import type { Choice } from '../../src/contracts/anomalies';

/** A ranking that could not be made, and what to do about it. */
export function renderFailure(error: string, on: { again: () => void; chooseRater: () => void }) {
  return html`<div class="empty" role="alert">
    <div class="warning">${warningIcon}</div>
    <p>${error}</p>
    <vscode-button class="again" @click=${on.again}>Try again</vscode-button>
    <vscode-button appearance="secondary" class="choose-rater" @click=${on.chooseRater}
      >Choose the column of ratings…</vscode-button
    >
  </div>`;
}

/** A folder of which no galaxy is indexed. */
export function renderUnindexed(folder: string, index: () => void) {
  return html`<div class="empty">
    <p>No galaxies of <b>${folder}</b> are indexed yet.</p>
    <vscode-button class="index" @click=${index}>Index this folder</vscode-button>
  </div>`;
}

/** Why no galaxy is listed. */
export function renderEmpty({ where, hide, seek, unratedOnly, sort }: Choice, indexing: boolean) {
  const narrowed = where !== undefined || hide.length + seek.length > 0;
  return html`<div class="empty">
    <p>
      ${
        indexing
          ? 'The first galaxies appear as soon as they have been read.'
          : narrowed
            ? 'No galaxy matches the filter and the options.'
            : unratedOnly || sort === 'next'
              ? 'Everything has been rated or skipped.'
              : 'There is nothing to rank.'
      }
    </p>
  </div>`;
}
