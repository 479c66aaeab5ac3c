import { html } from 'lit';
import type { IndexProgress } from '../../../src/engine/protocol';
import { duration } from './duration';

/** How far the indexing of a folder is, with its rate and the time left, what comes `then`, and a way to end it. */
export function renderIndexing(
  { done, total, walking, rate, secondsLeft }: IndexProgress,
  cancel: () => void,
  then?: string,
) {
  const text = [
    `Indexing ${done.toLocaleString('en')} of ${total.toLocaleString('en')}${walking ? '+' : ''} files`,
    ...(rate === undefined ? [] : [`${Math.round(rate).toLocaleString('en')} a second`]),
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
    ...(then === undefined ? [] : [then]),
  ].join(' · ');
  return html`<div class="progress">
    <progress
      aria-label="Indexing"
      max=${Math.max(total, 1)}
      .value=${walking ? 0 : done}
      class=${walking ? 'walking' : ''}
    ></progress>
    <span class="text">${text}</span>
    <vscode-button appearance="secondary" class="cancel" @click=${cancel}>Cancel</vscode-button>
  </div>`;
}
