import { Command } from 'commander';
import type { KnownEncoder } from '../encoder/library/encoder-library';
import { addCommand } from './add-encoder';
import { encoderLibrary, libraryOption, print, printable } from './engine';
import { columns } from './columns';

interface LibraryOptions {
  readonly library?: string;
  readonly json?: boolean;
}

/** `encoders add|list|remove|default`: the encoders that `--encoder` can name. */
export function encodersCommand(): Command {
  return new Command('encoders')
    .description('Adds, lists and removes encoders, and says which is used where none is named.')
    .addCommand(addCommand())
    .addCommand(
      new Command('list')
        .description('Lists the encoders; * marks the default one.')
        .addOption(libraryOption())
        .option('--json', 'print [{id, name, dimensions, size, channels, licence, bundled, default, folder, problem}]')
        .action(list),
    )
    .addCommand(
      new Command('remove')
        .description('Takes an added encoder away. Indexes that were made with it stay.')
        .argument('<id>')
        .addOption(libraryOption())
        .action(remove),
    )
    .addCommand(
      new Command('default')
        .description('Makes an encoder the one that is used where none is named; without an id says which it is.')
        .argument('[id]')
        .addOption(libraryOption())
        .action(choose),
    );
}

async function list(options: LibraryOptions): Promise<void> {
  const library = encoderLibrary(options);
  const [all, chosen] = await Promise.all([library.list(), library.defaultId()]);
  if (options.json) return print(`${JSON.stringify(all.map((encoder) => listed(encoder, chosen)))}\n`);
  const rows = all.map(({ id, bundled, card, problem }) => [
    id === chosen ? '*' : ' ',
    printable(id),
    card ? String(card.dimensions) : '',
    card ? `${card.input.size} x ${card.input.size} x ${card.input.channels}` : '',
    bundled ? 'bundled' : 'added',
    printable(card ? card.name : `cannot be used: ${problem}`),
  ]);
  await print(columns([['', 'id', 'dimensions', 'input', '', 'name'], ...rows], ['left', 'left', 'right', 'right']));
}

function listed({ id, folder, bundled, card, problem }: KnownEncoder, chosen: string) {
  return {
    id,
    name: card?.name ?? null,
    dimensions: card?.dimensions ?? null,
    size: card?.input.size ?? null,
    channels: card?.input.channels ?? null,
    licence: card?.licence ?? null,
    bundled,
    default: id === chosen,
    folder,
    problem: problem ?? null,
  };
}

async function remove(id: string, options: LibraryOptions): Promise<void> {
  await encoderLibrary(options).remove(id);
}

async function choose(id: string | undefined, options: LibraryOptions): Promise<void> {
  const library = encoderLibrary(options);
  if (id === undefined) return print(`${await library.defaultId()}\n`);
  await library.setDefault(id);
}
