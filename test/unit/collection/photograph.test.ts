import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { decodePhotograph } from '../../../src/collection/photograph';
import { crc32 } from '../../../src/collection/png-parts';
import { CutoutError } from '../../../src/collection';
import { galaxySet, sharedData } from '../../shared-data';

const anySize = () => undefined;
const WIDTH = 21;
const HEIGHT = 13;

/** A picture of noise, so that no two pixels agree by chance. */
function noise(channels: 1 | 3 | 4): Sharp {
  const data = Uint8Array.from({ length: WIDTH * HEIGHT * channels }, (_, i) => (i * 7919 + ((i * i) % 251)) % 256);
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels } });
}

async function agrees(bytes: Buffer, bands: 1 | 3, tolerance = 0): Promise<void> {
  const { data: all, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const hidden = info.channels % 2 === 0 && ((i: number) => all[(i + 1) * info.channels - 1] === 0);
  const picture = await decodePhotograph(bytes, 'a picture', anySize);
  const expected = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([picture.width, picture.height, picture.bands.length], [WIDTH, HEIGHT, bands]);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    for (let c = 0; c < bands; c++) {
      const value = expected.data[i * expected.info.channels + Math.min(c, expected.info.channels - 1)];
      if (hidden && hidden(i)) {
        assert.ok(Number.isNaN(picture.bands[c][i]), `pixel ${i} is transparent`);
        continue;
      }
      assert.ok(Math.abs(picture.bands[c][i] - value) <= tolerance, `pixel ${i}, band ${c}`);
    }
  }
}

type Chunk = [type: string, data: Uint8Array];

function pngOf(chunks: readonly Chunk[]): Buffer {
  const parts = chunks.map(([type, data]) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  });
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...parts]);
}

function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at < png.length; at += 12 + chunks.at(-1)![1].length) {
    chunks.push([png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + png.readUInt32BE(at))]);
  }
  return chunks;
}

function headerOf(width: number, height: number, depth: number, colorType: number, interlaced = 0): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([depth, colorType, 0, 0, interlaced], 8);
  return header;
}

/** Compressed zeros in chunks: the same deflate block as often as wanted, not the last of its stream. */
function bomb(megabytes: number): Chunk[] {
  const block = zlib.deflateRawSync(Buffer.alloc(2 ** 20), { finishFlush: zlib.constants.Z_FULL_FLUSH });
  return [['IDAT', Buffer.from([0x78, 0x01])], ...Array<Chunk>(megabytes).fill(['IDAT', block])];
}

