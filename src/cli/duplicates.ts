import { Command, Option } from 'commander';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { type DuplicateCutout, type DuplicatesResult, FindDuplicates, type FoundDuplicate } from '../engine';
import { type CsvOptions, exportTable, type ExportColumn, type ExportTable } from '../exports';
import { USUAL_CRITERIA } from '../similarity/duplicates/links';
import { type FolderOptions, print, printable, withCollection, withFolderOptions } from './engine';
import { ProgressLine } from './progress-line';
import { knownFormat, saveTable, TABLE_EXTENSIONS, withCsvOptions } from './save-table';

interface DuplicatesOptions extends FolderOptions, CsvOptions {
  readonly radius: number;
  readonly cosine: number;
  readonly json?: boolean;
  readonly out?: string;
}

export function duplicatesCommand(): Command {
  const command = new Command('duplicates')
    .description(
      'Pairs of cutouts that may be the same: the same file or pixels, one position, one picture cut, turned or compressed.',
    )
    .argument('<folder>')
    .addOption(
      new Option('--radius <arcsec>', 'how far apart two positions may be; 0: positions are not compared')
        .argParser(between(0, 3600))
        .default(USUAL_CRITERIA.radius),
    )
    .addOption(
      new Option('--cosine <c>', 'how alike two pictures are at least before their pixels are compared, 0.5 to 1')
        .argParser(between(0.5, 1))
        .default(USUAL_CRITERIA.cosine),
    )
    .option('--json', 'print [{group, path, hdu, duplicate, duplicate_hdu, reasons, separation, similarity}]')
    .option('--out <file>', `write the same to a file; its extension is the format: ${TABLE_EXTENSIONS}`)
    .action(run);
  return withFolderOptions(withCsvOptions(command));
}

async function run(folder: string, options: DuplicatesOptions): Promise<void> {
  const { radius, cosine, out } = options;
  // Before the search, which may take a while.
  if (out !== undefined) knownFormat(out);
  const found = await withCollection(folder, options, async (engine, absolute, state) => {
    if (state.cutouts === 0) throw new Error(`${folder} has no index yet; make it with: morphoscope index ${folder}`);
    const cancel = new CancellationTokenSource();
    const line = new ProgressLine(process.stderr);
    const interrupt = () => cancel.cancel();
    process.once('SIGINT', interrupt);
    try {
      return await engine.request(
        FindDuplicates,
        { folder: absolute, radius, cosine },
        { onProgress: ({ stage, ...progress }) => line.show({ ...progress, what: stage }), token: cancel.token },
      );
    } finally {
      process.off('SIGINT', interrupt);
      line.clear();
    }
  });
  if (!found) throw new Error('stopped; nothing has been found yet');
  process.stderr.write(`morphoscope: ${counts(found)}\n`);
  if (out !== undefined) {
    await saveTable(out, tableOf(found.pairs), 'pairs', options);
  }
  if (options.json) await print(`${JSON.stringify(found.pairs.map(asJson))}\n`);
  else if (out === undefined) for (const pair of found.pairs) await print(asText(pair));
}

function counts({ searched, total, pairs, ignored, merged }: DuplicatesResult): string {
  return [
    `${total} pairs among ${searched} cutouts`,
    ...(pairs.length < total ? [`the first ${pairs.length} are listed`] : []),
    ...(ignored.length > 0 ? [`${ignored.length} ignored`] : []),
    ...(merged.length > 0 ? [`${merged.length} merged before`] : []),
  ].join(', ');
}

function asJson({ group, first, second, reasons, separation, similarity }: FoundDuplicate): object {
  return {
    group,
    path: first.path,
    hdu: first.hdu,
    duplicate: second.path,
    duplicate_hdu: second.hdu,
    reasons,
    separation: separation === undefined ? null : Number(separation.toFixed(4)),
    similarity: similarity === undefined ? null : Number(similarity.toFixed(6)),
  };
}

function asText({ first, second, reasons, separation, similarity }: FoundDuplicate): string {
  const name = ({ path: file, hdu }: DuplicateCutout) => `${printable(file)}${hdu ? `[${hdu}]` : ''}`;
  const apart = separation === undefined ? '-' : `${separation.toFixed(2)}"`;
  return `${reasons.join(',')}\t${apart}\t${similarity?.toFixed(4) ?? '-'}\t${name(first)}\t${name(second)}\n`;
}

function tableOf(pairs: readonly FoundDuplicate[]): ExportTable {
  const text = (name: string, of: (pair: FoundDuplicate) => string): ExportColumn => ({
    name,
    type: 'text',
    values: pairs.map(of),
  });
  const path = (name: string, of: (pair: FoundDuplicate) => string): ExportColumn => ({
    name,
    type: 'text',
    isPath: true,
    values: pairs.map(of),
  });
  const integer = (name: string, of: (pair: FoundDuplicate) => number): ExportColumn => ({
    name,
    type: 'integer',
    values: pairs.map(of),
  });
  const number = (name: string, of: (pair: FoundDuplicate) => number | undefined, unit?: string): ExportColumn => ({
    name,
    type: 'number',
    unit,
    values: pairs.map((pair) => of(pair) ?? null),
  });
  return exportTable(
    [
      integer('group', ({ group }) => group),
      path('path', ({ first }) => first.path),
      integer('hdu', ({ first }) => first.hdu),
      path('duplicate', ({ second }) => second.path),
      integer('duplicate_hdu', ({ second }) => second.hdu),
      text('reasons', ({ reasons }) => reasons.join(' ')),
      number('separation', ({ separation }) => separation, 'arcsec'),
      number('similarity', ({ similarity }) => similarity),
      number('ra', ({ first }) => first.ra, 'deg'),
      number('dec', ({ first }) => first.dec, 'deg'),
    ],
    'Pairs of cutouts that may be the same',
  );
}

function between(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() === '' || !(number >= least && number <= most))
      throw new Error(`${text} is not a number from ${least} to ${most}`);
    return number;
  };
}
