import { html, nothing, type TemplateResult } from 'lit';
import { COLORMAPS } from '../../../src/imaging';
import { saveIcon } from '../../components/controls/icons';
import { CUTS, type Looks, STRETCHES } from '../../../src/contracts/viewer';
import {
  blinkIcon,
  boxIcon,
  circleIcon,
  closeIcon,
  compareIcon,
  fitIcon,
  lineIcon,
  lockIcon,
  northIcon,
  panelIcon,
  panIcon,
} from '../icons';
import type { ComparisonMode } from './comparison';
import type { Tool } from './image-view';
import type { StatusActions } from './status-line';

export interface ToolbarState {
  readonly tool: Tool;
  readonly looks: Looks;
  readonly locked: boolean;
  /** Name of the image that is compared with. */
  readonly compared?: string;
  readonly comparison: ComparisonMode;
  readonly hasSky: boolean;
  /** Colour pictures have a stretch of their own. */
  readonly colour: boolean;
  /** There is no room for the choices of stretch, cuts and colours. */
  readonly folds: boolean;
}

export interface ToolbarActions extends StatusActions {
  tool(tool: Tool): void;
  fit(): void;
  actualSize(): void;
  lock(): void;
  compare(): void;
  endComparison(): void;
  comparison(mode: ComparisonMode): void;
  save(): void;
}

const TOOLS: readonly [Tool, string, TemplateResult<2>][] = [
  ['pan', 'Move the image (V)', panIcon],
  ['line', 'Profile along a line (L)', lineIcon],
  ['circle', 'Statistics and radial profile of a circle (C)', circleIcon],
  ['box', 'Statistics of a box (B)', boxIcon],
];

export function renderToolbar(state: ToolbarState, actions: ToolbarActions) {
  const { looks } = state;
  return html`<div class="toolbar" role="toolbar" aria-label="Image">
    ${state.folds ? nothing : renderChoices(state, actions)}
    <span class="spring"></span>
    <div class="group" role="radiogroup" aria-label="Tool">
      ${TOOLS.map(
        ([tool, title, icon]) =>
          html`<button
            class="icon tool-${tool}"
            role="radio"
            aria-checked=${state.tool === tool}
            title=${title}
            aria-label=${title}
            @click=${() => actions.tool(tool)}
          >
            ${icon}
          </button>`,
      )}
    </div>
    <div class="group">
      ${button('fit', 'Fit (0)', fitIcon, () => actions.fit())}
      <button class="icon text actual" title="Pixel for pixel (1)" @click=${() => actions.actualSize()}>1:1</button>
      ${toggle('north', 'North up (N)', northIcon, looks.northUp, () => actions.looks({ northUp: !looks.northUp }), !state.hasSky)}
    </div>
    <div class="group">
      ${toggle('lock', 'Lock to the other locked viewers, at the same place on the sky', lockIcon, state.locked, () => actions.lock())}
      ${state.compared === undefined ? button('compare', 'Compare with another file…', compareIcon, () => actions.compare()) : renderComparison(state, actions)}
    </div>
    <div class="group">
      ${button('save', 'Save the view as PNG…', saveIcon, () => actions.save())}
      ${toggle('panel', 'Display and measures (P)', panelIcon, looks.panel, () => actions.looks({ panel: !looks.panel }))}
    </div>
  </div>`;
}

/** Stretch, cuts and colours: in the toolbar, or, where that would leave no room for the image, in the panel. */
export function renderChoices(state: ToolbarState, actions: ToolbarActions) {
  return html`${choice('Stretch', 'stretch', STRETCHES, state, actions)} ${choice('Cuts', 'cuts', CUTS, state, actions)}
  ${choice('Colours', 'colormap', COLORMAPS, state, actions)}`;
}

function renderComparison({ compared, comparison }: ToolbarState, actions: ToolbarActions) {
  return html`
    ${toggle('side', `Side by side with ${compared}`, compareIcon, comparison === 'side', () => actions.comparison('side'))}
    ${toggle('blink', `Blink with ${compared} (K steps)`, blinkIcon, comparison === 'blink', () => actions.comparison('blink'))}
    ${button('end', 'End the comparison', closeIcon, () => actions.endComparison())}
  `;
}

function button(name: string, title: string, icon: TemplateResult<2>, onClick: () => void) {
  return html`<button class="icon ${name}" title=${title} aria-label=${title} @click=${onClick}>${icon}</button>`;
}

function toggle(
  name: string,
  title: string,
  icon: TemplateResult<2>,
  on: boolean,
  onClick: () => void,
  disabled = false,
) {
  return html`<button
    class="icon ${name}"
    title=${title}
    aria-label=${title}
    aria-pressed=${on}
    ?disabled=${disabled}
    @click=${onClick}
  >
    ${icon}
  </button>`;
}

function choice(
  label: string,
  name: 'stretch' | 'cuts' | 'colormap',
  options: readonly string[],
  { looks, colour }: ToolbarState,
  actions: ToolbarActions,
) {
  return html`<label class="choice"
    ><span>${label}</span>
    <select
      class=${name}
      aria-label=${label}
      .value=${looks[name]}
      ?disabled=${colour}
      title=${colour ? 'A colour picture has its own, in the panel' : nothing}
      @change=${(event: Event) => actions.looks({ [name]: (event.target as HTMLSelectElement).value })}
    >
      ${options.map((option) => html`<option value=${option} ?selected=${option === looks[name]}>${option}</option>`)}
    </select>
  </label>`;
}
