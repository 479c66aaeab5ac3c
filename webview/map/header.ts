import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { codeIcon, lassoIcon, minusIcon, plusIcon, wholeIcon } from '../components/controls/icons';
import { baseName } from '../components/galaxy-names';
import type { ColourChoice, MapPoints } from '../../src/contracts/map';
import type { Tool } from './plane/gestures';

/** No value: all points have one colour. */
export const NOTHING = 'nothing';
const ZOOM_STEP = 1.5;

/** What the map's header shows, and what its tools do. */
export interface Header {
  readonly folder: string;
  readonly points?: MapPoints;
  readonly choices: readonly ColourChoice[];
  readonly colourBy: string;
  readonly tool: Tool;
  readonly choose: (colourBy: string) => void;
  readonly use: (tool: Tool) => void;
  readonly zoomBy: (factor: number) => void;
  readonly showAll: () => void;
  /** How many points are selected. */
  readonly selected: number;
  readonly copyPython: () => void;
}

export function renderHeader(header: Header) {
  const { folder, points } = header;
  const count = (points?.positions.length ?? 0) / 2;
  const [how, about] =
    points?.method === 'umap'
      ? ['UMAP', 'Neighbouring points are similar galaxies; distances between groups, and directions, mean little.']
      : ['principal components', 'The two directions of largest variance of the embeddings.'];
  return html`<header>
    <div class="about">
      <h1 title=${folder}>${baseName(folder)}</h1>
      <div class="counted" title=${count ? about : ''}>
        ${count ? `${count.toLocaleString('en')} galaxies · ${how}` : 'No points yet'}
      </div>
    </div>
    ${count > 0 ? renderTools(header) : nothing}
  </header>`;
}

function renderTools({ choices, colourBy, tool, choose, use, zoomBy, showAll, selected, copyPython }: Header) {
  const all = [{ id: NOTHING, label: NOTHING }, ...choices];
  // A new element for other choices: the toolkit's loses its value with its options.
  const dropdown = keyed(
    JSON.stringify(all),
    html`<vscode-dropdown
      class="colour-by"
      aria-label="Colour by"
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
    >
      ${all.map(
        ({ id, label }) => html`<vscode-option value=${id} ?selected=${id === colourBy}>${label}</vscode-option>`,
      )}
    </vscode-dropdown>`,
  );
  return html`<label class="choice"
      ><span>Colour by</span>
      ${dropdown}
    </label>
    <div class="tools" role="toolbar" aria-label="The view, and selecting">
      <vscode-button
        appearance="icon"
        class="lasso"
        aria-pressed=${tool === 'lasso'}
        aria-label="Draw a line around galaxies to select them"
        title="Select with a line (or Shift and drag; with Ctrl, add to the selection)"
        @click=${() => use(tool === 'lasso' ? 'pan' : 'lasso')}
        >${lassoIcon}</vscode-button
      >
      <vscode-button appearance="icon" aria-label="Zoom out" title="Zoom out (-)" @click=${() => zoomBy(1 / ZOOM_STEP)}
        >${minusIcon}</vscode-button
      >
      <vscode-button appearance="icon" aria-label="Zoom in" title="Zoom in (+)" @click=${() => zoomBy(ZOOM_STEP)}
        >${plusIcon}</vscode-button
      >
      <vscode-button
        appearance="icon"
        class="whole"
        aria-label="Show the whole map"
        title="Show the whole map (0)"
        @click=${showAll}
        >${wholeIcon}</vscode-button
      >
      <vscode-button
        appearance="icon"
        class="python"
        aria-label="Copy Python code that loads ${selected > 0 ? 'the selected' : 'all'} galaxies"
        title="Copy as Python${selected > 0 ? ` (${selected.toLocaleString('en')} selected)` : ''}"
        @click=${copyPython}
        >${codeIcon}</vscode-button
      >
    </div>`;
}
