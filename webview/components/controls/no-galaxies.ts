import { html } from 'lit';
import type { CollectionState } from '../../../src/engine/protocol';
import { notReadTexts } from '../../../src/engine/indexing/what-was-read';
import { baseName } from '../galaxy-names';

/** A folder in which no galaxy was found: what files there are instead, and that they are not read. */
export function renderNoGalaxies(folder: string, state: Pick<CollectionState, 'read'> | undefined) {
  const texts = state?.read ? notReadTexts(state.read) : [];
  return html`<div class="empty no-galaxies">
    <p>There are no galaxies in <b title=${folder}>${baseName(folder)}</b>.</p>
    ${texts.map((text) => html`<p>${text}</p>`)}
    ${
      texts.length > 0
        ? html`<p>FITS, PNG and JPEG files are read.</p>`
        : html`<p>It holds no FITS, PNG or JPEG file that matches the setting <code>morphoscope.include</code>.</p>`
    }
  </div>`;
}
