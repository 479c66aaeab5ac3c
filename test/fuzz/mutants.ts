import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { mutate } from './mutate';
import { Random } from './random';

/** A damaged file. */
export interface Mutant {
  readonly seed: number;
  /** The file that it was made of. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** Larger files are taken seldom: they teach no more, and take longer. */
const LARGE = 300_000;

/** The mutants of all real files in a folder, each by its seed. */
export class Mutants {
  private readonly files: readonly { file: string; size: number }[];
  private readonly held = new Map<string, Uint8Array>();

  /** @param largest leave out files of more bytes */
  constructor(
    private readonly folder: string,
    largest = Infinity,
  ) {
    const expected = JSON.parse(fs.readFileSync(path.join(folder, 'expected.json'), 'utf8')) as object;
    this.files = Object.keys(expected)
      .map((file) => ({ file, size: fs.statSync(path.join(folder, file)).size }))
      .filter(({ size }) => size <= largest);
  }

  make(seed: number): Mutant {
    const random = new Random(seed);
    let chosen = random.of(this.files);
    for (let again = 0; again < 3 && chosen.size > LARGE; again++) chosen = random.of(this.files);
    let bytes = this.read(chosen.file);
    // Damage inside a compressed file seldom gets past its decompression.
    if (bytes[0] === 0x1f && bytes[1] === 0x8b && random.below(5) > 0) bytes = zlib.gunzipSync(bytes);
    return { seed, file: chosen.file, bytes: mutate(bytes, random) };
  }

  private read(file: string): Uint8Array {
    const bytes = this.held.get(file) ?? fs.readFileSync(path.join(this.folder, file));
    if (this.held.size < 200) this.held.set(file, bytes);
    return bytes;
  }
}
