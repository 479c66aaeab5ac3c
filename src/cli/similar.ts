import fs from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import type { QueryRef } from '../engine';
import { positive, print, printable, withCollection, withFolderOptions, type FolderOptions } from './engine';

interface SimilarOptions extends FolderOptions {
  readonly positive?: string[];
  readonly negative?: string[];
  readonly k: number;
  readonly json?: boolean;
}

export function similarCommand(): Command {
  const command = new Command('similar')
    .description('The cutouts of an indexed folder that look most like one galaxy, or like several together.')
    .argument('<folder>')
    .argument('[file...]', 'the query; file.fits[2] names an HDU')
    .addOption(new Option('--positive <file...>', 'more of the query'))
    .addOption(new Option('--negative <file...>', 'what the neighbours are not to look like'))
    .addOption(new Option('-k <n>', 'how many').argParser(positive).default(20))
    .option('--json', 'print [{path, hdu, similarity, ra, dec}]')
    .action(run);
  return withFolderOptions(command);
}

async function run(folder: string, files: string[], options: SimilarOptions): Promise<void> {
  const positives = [...files, ...(options.positive ?? [])];
  if (positives.length === 0) throw new Error('name at least one file to look for: FILE, or --positive FILE');
  const { neighbours } = await withCollection(folder, options, async (engine, absolute, state) => {
    if (state.cutouts === 0) {
      throw new Error(`${folder} has no index yet; make it with: morphoscope index ${folder}`);
    }
    const refs = (names: readonly string[]) => names.map((file) => resolveQuery(absolute, file));
    return engine.similar({
      folder: absolute,
      query: refs(positives),
      negatives: refs(options.negative ?? []),
      count: options.k,
    });
  });
  if (options.json) {
    const rows = neighbours.map(({ path: file, hdu, similarity, ra, dec }) => ({
      path: file,
      hdu,
      similarity: Number(similarity.toFixed(6)),
      ra: ra ?? null,
      dec: dec ?? null,
    }));
    await print(`${JSON.stringify(rows)}\n`);
    return;
  }
  for (const { path: file, hdu, similarity, ra, dec } of neighbours) {
    const position = ra === undefined || dec === undefined ? '' : `\t${ra.toFixed(5)}\t${dec.toFixed(5)}`;
    await print(`${similarity.toFixed(4)}\t${printable(file)}${hdu ? `[${hdu}]` : ''}${position}\n`);
  }
}

/**
 * A file as a person names it: relative to where they are, or else to the folder. Without an HDU it is the file's first
 * image.
 */
function resolveQuery(folder: string, text: string): QueryRef {
  const literal = [path.resolve(text), path.resolve(folder, text)].find((file) => fs.existsSync(file));
  const match = literal ? null : /^(.*)\[(\d+)\]$/.exec(text);
  const name = match ? match[1] : text;
  const file =
    literal ?? [path.resolve(name), path.resolve(folder, name)].find((candidate) => fs.existsSync(candidate));
  if (!file) throw new Error(`${name}: no such file, here or in ${folder}`);
  const inFolder = (relative: string) =>
    relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
  // Named through a symbolic link it is the same file: what lies in the folder under its own name comes first.
  const relative = [
    path.relative(folder, file),
    path.relative(fs.realpathSync(folder), path.join(fs.realpathSync(path.dirname(file)), path.basename(file))),
  ].find(inFolder);
  return { path: relative?.split(path.sep).join('/') ?? file, hdu: match ? Number(match[2]) : undefined };
}
