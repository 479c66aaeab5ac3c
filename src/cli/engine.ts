import fs from 'node:fs';
import path from 'node:path';
import { Option, type Command } from 'commander';
// Not from the room's index: that would load the native libraries, which belong to the engine process.
import { DEFAULT_INCLUDE } from '../collection/discovery';
import { BUNDLED_ENCODER } from '../encoder/bundled';
import { EngineClient, type CollectionState } from '../engine';

/** Options of every command that works on a folder. */
export interface FolderOptions {
  readonly encoder?: string;
  readonly store?: string;
  readonly include?: string[];
  readonly threads?: number;
  readonly measures?: boolean;
  readonly verbose?: boolean;
}

export function withFolderOptions(command: Command): Command {
  return command
    .addOption(new Option('--encoder <id>', 'the encoder: a bundled one by its id, or a folder with card.json'))
    .addOption(new Option('--store <dir>', 'where the index lies (default: FOLDER/.morphoscope)'))
    .addOption(
      new Option('--include <glob...>', 'which files are cutouts').default(
        [...DEFAULT_INCLUDE],
        'FITS, gzipped FITS, PNG, JPEG',
      ),
    )
    .addOption(new Option('--threads <n>', 'threads for inference (default: all cores)').argParser(positive))
    .addOption(new Option('--measures', 'measure shapes too: indexing takes three times as long'))
    .addOption(new Option('--verbose', 'log what the engine does to stderr'));
}

/** Where the bundled encoders lie beside the bundles. */
const ENCODERS = path.join(__dirname, '..', 'media', 'encoders');

/**
 * Runs `work` with an engine that has the folder's collection open, and ends the engine.
 * @throws Error, with what to do, when the folder or the encoder is not there.
 */
export async function withCollection<T>(
  folder: string,
  options: FolderOptions,
  work: (engine: EngineClient, folder: string, state: CollectionState) => Promise<T>,
): Promise<T> {
  const absolute = path.resolve(folder);
  if (!fs.statSync(absolute, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${folder}: no such folder`);
  const engine = new EngineClient({
    engineFile: path.join(__dirname, 'engine.js'),
    encoderFolder: encoderFolder(options.encoder ?? BUNDLED_ENCODER),
    threads: options.threads ?? 0,
    log: (level, message) => {
      if (level !== 'info' || options.verbose) process.stderr.write(`morphoscope: ${message}\n`);
    },
  });
  try {
    const state = await engine.open({
      folder: absolute,
      include: options.include ?? DEFAULT_INCLUDE,
      store: path.resolve(options.store ?? path.join(absolute, '.morphoscope')),
      measures: options.measures,
    });
    return await work(engine, absolute, state);
  } finally {
    await engine.stop();
  }
}

function encoderFolder(encoder: string): string {
  const candidates = [path.join(ENCODERS, encoder), path.resolve(encoder)];
  const found = candidates.find((folder) => fs.existsSync(path.join(folder, 'card.json')));
  if (found) return found;
  const bundled = fs.readdirSync(ENCODERS).join(', ');
  throw new Error(`${encoder}: no such encoder (bundled: ${bundled}; or a folder that holds card.json)`);
}

export function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${text} is not a whole number of 1 or more`);
  return number;
}

/** Text on one line of a terminal: a file's name may hold line breaks and escape sequences. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Exact text on standard output, also when it is a pipe that fills up. */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
