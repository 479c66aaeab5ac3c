import { html, type TemplateResult } from 'lit';
import { warningIcon } from '../components/controls/icons';
import type { TagPage } from '../../src/contracts/tags';

/** What a button of an empty page does. */
export type Help = 'choose labels' | 'new labels';

/** What stands in the place of the tags where there are none, and what to do about it; undefined where there are some. */
export function renderEmpty(page: TagPage, help: (what: Help) => void): TemplateResult | undefined {
  const choose = html`<vscode-button class="choose" @click=${() => help('choose labels')}
    >Choose a label file…</vscode-button
  >`;
  if (page.file === undefined) {
    return html`<div class="empty">
      <p>No label file is chosen. Tags and classes are kept in a table of your own, which other programs read too.</p>
      <div class="buttons">
        ${choose}
        <vscode-button appearance="secondary" class="new" @click=${() => help('new labels')}
          >New label file…</vscode-button
        >
      </div>
    </div>`;
  }
  if (page.error !== undefined) {
    return html`<div class="empty" role="alert">
      <div class="warning">${warningIcon}</div>
      <p>${page.error}</p>
      ${choose}
    </div>`;
  }
  if (page.labels.length > 0) return undefined;
  const how = html`<p>
    Right-click a galaxy in the explorer and choose <b>Find Similar Galaxies</b>. In the grid, <b>T</b> gives the
    selected galaxies a tag: <code>ring</code>, or <code>class=ring</code> for a class.
  </p>`;
  return page.column
    ? html`<div class="empty">
        <p>No galaxy has a ${page.column.kind === 'tags' ? 'tag' : 'class'} in <b>${page.file}</b> yet.</p>
        ${how}
      </div>`
    : html`<div class="empty">
        <p><b>${page.file}</b> has no column of tags or classes.</p>
        ${page.editable ? how : choose}
      </div>`;
}
