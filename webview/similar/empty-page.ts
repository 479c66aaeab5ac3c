import { html, nothing } from 'lit';
import type { CollectionState, IndexProgress } from '../../src/engine/protocol';
import type { Query } from '../../src/contracts/similar';
import { warningIcon } from '../components/controls/icons';
import { renderIndexing } from '../components/controls/indexing-bar';
import { renderNoGalaxies } from '../components/controls/no-galaxies';

/** How the folder of the query stands. */
export interface FolderState {
  readonly folder: string;
  readonly collection?: CollectionState;
  readonly progress?: IndexProgress;
  /** Indexing was stopped before its end. */
  readonly interrupted: boolean;
}

/** Why there is no answer. */
export function renderFailure(error: string, again: () => void) {
  return html`<div class="empty" role="alert">
    <div class="warning">${warningIcon}</div>
    <p>${error}</p>
    <vscode-button @click=${again}>Try again</vscode-button>
  </div>`;
}

/** Why an answer holds no galaxy, or not yet. */
export function renderEmpty({ folder, collection, progress }: FolderState, query: Query | undefined) {
  if (progress || collection?.indexing) {
    return html`<div class="empty">
      <vscode-progress-ring></vscode-progress-ring>
      <p>The first neighbours appear as soon as other galaxies have been read.</p>
    </div>`;
  }
  if (collection?.cutouts === 0) return renderNoGalaxies(folder, collection);
  return html`<div class="empty">
    <p>
      ${
        query?.order
          ? html`No galaxy of <b>${folder}</b> that matches the filter has a value of this column.`
          : html`There are no other galaxies in <b>${folder}</b>.`
      }
    </p>
    <p>The setting <code>morphoscope.include</code> says which files count.</p>
  </div>`;
}

/** How far indexing is, or that it was not done. */
export function renderProgress(
  { collection, progress, interrupted }: FolderState,
  actions: { readonly cancel: () => void; readonly resume: () => void },
) {
  if (progress) return renderIndexing(progress, actions.cancel);
  if (!collection || collection.complete || collection.indexing) return nothing;
  const text = interrupted
    ? 'The index is not complete: indexing was stopped.'
    : 'The folder has not been checked for new or deleted files since this window was opened.';
  return html`<div class="progress stopped">
    <span class="text">${text}</span>
    <vscode-button appearance="secondary" @click=${actions.resume}>Continue indexing</vscode-button>
  </div>`;
}