describe('photographs', () => {
  it('decodes real JPEGs to the very pixels of libjpeg-turbo', async function () {
    const folder = galaxySet('gz2');
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
    const folder = galaxySet('euclid');
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
    await agrees(await noise(1).toColourspace('b-w').png({ progressive: true }).toBuffer(), 1);
    for (const colours of [2, 4, 16, 256]) {
      await agrees(await noise(3).png({ palette: true, colours, dither: 0, progressive: true }).toBuffer(), 3);
      await agrees(await noise(4).png({ palette: true, colours, dither: 0 }).toBuffer(), 3);
    }
    // One of colours that suggests a palette all the same.
    const suggested = chunksOf(await noise(3).png().toBuffer());
    suggested.splice(1, 0, ['PLTE', Buffer.alloc(6)]);
    await agrees(pngOf(suggested), 3);
  });

  it('decodes every depth of PNG, interlaced or not, and by every filter', async () => {
    const layouts = [[0, 1, 1], [0, 2, 1], [0, 4, 1], [0, 8, 1], [0, 16, 1], [2, 8, 3], [2, 16, 3], [4, 8, 2], [4, 16, 2], [6, 8, 4], [6, 16, 4]]; // prettier-ignore
    for (const [type, depth, channels] of layouts) {
      for (const filter of [0, 1, 2, 3, 4]) {
        const rowBytes = Math.ceil((WIDTH * depth * channels) / 8);
        const rows = Array.from({ length: HEIGHT }, (_, y) => [
          filter,
          ...Array.from({ length: rowBytes }, (_, i) => (i * 89 + y * 57 + i * y) % 256),
        ]);
        const header = headerOf(WIDTH, HEIGHT, depth, type);
        const png = pngOf([['IHDR', header], ['IDAT', zlib.deflateSync(Uint8Array.from(rows.flat()))], ['IEND', Buffer.alloc(0)]]); // prettier-ignore
        const { bands } = await decodePhotograph(png, 'a PNG', anySize);
        const raw = await sharp(png).removeAlpha().toColourspace(channels < 3 ? (depth === 16 ? 'grey16' : 'b-w') : depth === 16 ? 'rgb16' : 'srgb').raw({ depth: depth === 16 ? 'ushort' : 'uchar' }).toBuffer(); // prettier-ignore
        const wanted = depth === 16 ? new Uint16Array(raw.buffer, raw.byteOffset, raw.length / 2) : raw;
        const step = wanted.length / (WIDTH * HEIGHT);
        // Grey is given back as three colours, and its transparency behind them.
        const all = await sharp(png).toColourspace(depth === 16 ? 'rgb16' : 'srgb').raw({ depth: depth === 16 ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true }); // prettier-ignore
        const samples = depth === 16 ? new Uint16Array(all.data.buffer, all.data.byteOffset, all.data.length / 2) : all.data; // prettier-ignore
        const isHidden = (i: number) => channels % 2 === 0 && samples[(i + 1) * all.info.channels - 1] === 0;
        for (let i = 0; i < WIDTH * HEIGHT; i++) {
          bands.forEach((band, c) => {
            const value = wanted[i * step + c] / (depth === 16 ? 257 : 1);
            if (isHidden(i)) return assert.ok(Number.isNaN(band[i]), `type ${type}, depth ${depth}, pixel ${i} is transparent`); // prettier-ignore
            assert.ok(Math.abs(band[i] - value) < 1e-3, `type ${type}, depth ${depth}, filter ${filter}, pixel ${i}`);
          });
        }
      }
    }
  });

  it('decodes interlaced PNGs of 1, 2 and 4 bits to the pixels of those that are not', async () => {
    for (const depth of [1, 2, 4]) {
      const value = (x: number, y: number) => ((x * 7 + y * 5 + x * y) >> 1) % (1 << depth);
      const rowsOf = ([x0, y0, stepX, stepY]: readonly [number, number, number, number]) => {
        const rows: number[] = [];
        for (let y = y0; y < HEIGHT; y += stepY) {
          const bits: string[] = [];
          for (let x = x0; x < WIDTH; x += stepX) bits.push(value(x, y).toString(2).padStart(depth, '0'));
          const packed = bits.join('').match(/.{1,8}/g);
          if (packed) rows.push(0, ...packed.map((byte) => parseInt(byte.padEnd(8, '0'), 2)));
        }
        return rows;
      };
      const passes = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const; // prettier-ignore
      const layouts = [rowsOf([0, 0, 1, 1]), passes.flatMap(rowsOf)];
      const pictures = layouts.map((rows, interlaced) =>
        decodePhotograph(
          pngOf([
            ['IHDR', headerOf(WIDTH, HEIGHT, depth, 0, interlaced)],
            ['IDAT', zlib.deflateSync(Uint8Array.from(rows))],
          ]),
          'x.png',
          anySize,
        ),
      );
      for (const { bands } of await Promise.all(pictures)) {
        const wanted = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => (value(i % WIDTH, Math.floor(i / WIDTH)) * 255) / ((1 << depth) - 1)); // prettier-ignore
        assert.deepEqual(bands, [wanted]);
      }
    }
  });

  it('decodes a reported interlaced PNG of 4 bits as the same one that is not', async function () {
    const folder = sharedData(this, 'reported/41-png-4bit-interlaced/cutouts');
    const [interlaced, plain] = await Promise.all(
      ['interlaced.png', 'plain.png'].map((name) =>
        decodePhotograph(fs.readFileSync(path.join(folder, name)), name, anySize),
      ),
    );
    assert.deepEqual(interlaced, plain);
  });

  it('takes what is wholly transparent for undefined, however a PNG says so', async () => {
    // Two by two pixels, of which the first is transparent and the second lets something through.
    const picture = async (depth: number, type: number, rows: number[], ...more: Chunk[]) => {
      const data: Chunk = ['IDAT', zlib.deflateSync(Uint8Array.from(rows))];
      return decodePhotograph(pngOf([['IHDR', headerOf(2, 2, depth, type)], ...more, data]), 'x.png', anySize);
    };
    const first = [NaN, 20, 30, 40];
    const bandsOf = async (...from: Parameters<typeof picture>) =>
      (await picture(...from)).bands.map((band) => Array.from(band));
    assert.deepEqual(await bandsOf(8, 4, [0, 10, 0, 20, 1, 0, 30, 255, 40, 9]), [first]);
    assert.deepEqual(await bandsOf(8, 0, [0, 10, 20, 0, 30, 40], ['tRNS', Buffer.of(0, 10)]), [first]);
    const palette: Chunk = ['PLTE', Buffer.from([10, 20, 30, 40].flatMap((grey) => [grey, grey, grey]))];
    const byPalette = await bandsOf(2, 3, [0, 0b0001_0000, 0, 0b1011_0000], palette, ['tRNS', Buffer.of(0, 128)]);
    assert.deepEqual(byPalette, [first, first, first]);
    // One sample alone of a colour hides nothing.
    const colours = [0, 10, 11, 12, 10, 11, 13, 0, 1, 2, 3, 4, 5, 6];
    const [red] = await bandsOf(8, 2, colours, ['tRNS', Buffer.of(0, 10, 0, 11, 0, 12)]);
    assert.deepEqual(red, [NaN, 10, 1, 4]);
    await assert.rejects(picture(8, 2, colours, ['tRNS', Buffer.of(0, 10)]), /transparent colour is cut short/);
  });

  it('reads JPEGs of four colours as what their inks let through', async function () {
    const agreesWithInks = async (jpeg: Buffer, most: number) => {
      const { width, height, bands } = await decodePhotograph(jpeg, 'x.jpg', anySize);
      const inks = await sharp(jpeg).toColourspace('cmyk').raw().toBuffer({ resolveWithObject: true });
      assert.deepEqual([width, height, bands.length, inks.info.channels], [inks.info.width, inks.info.height, 3, 4]);
      for (const [i, band] of bands.entries()) {
        let sum = 0;
        for (let at = 0; at < band.length; at++) {
          const [ink, black] = [inks.data[4 * at + i], inks.data[4 * at + 3]];
          sum += Math.abs(band[at] - ((255 - ink) * (255 - black)) / 255);
        }
        assert.ok(sum / band.length < most, `${sum / band.length}`);
      }
    };
    for (const progressive of [false, true]) {
      for (const [r, g, b] of [[255, 255, 255], [0, 0, 0], [220, 40, 40], [40, 150, 60], [40, 60, 160]]) {
        const plain = sharp({ create: { width: 32, height: 24, channels: 3, background: { r, g, b } } });
        await agreesWithInks(await plain.toColourspace('cmyk').jpeg({ progressive, quality: 95 }).toBuffer(), 24);
      }
    } // prettier-ignore
    // The other program goes by way of a colour profile, which moves the inks of a picture a little.
    await agreesWithInks(fs.readFileSync(sharedData(this, 'reported/43-cmyk-jpeg-message/cutouts/a.jpg')), 24);
  });

  it('says of JPEGs of four colours what is wrong with them', async () => {
    const made = await noise(3).toColourspace('cmyk').jpeg().toBuffer();
    const cut = made.subarray(0, made.length >> 1);
    await assert.rejects(decodePhotograph(cut, 'x.jpg', anySize), /of four colours \(CMYK\) is damaged or cut short/);
    const marker = made.indexOf(Buffer.from([0xff, 0xee]));
    const without = Buffer.concat([
      made.subarray(0, marker),
      made.subarray(marker + 2 + made.readUInt16BE(marker + 2)),
    ]);
    await assert.rejects(
      decodePhotograph(without, 'x.jpg', anySize),
      /does not say how they are meant; save it as RGB/,
    );
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

  it('refuses PNGs whose data go on behind the pixels, without inflating them', async () => {
    const megabytes = 512;
    for (const [name, interlaced] of [
      ['whole', 0],
      ['interlaced', 1],
    ] as const) {
      const chunks: Chunk[] = [['IHDR', headerOf(64, 64, 8, 0, interlaced)], ...bomb(megabytes), ['IEND', Buffer.alloc(0)]]; // prettier-ignore
      const png = pngOf(chunks);
      const before = process.memoryUsage().rss;
      const start = performance.now();
      await assert.rejects(decodePhotograph(png, name, anySize), /larger than the \d+ bytes of its pixels/);
      assert.ok(performance.now() - start < 500, 'it stops at once');
      assert.ok(process.memoryUsage().rss - before < 64 * 2 ** 20, 'it takes no memory');
    }
  });

  it('leaves the compressed profiles and texts of a PNG alone', async () => {
    const chunks = chunksOf(await noise(3).png().toBuffer());
    const packed = bomb(256).map(([, data]) => data);
    chunks.splice(1, 0, ['iCCP', Buffer.concat([Buffer.from('x\0\0'), ...packed])]);
    chunks.splice(1, 0, ['zTXt', Buffer.concat([Buffer.from('x\0\0'), ...packed])]);
    const start = performance.now();
    await decodePhotograph(pngOf(chunks), 'x.png', anySize);
    assert.ok(performance.now() - start < 500, 'they are not inflated');
  });

  it('refuses PNGs whose data end early', async () => {
    const rows = Buffer.alloc(10 * 9);
    for (const interlaced of [0, 1]) {
      const png = pngOf([
        ['IHDR', headerOf(9, 9, 8, 0, interlaced)],
        ['IDAT', zlib.deflateSync(rows.subarray(20))],
      ]);
      await assert.rejects(decodePhotograph(png, 'x.png', anySize), /its data end after 70 of/);
    }
  });

  it('reads JPEGs as ever after thousands of damaged ones', async () => {
    const jpeg = await noise(3).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    const cut = jpeg.subarray(0, 30);
    for (let i = 0; i < 6000; i++) await assert.rejects(decodePhotograph(cut, 'cut.jpg', anySize), CutoutError);
    await agrees(jpeg, 3);
  });

  it('refuses JPEGs of thousands of scans', async () => {
    const jpeg = await noise(3).jpeg({ progressive: true }).toBuffer();
    const [first, second] = [jpeg.indexOf(Buffer.of(0xff, 0xda)), jpeg.indexOf(Buffer.of(0xff, 0xda), jpeg.indexOf(Buffer.of(0xff, 0xda)) + 2)]; // prettier-ignore
    const scan = jpeg.subarray(first, second);
    const repeated = (times: number) =>
      Buffer.concat([jpeg.subarray(0, second), ...Array<Buffer>(times).fill(scan), jpeg.subarray(second)]);
    await assert.rejects(decodePhotograph(repeated(3000), 'x.jpg', anySize), /more than 100 scans/);
    await decodePhotograph(repeated(0), 'x.jpg', anySize);
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
