import assert from 'node:assert/strict';
import type { Sharp } from 'sharp';
import {
  CutoutError,
  flagsOfPixels,
  measuresOf,
  pixelDigest,
  readCutouts,
  type ReadCutouts,
} from '../../../src/collection';
import { thumbnail } from '../../../src/imaging';
import type { Format, Held, Mutant, Step } from '../format';
import { refusing } from '../refusals';

const THUMBNAIL = 64;
/** Larger frames would be measured for seconds, which has nothing to do with how they are read. */
const MEASURED = 200 * 200;

/**
 * Reads a photograph as indexing does: its cutout, what may be wrong with its pixels, its measures, a thumbnail.
 * @param file what it is called: the extension tells the format
 * @param known a picture that nobody has damaged, which must read as ever after each that somebody has
 */
export function photographReader(file: string, known: Sharp): Format['read'] {
  const asEver = new AsEver(file, known);
  return async ({ bytes }: Mutant, step: Step) => {
    await asEver.learn();
    let read: ReadCutouts | undefined;
    await step('read', async (): Promise<Held> => {
      read = await refusing(() => readCutouts(bytes, file), { errors: [CutoutError], file });
      return read && pixelBytes(read);
    });
    if (read) await step('use', () => useCutouts(read!));
    await asEver.check();
  };
}

/** What a decoder holds of a frame: its values as bytes or words, and as float32. */
function pixelBytes({ cutouts }: ReadCutouts): number {
  return cutouts.reduce((sum, { picture }) => sum + 4 * picture.width * picture.height * picture.bands.length, 0);
}

function useCutouts({ cutouts, failures, remarks }: ReadCutouts): Held {
  assert.deepEqual([cutouts.length, failures.length], [1, 0]);
  const [{ picture, kind, hdu }] = cutouts;
  const { width, height, bands } = picture;
  assert.deepEqual([kind, hdu], ['photo', 0]);
  assert.ok(bands.length === 1 || bands.length === 3, `${bands.length} bands`);
  for (const band of bands) {
    assert.equal(band.length, width * height);
    assert.ok(band.every((value) => Number.isNaN(value) || (value >= 0 && value <= 255)), 'a value beyond 0 to 255'); // prettier-ignore
  }
  pixelDigest(cutouts[0]);
  const small = thumbnail(picture, THUMBNAIL);
  assert.ok(small.width <= THUMBNAIL && small.height <= THUMBNAIL);
  flagsOfPixels(picture, kind);
  if (width * height <= MEASURED) measuresOf(picture);
  return pixelBytes({ cutouts, failures, remarks });
}

/** A picture whose pixels are known from the start. */
class AsEver {
  private bytes?: Uint8Array;
  private digest?: string;

  constructor(
    private readonly file: string,
    private readonly picture: Sharp,
  ) {}

  async learn(): Promise<void> {
    this.bytes ??= await this.picture.toBuffer();
    this.digest ??= await this.read();
  }

  async check(): Promise<void> {
    assert.equal(await this.read(), this.digest, 'a picture that nobody damaged reads otherwise than before');
  }

  private async read(): Promise<string> {
    const { cutouts } = await readCutouts(this.bytes!, this.file);
    return pixelDigest(cutouts[0]);
  }
}
