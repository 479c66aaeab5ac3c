import fs from 'node:fs';
import path from 'node:path';
import { Option, type Command } from 'commander';
// Not from the room's index: that would load the native libraries, which belong to the engine process.
import { DEFAULT_INCLUDE } from '../collection/discovery';
import { LEFT_OUT_KINDS } from '../collection/remark-kinds';
import { cudaFolder } from '../cuda';
import { DEVICE_SETTINGS, type DeviceSetting } from '../encoder/devices/device';
import { EncoderLibrary } from '../encoder/library/encoder-library';
import { libraryFolder } from '../encoder/library/library-folder';
import { EngineClient, type CollectionState } from '../engine';
import { realPathOf } from '../files';

/** Options of every command that works on a folder. */
export interface FolderOptions {
  readonly encoder?: string;
  readonly library?: string;
  readonly store?: string;
  readonly include?: string[];
  readonly also?: string[];
  readonly threads?: number;
  readonly device?: DeviceSetting;
  readonly measures?: boolean;
  readonly verbose?: boolean;
}

/** @param encoder the command's own option for it, where it differs */
export function withFolderOptions(command: Command, encoder?: Option): Command {
  return command
    .addOption(encoder ?? new Option('--encoder <id>', 'the encoder, by its id, or a folder with card.json'))
    .addOption(libraryOption())
    .addOption(new Option('--store <dir>', 'where the index lies (default: FOLDER/.morphoscope)'))
    .addOption(
      new Option('--include <glob...>', 'which files are cutouts').default(
        [...DEFAULT_INCLUDE],
        'FITS, gzipped FITS, PNG, JPEG',
      ),
    )
    .addOption(
      new Option('--also <kind...>', 'images that count as galaxies though they are usually left out').choices(
        LEFT_OUT_KINDS.map(wordOf),
      ),
    )
    .addOption(new Option('--threads <n>', 'threads for inference (default: all cores)').argParser(positive))
    .addOption(
      new Option('--device <name>', 'what the encoder runs on; auto: the fastest that agrees with the CPU')
        .choices(DEVICE_SETTINGS)
        .default('auto'),
    )
    .addOption(new Option('--measures', 'measure shapes too: indexing takes three times as long'))
    .addOption(new Option('--verbose', 'log what the engine does to stderr'));
}

/** A kind of images as one word of a command line. */
function wordOf(kind: string): string {
  return kind.replaceAll(' ', '-');
}

/** Where the bundled encoders lie beside the bundles. */
export const BUNDLED_ENCODERS = path.join(__dirname, '..', 'media', 'encoders');

export function libraryOption(): Option {
  return new Option('--library <dir>', 'where added encoders are kept (default: $MORPHOSCOPE_ENCODERS, or yours)');
}

/** The encoders that can be named. */
export function encoderLibrary({ library }: { readonly library?: string }): EncoderLibrary {
  return new EncoderLibrary(libraryOf({ library }), BUNDLED_ENCODERS);
}

const libraryOf = ({ library }: { readonly library?: string }) =>
  library === undefined ? libraryFolder() : path.resolve(library);

/** An engine of this process; `stop` it. */
export function engineClient(
  options: Pick<FolderOptions, 'threads' | 'device' | 'library' | 'verbose'>,
  encoderFolder: string,
): EngineClient {
  return new EngineClient({
    engineFile: path.join(__dirname, 'engine.js'),
    encoderFolder,
    threads: options.threads ?? 0,
    device: options.device,
    deviceMemory: path.join(libraryOf(options), 'devices.json'),
    cudaFolder: cudaFolder(),
    log: (level, message) => {
      if (level !== 'info' || options.verbose) process.stderr.write(`morphoscope: ${message}\n`);
    },
  });
}

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
  const engine = engineClient(options, await encoderFolder(options));
  try {
    const state = await engine.open({
      folder: absolute,
      include: options.include ?? DEFAULT_INCLUDE,
      also: LEFT_OUT_KINDS.filter((kind) => options.also?.includes(wordOf(kind))),
      store: await storeOf(absolute, options),
      measures: options.measures,
    });
    return await work(engine, absolute, state);
  } finally {
    await engine.stop();
  }
}

/** Where a folder's store lies. A link that the person names is theirs; one in the folder is not followed. */
export async function storeOf(absolute: string, { store }: Pick<FolderOptions, 'store'>): Promise<string> {
  return store === undefined ? path.join(absolute, '.morphoscope') : realPathOf(store);
}

/** Folder of the encoder that the options name, or of the default one. @throws Error that lists those there are */
async function encoderFolder(options: FolderOptions): Promise<string> {
  const library = encoderLibrary(options);
  const { encoder = await library.defaultId() } = options;
  const found = await library.find(encoder);
  if (found) return found.folder;
  const folder = path.resolve(encoder);
  if (fs.existsSync(path.join(folder, 'card.json'))) return folder;
  const known = (await library.list()).map(({ id }) => id).join(', ');
  throw new Error(`${encoder}: no such encoder (there are ${known}; or name a folder that holds card.json)`);
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
