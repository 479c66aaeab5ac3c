import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { decodePhotograph } from '../../../src/collection/photograph';
import { CutoutError } from '../../../src/collection';
import { sharedData } from '../../shared-data';

const anySize = () => undefined;
const WIDTH = 21;
const HEIGHT = 13;

/** A picture of noise, so that no two pixels agree by chance. */
function noise(channels: 1 | 3 | 4): Sharp {
  const data = Uint8Array.from({ length: WIDTH * HEIGHT * channels }, (_, i) => (i * 7919 + ((i * i) % 251)) % 256);
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels } });
}

async function agrees(bytes: Buffer, bands: 1 | 3, tolerance = 0): Promise<void> {
  const picture = await decodePhotograph(bytes, 'a picture', anySize);
  const expected = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([picture.width, picture.height, picture.bands.length], [WIDTH, HEIGHT, bands]);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    for (let c = 0; c < bands; c++) {
      const value = expected.data[i * expected.info.channels + Math.min(c, expected.info.channels - 1)];
      assert.ok(Math.abs(picture.bands[c][i] - value) <= tolerance, `pixel ${i}, band ${c}`);
    }
  }
}

describe('photographs', () => {
  it('decodes real JPEGs to the very pixels of libjpeg-turbo', async function () {
    const folder = sharedData(this, 'gz2');
    const names = fs.readdirSync(folder).filter((name) => name.endsWith('.jpg'));
    for (const name of names.slice(0, 40)) {
      const bytes = fs.readFileSync(path.join(folder, name));
      const { width, height, bands } = await decodePhotograph(bytes, name, anySize);
      const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      assert.deepEqual([width, height], [info.width, info.height]);
      for (let i = 0; i < width * height; i++) {
        for (let c = 0; c < 3; c++) assert.equal(bands[c][i], data[3 * i + c]);
      }
    }
  });

  it('decodes real grey PNGs exactly', async function () {
    const folder = sharedData(this, 'euclid');
    const names = fs.readdirSync(folder).filter((name) => name.endsWith('.png'));
    for (const name of names.slice(0, 40)) {
      const bytes = fs.readFileSync(path.join(folder, name));
      const { bands } = await decodePhotograph(bytes, name, anySize);
      const data = await sharp(bytes).greyscale().raw().toBuffer();
      assert.deepEqual(Uint8Array.from(bands[0]), new Uint8Array(data));
    }
  });

  it('decodes grey, progressive and colour JPEGs', async () => {
    await agrees(await noise(3).jpeg({ quality: 95 }).toBuffer(), 3);
    await agrees(await noise(3).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(), 3);
    await agrees(await noise(1).toColourspace('b-w').jpeg().toBuffer(), 1);
  });

  it('decodes PNGs of every layout', async () => {
    await agrees(await noise(3).png().toBuffer(), 3);
    await agrees(await noise(4).png().toBuffer(), 3);
    await agrees(await noise(3).png({ progressive: true }).toBuffer(), 3);
    await agrees(await noise(3).png({ palette: true, colours: 16, dither: 0 }).toBuffer(), 3);
    await agrees(await noise(3).png({ palette: true, colours: 2, dither: 0 }).toBuffer(), 3);
    await agrees(await noise(1).toColourspace('b-w').png().toBuffer(), 1);
  });

  it('brings 16 bits to the scale of 8', async () => {
    const data = Uint16Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i * 1021) % 65536);
    const png = await sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    const { bands } = await decodePhotograph(png, 'deep.png', anySize);
    data.forEach((value, i) => assert.ok(Math.abs(bands[0][i] - value / 257) < 1e-4));
  });

  it('asks whether it may before pixels take memory', async () => {
    const jpeg = await noise(3).jpeg().toBuffer();
    const png = await noise(3).png().toBuffer();
    for (const bytes of [jpeg, png]) {
      const asked: number[][] = [];
      const refuse = (width: number, height: number) => {
        asked.push([width, height]);
        throw new CutoutError('x', null, 'too large');
      };
      await assert.rejects(decodePhotograph(bytes, 'x', refuse), /too large/);
      assert.deepEqual(asked, [[WIDTH, HEIGHT]]);
    }
  });

  it('refuses what is damaged, with a reason, and goes on', async () => {
    const jpeg = await noise(3).jpeg().toBuffer();
    const png = await noise(3).png().toBuffer();
    const bad = [
      jpeg.subarray(0, jpeg.length >> 1),
      jpeg.subarray(0, 20),
      await noise(3).toColourspace('cmyk').jpeg().toBuffer(),
      png.subarray(0, png.length >> 1),
      png.subarray(0, 20),
      Buffer.from('a text'),
      Buffer.alloc(0),
    ];
    for (const bytes of bad) {
      await assert.rejects(decodePhotograph(bytes, 'bad', anySize), CutoutError);
      await agrees(jpeg, 3);
    }
  });

  it('never answers damage with anything but its own error', async () => {
    const pictures = [await noise(3).jpeg().toBuffer(), await noise(3).png().toBuffer()];
    let state = 20260101;
    const random = (below: number) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % below;
    for (let i = 0; i < 400; i++) {
      const bytes = Buffer.from(pictures[i % 2]);
      for (let k = 0; k < 4; k++) bytes[random(bytes.length)] = random(256);
      try {
        await decodePhotograph(bytes, 'mutant', (width, height) => {
          if (width * height > 1e6) throw new CutoutError('mutant', null, 'too large');
        });
      } catch (error) {
        assert.ok(error instanceof CutoutError, String(error));
      }
    }
  });
});
