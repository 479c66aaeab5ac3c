import { svg, type SVGTemplateResult } from 'lit';

const icon = (path: SVGTemplateResult) =>
  svg`<svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`;

export const panIcon = icon(
  svg`<path d="M8 2v12M2 8h12M6.3 3.7 8 2l1.7 1.7M6.3 12.3 8 14l1.7-1.7M3.7 6.3 2 8l1.7 1.7M12.3 6.3 14 8l-1.7 1.7" />`,
);
export const lineIcon = icon(
  svg`<circle cx="3.2" cy="12.8" r="1.4" /><circle cx="12.8" cy="3.2" r="1.4" /><path d="m4.2 11.8 7.6-7.6" />`,
);
export const circleIcon = icon(svg`<circle cx="8" cy="8" r="5.5" /><path d="M8 8v.01" />`);
export const boxIcon = icon(svg`<path d="M2.5 4h11v8h-11z" stroke-dasharray="2.4 1.8" />`);
export const fitIcon = icon(svg`<path d="M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />`);
export const northIcon = icon(svg`<path d="M8 1.8 11.2 13 8 10.8 4.8 13Z" />`);
export const lockIcon = icon(svg`<path d="M3.5 7.5h9v6h-9z M5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2" />`);
export const compareIcon = icon(svg`<path d="M2 3.5h5.2v9H2z M8.8 3.5H14v9H8.8z" />`);
export const blinkIcon = icon(
  svg`<path d="M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4Z" /><circle cx="8" cy="8" r="1.8" />`,
);
export const panelIcon = icon(svg`<path d="M2 3h12v10H2z M10 3v10" />`);
export const playIcon = icon(svg`<path d="M5 3.2v9.6L13 8Z" />`);
export const pauseIcon = icon(svg`<path d="M5.5 3.5v9M10.5 3.5v9" />`);
export const closeIcon = icon(svg`<path d="m4 4 8 8M12 4l-8 8" />`);
export const linkIcon = icon(svg`<path d="M6.5 3.5h-3v9h9v-3M9 2.5h4.5V7M13.5 2.5 7.5 8.5" />`);
