import { html, nothing } from 'lit';
import type { TileAction } from '../../../src/contracts/common';
import { collectionIcon, copyIcon, labelIcon, minusIcon, openIcon, plusIcon, similarIcon } from '../controls/icons';
import type { Tile, TileLabel } from './tile';

/** What a tile can have a button for. */
export type ButtonAction = Exclude<TileAction, 'reveal'>;

const BUTTONS: Record<ButtonAction, { readonly title: string; readonly label: string; readonly icon: unknown }> = {
  findSimilar: { title: 'Find similar to this (S)', label: 'Find similar to', icon: similarIcon },
  moreLikeThis: { title: 'More like this (+)', label: 'More like', icon: plusIcon },
  lessLikeThis: { title: 'Less like this (-)', label: 'Less like', icon: minusIcon },
  open: { title: 'Open (Enter)', label: 'Open', icon: openIcon },
  copyPaths: { title: 'Copy the path (Ctrl+C)', label: 'Copy the path of', icon: copyIcon },
  save: { title: 'Save in a collection (+)', label: 'Save in a collection:', icon: collectionIcon },
  label: { title: 'Label this (T)', label: 'Label', icon: labelIcon },
};

/** A label narrower than this, in CSS pixels, says nothing any more. */
const LABEL_LEAST = 30;
const LABEL_GAP = 4;
/** Letters of the end that stay where a name is too long for its tile: that is where names differ. */
const NAME_END = 10;

/** What a click on a part of a tile does. */
export interface TileClicks {
  readonly act: (action: ButtonAction, tile: Tile) => void;
  readonly findTag: (tag: string) => void;
}

/** What stands on a tile's picture and below it: score, name, details, labels, buttons. */
export function renderTileTexts(tile: Tile, size: number, actions: readonly ButtonAction[], clicks: TileClicks) {
  return html`
    ${tile.score ? html`<span class="score">${tile.score}</span>` : nothing}
    <div class="caption">
      <div class="name">
        <span class="name-start">${tile.name.slice(0, -NAME_END)}</span
        ><span class="name-end">${tile.name.slice(-NAME_END)}</span>
      </div>
      <div class="details">${tile.details.map((detail) => html`<span>${detail}</span>`)}</div>
      ${tile.labels?.length ? renderLabels(tile.labels, size, clicks) : nothing}
    </div>
    <div class="buttons">${actions.map((action) => renderButton(action, tile, clicks))}</div>
  `;
}

/** Labels that can be read on a tile of this size, the newest first where not all can; the others are counted. */
export function labelsInSight(
  labels: readonly TileLabel[],
  size: number,
): { readonly shown: readonly TileLabel[]; readonly rest: readonly TileLabel[] } {
  const room = Math.max(1, Math.floor((size + LABEL_GAP) / (LABEL_LEAST + LABEL_GAP)));
  if (labels.length <= room) return { shown: labels, rest: [] };
  const newestFirst = labels.toSorted((a, b) => Number(b.isNew ?? 0) - Number(a.isNew ?? 0));
  const count = Math.max(1, room - 1);
  return { shown: newestFirst.slice(0, count), rest: newestFirst.slice(count) };
}

function renderLabels(labels: readonly TileLabel[], size: number, clicks: TileClicks) {
  const { shown, rest } = labelsInSight(labels, size);
  return html`<div class="labels">
    ${shown.map((label) => renderLabel(label, clicks))}
    ${
      rest.length > 0
        ? html`<span class="tile-label rest" title=${rest.map(({ text }) => text).join('\n')}>+${rest.length}</span>`
        : nothing
    }
  </div>`;
}

function renderLabel({ text, tag }: TileLabel, { findTag }: TileClicks) {
  if (tag === undefined) return html`<span class="tile-label" title=${text}>${text}</span>`;
  return html`<button
    class="tile-label tag"
    tabindex="-1"
    title="${text}: find more galaxies with this tag"
    @click=${(event: Event) => {
      event.stopPropagation();
      findTag(tag);
    }}
    @dblclick=${(event: Event) => event.stopPropagation()}
  >
    ${text}
  </button>`;
}

function renderButton(action: ButtonAction, tile: Tile, { act }: TileClicks) {
  const { title, label, icon } = BUTTONS[action];
  return html`<button
    class="action ${action}"
    tabindex="-1"
    title=${title}
    aria-label="${label} ${tile.name}"
    @click=${(event: Event) => {
      event.stopPropagation();
      act(action, tile);
    }}
    @dblclick=${(event: Event) => event.stopPropagation()}
  >
    ${icon}
  </button>`;
}
