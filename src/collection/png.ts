import type { Picture } from '../imaging';
import { COLOUR_ALPHA, GREY_ALPHA, PALETTE, type PngPass, type PngParts } from './png-parts';

/**
 * The bands of a PNG, one or three of 0 to 255, rows from the top down. What is wholly transparent is undefined (NaN): its
 * colour is one that nobody was meant to see. What lets something through keeps its colour.
 * @throws Error with the reason where a filter or a colour is none
 */
export function pngPicture(png: PngParts): Picture {
  const { width, height } = png;
  const colours = png.colorType === PALETTE || png.channels >= 3 ? 3 : 1;
  const bands = Array.from({ length: colours }, () => new Float32Array(width * height));
  for (const pass of png.passes) drawPass(png, pass, bands);
  return { width, height, bands };
}

function drawPass(png: PngParts, pass: PngPass, bands: readonly Float32Array[]): void {
  const { depth, channels, colorType, palette } = png;
  const rowBytes = Math.ceil((pass.width * depth * channels) / 8);
  // Filters look back by a whole pixel, at least a byte.
  const back = Math.max(1, (depth * channels) >> 3);
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let row = 0, at = 0; row < pass.height; row++) {
    const filter = pass.data[at++];
    const line = pass.data.subarray(at, (at += rowBytes));
    unfilter(filter, line, above, back);
    above = line;
    const start = (pass.y + row * pass.stepY) * png.width + pass.x;
    if (colorType === PALETTE) lookUp(line, pass, depth, palette, bands, start);
    else if (depth < 8) unpack(line, pass, depth, bands[0], start);
    else copy(line, pass, depth, channels, bands, start);
    hide(line, png, pass, bands, start);
  }
}

/** Makes the wholly transparent pixels of a row undefined (sections 6.1 and 11.3.1.1). */
function hide(line: Uint8Array, png: PngParts, { width, stepX }: PngPass, bands: Bands, start: number): void {
  const isHidden = hiddenIn(line, png);
  if (!isHidden) return;
  for (let i = 0, to = start; i < width; i++, to += stepX) {
    if (isHidden(i)) for (const band of bands) band[to] = NaN;
  }
}

/** Which pixels of a row are; undefined where none can be. */
function hiddenIn(line: Uint8Array, png: PngParts): ((pixel: number) => boolean) | undefined {
  const { depth, channels, colorType, transparent } = png;
  const sample = (at: number) =>
    depth === 16 ? (line[2 * at] << 8) | line[2 * at + 1] : depth === 8 ? line[at] : bitsOf(line, at, depth);
  if (colorType === GREY_ALPHA || colorType === COLOUR_ALPHA)
    return (pixel) => sample((pixel + 1) * channels - 1) === 0;
  if (!transparent) return undefined;
  if (colorType === PALETTE) return (pixel) => transparent[sample(pixel)] === 0;
  if (transparent.length < 2 * channels) throw new Error('its transparent colour is cut short');
  const colour = Array.from({ length: channels }, (_, c) => (transparent[2 * c] << 8) | transparent[2 * c + 1]);
  return (pixel) => colour.every((value, c) => sample(pixel * channels + c) === value);
}

/** Undoes a row's filter in place (section 9.2). */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, back: number): void {
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let i = back; i < line.length; i++) line[i] += line[i - back];
      return;
    case 2:
      for (let i = 0; i < line.length; i++) line[i] += above[i];
      return;
    case 3:
      for (let i = 0; i < line.length; i++) line[i] += ((i < back ? 0 : line[i - back]) + above[i]) >> 1;
      return;
    case 4:
      for (let i = 0; i < Math.min(back, line.length); i++) line[i] += above[i];
      for (let i = back; i < line.length; i++) line[i] += paeth(line[i - back], above[i], above[i - back]);
      return;
    default:
      throw new Error(`${filter} is not a filter`);
  }
}

function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
}

type Bands = readonly Float32Array[];

/** Grey (1 channel, or 2 with alpha) or red, green, blue (3, or 4 with alpha) of 8 or 16 bits. */
function copy(
  line: Uint8Array,
  { width, stepX }: PngPass,
  depth: number,
  channels: number,
  bands: Bands,
  start: number,
) {
  bands.forEach((band, c) => {
    for (let i = 0, to = start; i < width; i++, to += stepX) {
      const at = i * channels + c;
      // 16 bits to the scale of 8: 65535 / 257 = 255.
      band[to] = depth === 8 ? line[at] : ((line[2 * at] << 8) | line[2 * at + 1]) / 257;
    }
  });
}

/** Grey of less than a byte, brought to 0 to 255. */
function unpack(line: Uint8Array, { width, stepX }: PngPass, depth: number, band: Float32Array, start: number): void {
  const largest = (1 << depth) - 1;
  for (let i = 0, to = start; i < width; i++, to += stepX) band[to] = (bitsOf(line, i, depth) * 255) / largest;
}

function lookUp(
  line: Uint8Array,
  { width, stepX }: PngPass,
  depth: number,
  palette: Uint8Array | undefined,
  bands: Bands,
  start: number,
): void {
  if (!palette) throw new Error('it has no palette');
  for (let i = 0, to = start; i < width; i++, to += stepX) {
    const entry = 3 * bitsOf(line, i, depth);
    if (entry + 3 > palette.length) throw new Error(`its palette has no colour ${entry / 3}`);
    for (let c = 0; c < 3; c++) bands[c][to] = palette[entry + c];
  }
}

function bitsOf(line: Uint8Array, pixel: number, depth: number): number {
  const bit = pixel * depth;
  return (line[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}
