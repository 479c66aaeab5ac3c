import { Header } from '../../../src/fits';

/** A header of card images, each padded to 80 characters. */
export function headerOf(...images: string[]): Header {
  const text = images.map((image) => image.padEnd(80)).join('');
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return new Header(bytes, 0, bytes.length);
}
