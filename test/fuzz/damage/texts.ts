import type { Random } from '../random';
import type { Way } from './ways';

// Ways to damage texts.

export const NUMBERS = [
  '-1', '0', '-0', '1', '2', '255', '65536', '2147483648', '4294967296', '9007199254740993', '1237648720693755900',
  '99999999999999999999', '1E30', '-1e400', '1e-400', 'NaN', 'nan', 'inf', '-Infinity', 'null', '0x1F', '1.5.2', '1,5', '.', '-', '+7',
  '00012', '1_000', '１２', '12:34:56.7', '-89d59m60s',
]; // prettier-ignore

/** Pieces that mean something to one format or another, and letters that are seldom thought of. */
export const PIECES = [
  '"', '""', "'", '`', ',', ';', '|', '\t', '\n', '\r\n', '\r', ' ', '  ', '\\', '\\u0000', '\\n', '\0', '\u0085', '\u2028', '\uFEFF',
  '#', '# %ECSV 1.0\n', '# ---\n', '{', '}', '[', ']', '{}', '[]', '""""', ':', ': ', '- ', '~', '/', '../', '%2e%2e', 'é', 'e\u0301', '星', '🌌', 'ß', 'İ',
  '\u202E', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'true', 'False', 'null', 'undefined', 'path', 'ra', 'dec', 'tags', 'class', '=1+1',
  '<a>', '$&', "$'", '\\x1b', '\u001b[31m',
]; // prettier-ignore

const DEEPEST = 20_000;
const LONGEST = 50_000;

/** A way that works on text; bytes that are no UTF-8 are put through as the characters U+FFFD. */
function onText(change: (text: string, random: Random, another: () => string) => string): Way {
  return (bytes, random, another) => {
    const textOf = (some: Uint8Array) => Buffer.from(some.buffer, some.byteOffset, some.length).toString('utf8');
    return utf8(change(textOf(bytes), random, () => textOf(another())));
  };
}

/** Bytes of their own: those of small Buffers lie in one that they share. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export const insertPieces: Way = onText((text, random) => {
  const pieces = Array.from({ length: 1 + random.below(3) }, () => random.of(PIECES)).join('');
  const at = random.below(text.length + 1);
  return text.slice(0, at) + pieces + text.slice(at + (random.below(3) ? 0 : random.below(4)));
});

/** A number of the text made another. */
export const otherNumber: Way = onText((text, random) => {
  const found = [...text.matchAll(/[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g)];
  if (found.length === 0) return text + random.of(NUMBERS);
  const { index, 0: digits } = random.of(found);
  return text.slice(0, index) + random.of(NUMBERS) + text.slice(index + digits.length);
});

/** Lines taken out, repeated, exchanged, or put together. */
export const changeLines: Way = onText((text, random) => {
  const lines = text.split('\n');
  const [one, other] = [random.below(lines.length), random.below(lines.length)];
  switch (random.below(5)) {
    case 0:
      lines.splice(one, 1 + random.below(3));
      break;
    case 1:
      lines.splice(one, 0, lines[other]);
      break;
    case 2:
      [lines[one], lines[other]] = [lines[other], lines[one]];
      break;
    case 3:
      lines.splice(one, 2, lines.slice(one, one + 2).join(''));
      break;
    default:
      return lines.join(random.of(['\r\n', '\r', '\n\n', '']));
  }
  return lines.join('\n');
});

/** A line of another input. */
export const otherLine: Way = onText((text, random, another) => {
  const lines = text.split('\n');
  lines[random.below(lines.length)] = random.of(another().split('\n'));
  return lines.join('\n');
});

/** Something that goes on for long, or deep. */
export const exaggerate: Way = onText((text, random) => {
  const at = random.below(text.length + 1);
  const times = random.below(random.below(6) ? 300 : DEEPEST);
  const unit = random.of(['[', '{"a":', '(', '"', ',', '\n', 'a', '9', '-', ' ', '[[', '\\', '🌌']);
  return text.slice(0, at) + unit.repeat(Math.min(times, Math.ceil(LONGEST / unit.length))) + text.slice(at);
});

export const IN_TEXTS: readonly Way[] = [insertPieces, insertPieces, otherNumber, changeLines, otherLine, exaggerate];
