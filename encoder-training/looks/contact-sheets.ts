import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { DATA, readLabels } from '../../bench/quality/labels';
import { Random } from '../../src/random';

/**
 * Draws the real training galaxies on contact sheets, to be looked at by somebody who answers Galaxy Zoo's questions:
 *
 *     node --import tsx encoder-training/looks/contact-sheets.ts --look 1 --out FOLDER
 *
 * Each look has an order and turns of its own, so that one look tells nothing of another. `cells.csv` says what lies where.
 */
const COLUMNS = 6;
const CELLS = COLUMNS * COLUMNS;
const CELL = 176;
/** What is shown of a cutout, in pixels of it: the sky at its edge is left out. */
const SHOWN: Readonly<Record<string, number>> = { gz1: 116, euclid: 76, rings: 172 };

const { values: options } = parseArgs({
  options: {
    look: { type: 'string', default: '1' },
    set: { type: 'string', multiple: true, default: ['gz1', 'euclid'] },
    out: { type: 'string', default: 'contact-sheets' },
  },
});

interface Cell {
  readonly set: string;
  readonly file: string;
  /** Quarter turns; `mirrored` before them. */
  readonly turns: number;
  readonly mirrored: boolean;
}

/** The galaxies of a set in the order of a look. */
function cellsOf(set: string, look: number): Cell[] {
  const random = new Random(20, look, set.length);
  return random
    .shuffle(readLabels(set).map(({ file }) => file))
    .map((file) => ({ set, file, turns: random.integer(0, 3), mirrored: random.chance(0.5) }));
}

async function pictureOf({ set, file, turns, mirrored }: Cell): Promise<Buffer> {
  const source = sharp(path.join(DATA, set, file));
  const { width, height } = await source.metadata();
  const side = Math.min(SHOWN[set], width, height);
  const [left, top] = [(width - side) >> 1, (height - side) >> 1];
  const cut = await source.extract({ left, top, width: side, height: side }).toBuffer();
  return sharp(cut)
    .flop(mirrored)
    .rotate(90 * turns)
    .resize(CELL - 4, CELL - 4, { kernel: 'cubic' })
    .toColourspace('srgb')
    .png()
    .toBuffer();
}

const captionOf = (cell: number) =>
  Buffer.from(
    `<svg width="30" height="18"><rect width="30" height="18" fill="#000"/><text x="3" y="14" font-family="sans-serif" font-size="15" font-weight="bold" fill="#fe0">${cell}</text></svg>`,
  );

async function draw(cells: readonly Cell[], file: string): Promise<void> {
  const pieces = await Promise.all(
    cells.map(async (cell, i) => {
      const [left, top] = [(i % COLUMNS) * CELL, Math.floor(i / COLUMNS) * CELL];
      return [
        { input: await pictureOf(cell), left, top },
        { input: captionOf(i + 1), left, top },
      ];
    }),
  );
  const side = COLUMNS * CELL;
  await sharp({ create: { width: side, height: side, channels: 3, background: '#555' } })
    .composite(pieces.flat())
    .png({ compressionLevel: 3 })
    .toFile(file);
}

async function main(): Promise<void> {
  const look = Number(options.look);
  fs.mkdirSync(options.out, { recursive: true });
  const rows = ['sheet,cell,set,file'];
  let sheet = 0;
  for (const set of options.set) {
    const cells = cellsOf(set, look);
    for (let from = 0; from < cells.length; from += CELLS) {
      const some = cells.slice(from, from + CELLS);
      await draw(some, path.join(options.out, `${String(++sheet).padStart(3, '0')}.png`));
      rows.push(...some.map(({ file }, i) => `${sheet},${i + 1},${set},${file}`));
    }
  }
  fs.writeFileSync(path.join(options.out, 'cells.csv'), `${rows.join('\n')}\n`);
}

void main();
