import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeFits } from '../src/fits';
import { Random } from '../src/random';

/** A new folder under the system's temporary one; `remove` deletes it. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'morphoscope-test-'));
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** Uniform numbers from 0 to 1, the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  const random = new Random(seed);
  return () => random.uniform();
}

/** Pixels of something like a galaxy on a noisy sky. */
export function galaxyPixels(side: number, seed: number): Float32Array {
  const random = randomNumbers(seed);
  const [scale, ratio, angle] = [side * (0.05 + 0.1 * random()), 0.2 + 0.8 * random(), Math.PI * random()];
  return Float32Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [(i % side) - side / 2, Math.floor(i / side) - side / 2];
    const along = x * Math.cos(angle) + y * Math.sin(angle);
    const across = (y * Math.cos(angle) - x * Math.sin(angle)) / ratio;
    return 10 + random() + 50 * Math.exp(-Math.hypot(along, across) / scale);
  });
}

/** A FITS file of one image; `ra` gives it coordinates. */
export function galaxyFits(seed: number, side = 32, ra?: number): Uint8Array {
  const header =
    ra === undefined
      ? []
      : ([
          ['CTYPE1', 'RA---TAN'],
          ['CTYPE2', 'DEC--TAN'],
          ['CRVAL1', ra],
          ['CRVAL2', 5],
          ['CRPIX1', side / 2 + 0.5],
          ['CRPIX2', side / 2 + 0.5],
          ['CDELT1', -1e-4],
          ['CDELT2', 1e-4],
        ] as const);
  return writeFits([{ data: galaxyPixels(side, seed), shape: [side, side], header }]);
}

/** Writes `count` galaxies named g000.fits and so on. */
export function writeGalaxies(folder: string, count: number, side = 32): void {
  fs.mkdirSync(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    fs.writeFileSync(path.join(folder, `g${String(i).padStart(3, '0')}.fits`), galaxyFits(i + 1, side, 10 + i));
  }
}
