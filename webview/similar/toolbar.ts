import { html, nothing, type TemplateResult } from 'lit';
import { COLORMAPS, CUTS_CHOICES, STRETCH_CHOICES } from '../../src/imaging';
import { codeIcon, collectionIcon, copyIcon, looksIcon, saveIcon } from '../components/controls/icons';
import { type Appearance, TILE_SIZES } from '../../src/contracts/common';

export interface ToolbarActions {
  readonly change: (part: Partial<Appearance>) => void;
  readonly save: () => void;
  readonly copy: () => void;
  readonly copyPython: () => void;
  readonly export: () => void;
}

/** Where there is little room, how the pictures look is behind a button. */
export interface ToolbarFold {
  readonly folds: boolean;
  readonly open: boolean;
  readonly toggle: () => void;
}

/** How the pictures look, and what can be done with the selected galaxies, or with all where none is selected. */
export function renderToolbar(
  appearance: Appearance,
  { selected, listed }: { readonly selected: number; readonly listed: number },
  actions: ToolbarActions,
  fold: ToolbarFold,
) {
  const { stretch, cuts, colormap, tileSize } = appearance;
  const choices = (label: string, name: 'stretch' | 'cuts' | 'colormap', options: readonly string[], value: string) =>
    html`<label class="choice"
      ><span>${label}</span>
      <vscode-dropdown
        class=${name}
        aria-label=${label}
        .value=${value}
        @change=${(event: Event) => actions.change({ [name]: (event.target as HTMLSelectElement).value })}
      >
        ${options.map(
          (option) => html`<vscode-option value=${option} ?selected=${option === value}>${option}</vscode-option>`,
        )}
      </vscode-dropdown>
    </label>`;
  const button = (name: string, icon: TemplateResult, label: string, title: string, action: () => void) =>
    html`<vscode-button
      appearance="icon"
      class=${name}
      aria-label=${label}
      title=${title}
      ?disabled=${listed === 0}
      @click=${action}
      >${icon}</vscode-button
    >`;
  const these = selected ? 'selected' : 'listed';
  const looks = html`${choices('Stretch', 'stretch', STRETCH_CHOICES, stretch)}
    ${choices('Cuts', 'cuts', CUTS_CHOICES, cuts)} ${choices('Colours', 'colormap', COLORMAPS, colormap)}
    <label class="choice"
      ><span>Size</span>
      <input
        type="range"
        aria-label="Size of the pictures"
        min=${TILE_SIZES.min}
        max=${TILE_SIZES.max}
        step=${TILE_SIZES.step}
        .value=${String(tileSize)}
        @input=${(event: Event) => actions.change({ tileSize: Number((event.target as HTMLInputElement).value) })}
      />
    </label>`;
  return html`<div class="toolbar" role="toolbar" aria-label="How the pictures look, and what to do with them">
    ${
      fold.folds
        ? html`<vscode-button
            appearance="icon"
            class="looks"
            aria-label="How the pictures look"
            title="Stretch, cuts, colours and size"
            aria-expanded=${fold.open}
            @click=${fold.toggle}
            >${looksIcon}</vscode-button
          >`
        : nothing
    }
    ${fold.folds && !fold.open ? nothing : looks}
    <span class="spring"></span>
    ${button(
      'save',
      collectionIcon,
      `Save the ${selected ? 'selected galaxies' : 'galaxies'} in a collection`,
      `Save ${selected ? `${selected} selected` : 'all'} in a collection…`,
      actions.save,
    )}
    ${button(
      'copy',
      copyIcon,
      `Copy the paths of ${selected ? 'the selected' : 'all'} galaxies`,
      `Copy ${selected ? `${selected} selected paths` : 'all paths'}`,
      actions.copy,
    )}
    ${button(
      'python',
      codeIcon,
      `Copy Python code that loads the ${these} galaxies`,
      `Copy as Python${selected ? ` (${selected} selected)` : ''}`,
      actions.copyPython,
    )}
    ${button(
      'export',
      saveIcon,
      'Export the list',
      'Export the list as CSV, Parquet, VOTable or DS9 regions…',
      actions.export,
    )}
  </div>`;
}
