import { svg, type SVGTemplateResult } from 'lit';

const icon = (path: SVGTemplateResult) =>
  svg`<svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`;

export const backIcon = icon(svg`<path d="M10 3 5 8l5 5" />`);
export const forwardIcon = icon(svg`<path d="m6 3 5 5-5 5" />`);
export const copyIcon = icon(svg`<path d="M5.5 5.5h7v8h-7z M3.5 10.5v-8h7" />`);
export const saveIcon = icon(svg`<path d="M8 2.5v7 M5 7l3 3 3-3 M3 13h10" />`);
/** Two galaxies, one of them found. */
export const similarIcon = icon(
  svg`<circle cx="6.5" cy="6.5" r="4" /><path d="m9.5 9.5 4 4" /><path d="M4.8 6.5h3.4 M6.5 4.8v3.4" />`,
);
export const plusIcon = icon(svg`<path d="M8 3.5v9 M3.5 8h9" />`);
export const minusIcon = icon(svg`<path d="M3.5 8h9" />`);
export const closeIcon = icon(svg`<path d="m4.5 4.5 7 7 M11.5 4.5l-7 7" />`);
export const warningIcon = icon(svg`<path d="M8 2.5 14 13H2Z M8 6.5v3 M8 11.2v.1" />`);
