// Draws many cutouts as one picture, each with a line of text, as the extension draws its thumbnails. It imports
// TypeScript, so it runs under tsx.
import fs from 'node:fs';
import zlib from 'node:zlib';
import sharp from 'sharp';
import { holdsImage, openFits } from '../../src/fits/index.ts';
import { autoDisplay, pictureFromFits, render } from '../../src/imaging/index.ts';

const CELL = 144;
const TEXT = 30;

/**
 * @param {{ file: string, title: string, note: string }[]} cutouts the first is drawn as the one that was asked for
 * @param {string} output the path of the PNG
 */
export async function contactSheet(cutouts, output, columns = 7) {
  const rows = Math.ceil(cutouts.length / columns);
  const width = columns * CELL;
  const height = rows * (CELL + TEXT);
  const place = (index) => ({ left: (index % columns) * CELL, top: Math.floor(index / columns) * (CELL + TEXT) });
  const pictures = await Promise.all(
    cutouts.map(async ({ file }, index) => ({ input: await picture(file), ...offset(place(index), 2) })),
  );
  const text = cutouts.map(({ title, note }, index) => {
    const { left, top } = place(index);
    const line = (y, colour, words) => `<text x="${left + 4}" y="${top + CELL + y}" fill="${colour}">${words}</text>`;
    return line(11, '#eee', title) + line(24, '#9ab', note);
  });
  const frame = `<rect x="1" y="1" width="${CELL - 2}" height="${CELL - 2}" fill="none" stroke="#fc6" stroke-width="3"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="11">${frame}${text.join('')}</svg>`;
  await sharp({ create: { width, height, channels: 3, background: '#14161c' } })
    .composite([...pictures, { input: Buffer.from(svg), left: 0, top: 0 }])
    .png()
    .toFile(output);
}

/** The first image of a FITS file, as a PNG that fits in a cell. */
async function picture(file) {
  const hdus = openFits(fs.readFileSync(file), file, { gunzip: (bytes) => zlib.gunzipSync(bytes) });
  const image = pictureFromFits(hdus.find(holdsImage));
  const { width, height, rgba } = render(image, autoDisplay(image, 'fits'));
  return sharp(rgba, { raw: { width, height, channels: 4 } })
    .resize(CELL - 4, CELL - 4, { fit: 'contain' })
    .png()
    .toBuffer();
}

const offset = ({ left, top }, by) => ({ left: left + by, top: top + by });
