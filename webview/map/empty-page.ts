import { html } from 'lit';
import { warningIcon } from '../components/controls/icons';
import { renderNoGalaxies } from '../components/controls/no-galaxies';
import { baseName } from '../components/galaxy-names';
import type { FolderStatus } from '../../src/contracts/common';
import type { MapLoader } from './map-loader';

/** What stands in the place of the map while it has no points, and what to do about it. */
export function renderEmpty(map: MapLoader, { folder, state, progress }: FolderStatus, index: () => void) {
  const name = html`<b>${baseName(folder)}</b>`;
  if (map.error !== undefined) return renderFailure(map.error, () => map.resume());
  if (map.loading || progress || state?.indexing || (state?.cutouts ?? 0) > 0) {
    const text = map.loading
      ? html`Reading the index of ${name}…`
      : html`The first points appear as soon as galaxies have been read.`;
    return html`<div class="empty">
      <vscode-progress-ring></vscode-progress-ring>
      <p>${text}</p>
    </div>`;
  }
  return state?.complete
    ? renderNoGalaxies(folder, state)
    : html`<div class="empty">
        <p>No galaxies of ${name} are indexed yet. Each becomes a point of the map once its file has been read.</p>
        <vscode-button class="index" @click=${index}>Index this folder</vscode-button>
      </div>`;
}

/** What went wrong, and a button to try again. */
export function renderFailure(message: string, again: () => void) {
  return html`<div class="empty" role="alert">
    <div class="warning">${warningIcon}</div>
    <p>${message}</p>
    <vscode-button @click=${again}>Try again</vscode-button>
  </div>`;
}
