import sharp, { type Sharp } from 'sharp';
import type { Seed } from '../format';
import { made } from '../inputs';

const [WIDTH, HEIGHT] = [21, 13];

/** A picture of noise, so that no two of its pixels agree by chance. */
export function noise(channels: 1 | 3 | 4, bits: 8 | 16 = 8): Sharp {
  const length = WIDTH * HEIGHT * channels;
  const value = (_: unknown, i: number) => (i * 7919 + ((i * i) % 251)) % 2 ** bits;
  const data = bits === 8 ? Uint8Array.from({ length }, value) : Uint16Array.from({ length }, value);
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels } });
}

/** Encodes pictures, each under its name. */
export function encoded(pictures: Readonly<Record<string, Sharp>>): Promise<Seed[]> {
  return Promise.all(Object.entries(pictures).map(async ([name, picture]) => made(name, await picture.toBuffer())));
}
