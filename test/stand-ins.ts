import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { encode as encodePng } from 'fast-png';
import { encode as encodeJpeg } from 'jpeg-js';
import { openFits, readPlane, writeFits } from '../src/fits';
import { autoDisplay, type Picture, render } from '../src/imaging';
import { generateSampleSky } from '../src/sample-sky';

/**
 * Simulated galaxies in the place of the real sets of ../shared/data, where that is not there: drawn from a fixed seed, in the formats and
 * with the label files of the real ones. What is measured on real galaxies is not measured on these.
 */
interface Kind {
  readonly count: number;
  readonly side: number;
  readonly extension: 'fits' | 'jpg' | 'png';
  /** Columns of labels.csv beside the file, and their values of a galaxy by its class and number. */
  readonly columns: readonly string[];
  readonly label: (name: string, i: number) => readonly string[];
}

const KINDS: Readonly<Record<string, Kind>> = {
  gz1: { count: 60, side: 120, extension: 'jpg', columns: ['class'], label: (name) => [name] },
  gz2: {
    count: 60,
    side: 128,
    extension: 'jpg',
    columns: ['class', 'odd'],
    label: (name, i) => [name, i % 9 ? '' : '1'],
  },
  rings: { count: 60, side: 180, extension: 'jpg', columns: ['ring'], label: (name) => [name === 'ring' ? '1' : '0'] },
  euclid: { count: 60, side: 79, extension: 'png', columns: ['class'], label: (name) => [name] },
  mirabest: { count: 80, side: 150, extension: 'fits', columns: ['fr_class'], label: (name) => [name] },
};

/** Side of the largest cutouts of the sample sky, pixels. */
const LARGEST = 128;

/** The folder of a set's stand-in, made where it is not there yet. */
export function standIn(set: string): string {
  const folder = path.join(os.tmpdir(), 'morphoscope-stand-ins-2', set);
  if (fs.existsSync(folder)) return folder;
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const made = fs.mkdtempSync(path.join(path.dirname(folder), `.${set}-`));
  draw(made, KINDS[set]);
  try {
    fs.renameSync(made, folder);
  } catch (error) {
    // Another process was faster.
    fs.rmSync(made, { recursive: true });
    if (!fs.existsSync(folder)) throw error;
  }
  return folder;
}

function draw(folder: string, { count, side, extension, columns, label }: Kind): void {
  const rows = [['file', ...columns].join(',')];
  // Compressed files and those of several images are left out.
  const drawn = Math.min(side, LARGEST);
  for (const { name, bytes, labels } of generateSampleSky({ count: 3 * count, size: drawn, seed: side })) {
    if (rows.length > count) break;
    const hdus = name.endsWith('.fits') ? openFits(bytes, name) : [];
    if (hdus.length !== 1 || hdus[0].image?.axes.length !== 2) continue;
    const values = widened(Float32Array.from(readPlane(hdus[0])), drawn, side);
    const file = `${name.slice(0, -'.fits'.length)}.${extension}`;
    fs.writeFileSync(path.join(folder, file), encoded({ width: side, height: side, bands: [values] }, extension));
    rows.push([file, ...label(labels.class ?? '', rows.length)].join(','));
  }
  fs.writeFileSync(path.join(folder, 'labels.csv'), `${rows.join('\n')}\n`);
}

/** A square picture with a margin around it, which mirrors its edges. */
function widened(values: Float32Array, from: number, to: number): Float32Array {
  const margin = Math.floor((to - from) / 2);
  const inside = (i: number) => {
    const at = i - margin;
    return at < 0 ? -at - 1 : at >= from ? 2 * from - at - 1 : at;
  };
  return Float32Array.from({ length: to * to }, (_, i) => values[inside(Math.floor(i / to)) * from + inside(i % to)]);
}

function encoded(picture: Picture, extension: Kind['extension']): Uint8Array {
  const { width, height, bands } = picture;
  if (extension === 'fits') return writeFits([{ data: bands[0], shape: [height, width] }]);
  const { rgba } = render(picture, autoDisplay(picture, 'fits'));
  if (extension === 'jpg') return encodeJpeg({ width, height, data: rgba }, 95).data;
  const grey = Uint8Array.from({ length: width * height }, (_, i) => rgba[4 * i]);
  return encodePng({ width, height, data: grey, channels: 1, depth: 8 });
}
