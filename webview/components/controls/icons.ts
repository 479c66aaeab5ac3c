import { svg, type SVGTemplateResult } from 'lit';

const icon = (path: SVGTemplateResult) =>
  svg`<svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`;

export const backIcon = icon(svg`<path d="M10 3 5 8l5 5" />`);
export const forwardIcon = icon(svg`<path d="m6 3 5 5-5 5" />`);
export const copyIcon = icon(svg`<path d="M5.5 5.5h7v8h-7z M3.5 10.5v-8h7" />`);
export const codeIcon = icon(svg`<path d="M5.5 4.5 2 8l3.5 3.5 M10.5 4.5 14 8l-3.5 3.5" />`);
export const saveIcon = icon(svg`<path d="M8 2.5v7 M5 7l3 3 3-3 M3 13h10" />`);
/** Two galaxies, one of them found. */
export const similarIcon = icon(
  svg`<circle cx="6.5" cy="6.5" r="4" /><path d="m9.5 9.5 4 4" /><path d="M4.8 6.5h3.4 M6.5 4.8v3.4" />`,
);
export const plusIcon = icon(svg`<path d="M8 3.5v9 M3.5 8h9" />`);
export const minusIcon = icon(svg`<path d="M3.5 8h9" />`);
export const closeIcon = icon(svg`<path d="m4.5 4.5 7 7 M11.5 4.5l-7 7" />`);
export const warningIcon = icon(svg`<path d="M8 2.5 14 13H2Z M8 6.5v3 M8 11.2v.1" />`);
export const openIcon = icon(svg`<path d="M6.5 3.5h-3v9h9v-3 M9 3.5h3.5V7 M12.5 3.5 7.5 8.5" />`);
export const labelIcon = icon(svg`<path d="M8.5 2.5h5v5l-6 6-5-5Z M11 5v.1" />`);
export const collectionIcon = icon(svg`<path d="M4 2.5h8v11L8 10.5l-4 3Z" />`);
/** Sliders: how pictures look. */
export const looksIcon = icon(
  svg`<path d="M2.5 4.5h6 M11.5 4.5h2 M2.5 11.5h2 M7.5 11.5h6" /><circle cx="10" cy="4.5" r="1.5" /><circle cx="6" cy="11.5" r="1.5" />`,
);
/** A line drawn around something. */
export const lassoIcon = icon(
  svg`<path d="M8 2.5c3.3 0 5.8 1.7 5.8 4S11.3 10.5 8 10.5 2.2 8.8 2.2 6.5 4.7 2.5 8 2.5Z" stroke-dasharray="2.6 1.8" /><path d="M4.3 9.5c-1.3 1.5-.4 3 .9 3.4 1 .3 1.3.9 1 1.6" />`,
);
export const wholeIcon = icon(svg`<path d="M2.5 6V2.5H6 M10 2.5h3.5V6 M13.5 10v3.5H10 M6 13.5H2.5V10" />`);
export const gridIcon = icon(
  svg`<path d="M2.5 2.5h4.5v4.5h-4.5Z M9 2.5h4.5v4.5h-4.5Z M2.5 9h4.5v4.5h-4.5Z M9 9h4.5v4.5h-4.5Z" />`,
);
