import sharp from 'sharp';
import { readCutouts } from '../../src/collection';
import {
  luptonRgba,
  median,
  medianAbsoluteDeviation,
  flipVertical,
  SIGMA_PER_MAD,
  type Picture,
} from '../../src/imaging';
import { generateSampleSky } from '../../src/sample-sky';
import { Random } from '../../src/random';
import type { Galaxy } from './galaxies';

const SIZE = 96;

/** Frames of noise alone: as many FITS frames of one and of three bands as photographs with 8 bits. */
export function noiseFrames(count: number, seed: number): Galaxy[] {
  return Array.from({ length: count }, (_, i): Galaxy => {
    const random = new Random(seed, i);
    const photo = i % 3 === 2;
    const bands = Array.from({ length: i % 3 === 0 ? 1 : 3 }, () =>
      Float32Array.from({ length: SIZE * SIZE }, () =>
        photo ? Math.max(0, Math.round(12 + 5 * random.gaussian())) : random.gaussian(),
      ),
    );
    return { picture: { width: SIZE, height: SIZE, bands }, kind: photo ? 'photo' : 'fits' };
  });
}

/** Blank sky: what noise frames are, smoothed as by the seeing, over a slope of the background. */
export function skyFrames(count: number, seed: number): Galaxy[] {
  return noiseFrames(count, seed).map(({ picture, kind }, i) => {
    const random = new Random(seed, i, 1);
    const [along, up] = [random.uniform(-1, 1) / SIZE, random.uniform(-1, 1) / SIZE];
    const bands = picture.bands.map((band) => {
      const level = median(band);
      return band.map((_, at) => {
        const [x, y] = [at % SIZE, Math.floor(at / SIZE)];
        let sum = 0;
        for (const [dx, dy] of [
          [0, 0],
          [1, 0],
          [0, 1],
          [1, 1],
        ]) {
          sum += band[Math.min(y + dy, SIZE - 1) * SIZE + Math.min(x + dx, SIZE - 1)] - level;
        }
        const value = level + sum / 2 + (kind === 'photo' ? 5 : 1) * (along * x + up * y);
        return kind === 'photo' ? Math.max(0, Math.round(value)) : value;
      });
    });
    return { picture: { ...picture, bands }, kind };
  });
}

/** Synthetic galaxies of three bands as their FITS files hold them, and as JPEG pictures by Lupton's asinh stretch. */
export async function fitsAndJpeg(count: number, seed: number): Promise<{ fits: Galaxy[]; jpeg: Galaxy[] }> {
  const fits: Galaxy[] = [];
  const jpeg: Galaxy[] = [];
  for (const { bytes, name } of generateSampleSky({ count: count * 6, seed })) {
    if (fits.length === count) break;
    const [galaxy] = (await readCutouts(bytes, name)).cutouts;
    if (!galaxy || galaxy.picture.bands.length !== 3) continue;
    const file = await sharp(jpegPixels(galaxy.picture), {
      raw: { width: galaxy.picture.width, height: galaxy.picture.height, channels: 4 },
    })
      .removeAlpha()
      .jpeg({ quality: 92 })
      .toBuffer();
    fits.push(galaxy);
    jpeg.push((await readCutouts(file, 'galaxy.jpg')).cutouts[0]);
  }
  return { fits, jpeg };
}

/** The stretch begins at the sky and leaves the linear some noise above it, as sky surveys draw their pictures. */
function jpegPixels(picture: Picture): Uint8ClampedArray {
  const { width, height, bands } = flipVertical(picture);
  const sky = bands.map(median);
  const out = new Uint8ClampedArray(4 * width * height);
  const stretch = 10 * SIGMA_PER_MAD * medianAbsoluteDeviation(bands[1]);
  luptonRgba(bands, { Q: 8, stretch, minimum: [sky[0], sky[1], sky[2]] }, [0, 0, 0], out);
  return out;
}
