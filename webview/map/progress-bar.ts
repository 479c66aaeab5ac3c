import { html, nothing } from 'lit';
import { renderIndexing } from '../components/controls/indexing-bar';
import type { FolderStatus } from '../../src/contracts/common';
import type { MapLoader } from './map-loader';
import { progressText } from './progress-text';

/** What is under way: indexing, the layout, or neither, and then why the layout is not there. */
export function renderProgress(map: MapLoader, status: FolderStatus, cancelIndexing: () => void) {
  const indexing = status.progress;
  if (indexing) return renderIndexing(indexing, cancelIndexing, 'the map follows');
  const { loading, progress, points } = map;
  if (loading === 'laid out' || (loading && progress)) {
    const text = progress ? progressText(progress) : 'Laying out…';
    return renderLayout(text, progress?.done ?? 0, progress?.total ?? 1, () => map.stop());
  }
  if (!points || loading) return nothing;
  if (map.error !== undefined) return renderStopped(`The layout has failed: ${map.error}`, 'Try again', map);
  if (!map.stopped || points.method === 'umap') return nothing;
  return renderStopped('The layout was stopped; these are the principal components.', 'Lay out', map);
}

function renderLayout(text: string, done: number, total: number, cancel: () => void) {
  return html`<div class="progress">
    <progress aria-label="Laying out" max=${Math.max(total, 1)} .value=${done}></progress>
    <span class="text">${text}</span>
    <vscode-button appearance="secondary" class="cancel" @click=${cancel}>Cancel</vscode-button>
  </div>`;
}

function renderStopped(text: string, button: string, map: MapLoader) {
  return html`<div class="progress stopped" role="status">
    <span class="text">${text}</span>
    <vscode-button appearance="secondary" class="resume" @click=${() => map.resume()}>${button}</vscode-button>
  </div>`;
}
