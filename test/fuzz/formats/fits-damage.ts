import zlib from 'node:zlib';
import type { Random } from '../random';

const [BLOCK, CARD] = [2880, 80];

/** Lengths and counts that no file should claim, and some that a careless one does. */
const ABSURD = [
  '-1', '0', '1', '2', '3', '7', '16', '255', '999', '1000', '65536', '100000', '16777216', '2147483647', '2147483648',
  '4294967296', '1000000000000', '9007199254740991', '9007199254740993', '9223372036854775807', '99999999999999999999',
  '1E30', '-1E30', '1E400', 'NaN', '1.5', "'12'", 'T', '', "'", "''", '(1,2)',
]; // prettier-ignore
const CODES = [
  "'J'", "'K'", "'1PJ'", "'1QB(9)'", "'999999999D'", "'0A'", "'Z'", "'X'", "'8X'", "'PX'", "'QA'", "'20A7'", "'A0'", "'I4'", "'F9.3'",
  "'E0'", "'RICE_1'", "'GZIP_1'", "'GZIP_2'", "'PLIO_1'", "'HCOMPRESS_1'", "'NOCOMPRESS'", "'BZIP2'", "'SUBTRACTIVE_DITHER_1'",
  "'SUBTRACTIVE_DITHER_2'", "'NO_DITHER'", "'BINTABLE'", "'IMAGE'", "'TABLE'", "'RA---TAN'", "'DEC--SIN'", "'RA---TPV'",
  "'(2,3)'", "'(0)'", "'(999999,999999)'", "'(,)'",
]; // prettier-ignore
const LENGTHS = /^(Z?NAXIS\d*|ZTILE\d+|PCOUNT|GCOUNT|TFIELDS|THEAP|Z?BITPIX|ZTILELEN|TBCOL\d+|ZVAL\d+|ZDITHER0)$/;
const NAMES = /^(Z?TFORM\d+|ZFORM\d+|ZCTYP\d+|ZCMPTYPE|ZQUANTIZ|XTENSION|CTYPE\d|TDIM\d+|ZMASKCMP)$/;

/** Damages a copy of a file in one to four of the ways below, as `random` has it. */
export function damagedFits(file: Uint8Array, random: Random): Uint8Array {
  // Damage inside a compressed file seldom gets past its decompression.
  const compressed = file[0] === 0x1f && file[1] === 0x8b && random.below(5) > 0;
  let bytes: Uint8Array = Uint8Array.from(compressed ? zlib.gunzipSync(file) : file);
  const cards = cardsOf(bytes);
  for (let times = 1 + random.below(1 + random.below(4)); times > 0; times--)
    bytes = random.of(WAYS)(bytes, random, cards);
  return bytes;
}

type Way = (bytes: Uint8Array, random: Random, cards: readonly number[]) => Uint8Array;

const WAYS: readonly Way[] = [
  flipBits,
  putBytes,
  cut,
  absurd,
  absurd,
  absurd,
  badCode,
  badCode,
  editCard,
  editCard,
  swapBlocks,
];

/** Offsets of the cards that have a value. */
function cardsOf(bytes: Uint8Array): number[] {
  const cards: number[] = [];
  for (let at = 0; at + CARD <= bytes.length && cards.length < 5000; at += CARD) {
    if (bytes[at + 8] !== 0x3d || bytes[at] < 0x41 || bytes[at] > 0x5a) continue;
    cards.push(at);
  }
  return cards;
}

function flipBits(bytes: Uint8Array, random: Random): Uint8Array {
  for (let n = 1 + random.below(8); n > 0; n--) bytes[place(bytes, random)] ^= 1 << random.below(8);
  return bytes;
}

function putBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const at = place(bytes, random);
  const value = random.of([0, 32, 0xff, 0x30 + random.below(10), random.below(256)]);
  return bytes.fill(value, at, at + 1 + random.below(random.below(4) ? 8 : 3000));
}

/** Headers are where damage hurts: most of it goes there. */
function place(bytes: Uint8Array, random: Random): number {
  return random.below(random.below(2) ? Math.min(bytes.length, 4 * BLOCK) : bytes.length);
}

function cut(bytes: Uint8Array, random: Random): Uint8Array {
  const length = random.below(bytes.length + 1);
  return bytes.slice(0, random.below(2) ? length : length - (length % BLOCK));
}

function absurd(bytes: Uint8Array, random: Random, cards: readonly number[]): Uint8Array {
  return setValue(bytes, random, cards, LENGTHS, random.of(ABSURD));
}

function badCode(bytes: Uint8Array, random: Random, cards: readonly number[]): Uint8Array {
  return setValue(bytes, random, cards, NAMES, random.of(CODES));
}

function setValue(
  bytes: Uint8Array,
  random: Random,
  cards: readonly number[],
  keywords: RegExp,
  value: string,
): Uint8Array {
  const those = cards.filter((at) => keywords.test(text(bytes, at, at + 8).trim()));
  if (those.length === 0) return flipBits(bytes, random);
  put(bytes, random.of(those) + 10, value.padStart(20).padEnd(CARD - 10));
  return bytes;
}

/** Deletes, repeats, moves or garbles a card. */
function editCard(bytes: Uint8Array, random: Random, cards: readonly number[]): Uint8Array {
  if (cards.length < 2) return flipBits(bytes, random);
  const at = random.of(cards);
  switch (random.below(5)) {
    case 0:
      put(bytes, at, ''.padEnd(CARD));
      break;
    case 1:
      put(bytes, random.of(cards), text(bytes, at, at + CARD));
      break;
    case 2:
      put(bytes, at + 10, random.of([...ABSURD, ...CODES]).padEnd(CARD - 10));
      break;
    case 3:
      put(
        bytes,
        at,
        random
          .of([
            'END',
            'CONTINUE',
            'HIERARCH A = ',
            'GROUPS  = T',
            'ZIMAGE  = T',
            'ZTABLE  = T',
            'BZERO   = 9223372036854775808',
            'BLANK   = 0',
            'SIMPLE  = F',
          ])
          .padEnd(CARD),
      );
      break;
    default:
      put(bytes, at, text(bytes, at, at + 8).toLowerCase());
  }
  return bytes;
}

function swapBlocks(bytes: Uint8Array, random: Random): Uint8Array {
  const blocks = Math.floor(bytes.length / BLOCK);
  if (blocks < 2) return flipBits(bytes, random);
  const [a, b] = [random.below(blocks) * BLOCK, random.below(blocks) * BLOCK];
  const first = bytes.slice(a, a + BLOCK);
  bytes.copyWithin(a, b, b + BLOCK);
  if (random.below(3) > 0) bytes.set(first, b);
  return bytes;
}

function text(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(start, end)).toString('latin1');
}

function put(bytes: Uint8Array, at: number, value: string): void {
  for (let i = 0; i < value.length && at + i < bytes.length; i++) bytes[at + i] = value.charCodeAt(i);
}
