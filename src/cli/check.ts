import fs from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
// Not from the room's index: that would load the native libraries, which belong to the engine process.
import { DEFAULT_INCLUDE } from '../collection/discovery';
import { type CheckedFiles, type CheckResult, CheckStore, type EncoderCheck, type Finding } from '../engine';
import { BUNDLED_ENCODERS, engineClient, type FolderOptions, print, printable, storeOf } from './engine';

type CheckOptions = Pick<FolderOptions, 'encoder' | 'store' | 'include' | 'verbose'> & { readonly json?: boolean };

export function checkCommand(): Command {
  return new Command('check')
    .description(
      'Say what of a folder’s index is missing, damaged or old; nothing is changed. Exit code 1 where something is.',
    )
    .argument('<folder>')
    .addOption(new Option('--store <dir>', 'where the index lies (default: FOLDER/.morphoscope)'))
    .addOption(
      new Option('--encoder <id>', 'check the index of this encoder alone, by its id, or a folder with card.json'),
    )
    .addOption(
      new Option('--include <glob...>', 'which files are cutouts').default(
        [...DEFAULT_INCLUDE],
        'FITS, gzipped FITS, PNG, JPEG',
      ),
    )
    .option(
      '--json',
      'as JSON: {store, ok, encoders: [{encoder, segments, cutouts, findings, gone, changed, ...}], findings}',
    )
    .addOption(new Option('--verbose', 'log what the engine does to stderr'))
    .action(run);
}

async function run(folder: string, options: CheckOptions): Promise<void> {
  const absolute = path.resolve(folder);
  if (!fs.statSync(absolute, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${folder}: no such folder`);
  const store = await storeOf(absolute, options);
  if (!fs.existsSync(store)) throw new Error(`${folder} has no index yet; make it with: morphoscope index ${folder}`);
  const engine = engineClient({ verbose: options.verbose, threads: 1 }, BUNDLED_ENCODERS);
  try {
    const include = options.include ?? DEFAULT_INCLUDE;
    const result = await engine.request(CheckStore, {
      folder: absolute,
      include,
      store,
      encoder: idOf(options.encoder),
    });
    const ok = isWhole(result);
    await print(options.json ? `${JSON.stringify({ store, ok, ...result })}\n` : asText(result, store, folder, ok));
    if (!ok) process.exitCode = 1;
  } finally {
    await engine.stop();
  }
}

/** An encoder that is no longer there may have an index: an id is taken as it is. */
function idOf(encoder: string | undefined): string | undefined {
  const card = encoder === undefined ? undefined : path.join(encoder, 'card.json');
  if (card === undefined || !fs.existsSync(card)) return encoder;
  const { id } = JSON.parse(fs.readFileSync(card, 'utf8')) as { id?: unknown };
  if (typeof id !== 'string') throw new Error(`${card}: the card says no id`);
  return id;
}

const differences = ({ gone, changed, notIndexed }: EncoderCheck) => gone.count + changed.count + notIndexed.count;

function isWhole({ encoders, findings }: CheckResult): boolean {
  return findings.length === 0 && encoders.every((one) => one.findings.length === 0 && differences(one) === 0);
}

function asText({ encoders, findings }: CheckResult, store: string, folder: string, ok: boolean): string {
  const lines = [printable(store), ...encoders.flatMap((one) => describe(one, store)), ...findings.map(lineOf(store))];
  if (encoders.some((one) => one.findings.some(({ kind }) => kind === 'segment') || differences(one) > 0)) {
    lines.push(
      `To bring the index up to date: morphoscope index ${printable(folder)}. If files have been deleted by mistake, or a drive is not ` +
        'connected, see to that first.',
    );
  }
  if (ok) lines.push('Nothing is missing, damaged or old.');
  return `${lines.join('\n')}\n`;
}

function describe(check: EncoderCheck, store: string): string[] {
  const { encoder, segments, cutouts, files, gone, changed, notIndexed, unreadable, setAside } = check;
  const parts = [
    `encoder ${encoder}: ${cutouts} cutouts of ${files} files in ${segments} segments`,
    ...(unreadable ? [`${unreadable} unreadable`] : []),
    ...(setAside ? [`${setAside} damaged set aside, which may be deleted`] : []),
  ];
  return [
    parts.join('; '),
    ...check.findings.map(lineOf(store)),
    ...listed('indexed, and not there any more or left out by --include', gone),
    ...listed('indexed, and changed since', changed),
    ...listed('not indexed yet', notIndexed),
  ];
}

const lineOf =
  (store: string) =>
  ({ file, reason }: Finding): string => {
    const relative = path.relative(store, file);
    const shown = relative === '' || relative.startsWith('..') ? file : relative;
    return `  ${printable(shown)}: ${printable(reason)}`;
  };

function listed(what: string, { count, first }: CheckedFiles): string[] {
  if (count === 0) return [];
  const more = count > first.length ? `, and ${count - first.length} more` : '';
  return [`  ${count} ${count === 1 ? 'file is' : 'files are'} ${what}: ${first.map(printable).join(', ')}${more}`];
}
