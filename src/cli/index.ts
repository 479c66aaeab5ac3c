import { Command, Option } from 'commander';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import { IndexCollection, type IndexSummary, missingText, readLines } from '../engine';
import { type FolderOptions, positive, print, printable, withCollection, withFolderOptions } from './engine';
import { ProgressLine } from './progress-line';

interface IndexOptions extends FolderOptions {
  readonly json?: boolean;
  readonly shard?: { index: number; count: number };
  readonly segmentRows?: number;
  readonly prune?: boolean;
  readonly retry?: boolean;
}

export function indexCommand(): Command {
  const command = new Command('index')
    .description('Represent every cutout of a folder; only what is new or changed since the last time is read.')
    .argument('<folder>')
    .option(
      '--json',
      'end with a line of JSON: cutouts, new, skipped, failed, missing, left_out, unread, seconds, cutouts_per_second, device',
    )
    .option(
      '--prune',
      'take out what is gone from the folder, also where that is more than half of the index, or all of it',
    )
    .option('--retry', 'read files again that could not be read before, though they have not changed')
    .option(
      '--shard <I/N>',
      'take one N-th of the files; any number of such processes may share one store (array jobs: $SLURM_ARRAY_TASK_ID/N)',
      shard,
    )
    // For machines that are often taken away, and for tests that take them away.
    .addOption(new Option('--segment-rows <n>', 'cutouts a segment holds').argParser(positive).hideHelp())
    .action(run);
  return withFolderOptions(command);
}

async function run(folder: string, options: IndexOptions): Promise<void> {
  const summary = await withCollection(folder, options, async (engine, absolute) => {
    const cancel = new CancellationTokenSource();
    const line = new ProgressLine(process.stderr);
    const interrupt = () => {
      line.clear();
      process.stderr.write('morphoscope: stopping; what is done is kept (Ctrl+C again to stop at once)\n');
      cancel.cancel();
      process.once('SIGINT', () => process.exit(130));
    };
    process.once('SIGINT', interrupt);
    try {
      return await engine.request(
        IndexCollection,
        {
          folder: absolute,
          share: options.shard,
          segmentRows: options.segmentRows,
          prune: options.prune ? Infinity : 0,
          retry: options.retry,
        },
        { onProgress: (progress) => line.show(progress), token: cancel.token },
      );
    } finally {
      process.off('SIGINT', interrupt);
      line.clear();
    }
  });
  for (const { path, hdu, reason } of summary.failures) {
    process.stderr.write(`${printable(path)}${hdu === undefined ? '' : `[${hdu}]`}: ${printable(reason)}\n`);
  }
  if (summary.read) {
    for (const { text, kind, leftOut } of readLines(summary.read).slice(1)) {
      const change = leftOut === true ? ` (--also ${kind!.replaceAll(' ', '-')} reads them)` : '';
      process.stderr.write(`morphoscope: ${printable(text)}${change}\n`);
    }
  }
  if (summary.missing) {
    process.stderr.write(
      `morphoscope: ${missingText(summary.missing, printable(folder))}; nothing was taken out of the index. ` +
        'Is the drive connected, and the folder the right one? If they are to go, run it again with --prune\n',
    );
  }
  await print(options.json ? `${JSON.stringify(asJson(summary))}\n` : asText(summary));
  if (summary.failed > 0 || summary.missing || summary.cancelled) process.exitCode = 1;
}

function asJson(summary: IndexSummary): object {
  return {
    cutouts: summary.cutouts,
    new: summary.new,
    skipped: summary.skipped,
    failed: summary.failed,
    failed_before: summary.failedBefore,
    moved: summary.moved,
    returned: summary.returned,
    removed: summary.removed,
    missing: summary.missing?.cutouts ?? 0,
    seconds: Number(summary.seconds.toFixed(3)),
    cutouts_per_second: Number(summary.cutoutsPerSecond.toFixed(1)),
    device: summary.device,
    ...(summary.read ? { left_out: summary.read.remarks.filter(({ leftOut }) => leftOut).map(asLeftOut) } : {}),
    ...(summary.read ? { unread: summary.read.unread } : {}),
    ...(summary.cancelled ? { cancelled: true } : {}),
  };
}

function asLeftOut({ kind, by, images, files }: NonNullable<IndexSummary['read']>['remarks'][number]): object {
  return { kind, by, images, files };
}

function asText(summary: IndexSummary): string {
  const parts = [
    `${summary.cutouts} cutouts`,
    `${summary.new} new (${summary.cutoutsPerSecond.toFixed(0)} a second, ${summary.device})`,
    `${summary.skipped} unchanged`,
    ...(summary.moved ? [`${summary.moved} moved`] : []),
    ...(summary.returned ? [`${summary.returned} there again`] : []),
    ...(summary.removed ? [`${summary.removed} gone`] : []),
    ...(summary.missing ? [`${summary.missing.cutouts} missing`] : []),
    `${summary.failed} failed${summary.failedBefore ? ` (${summary.failedBefore} unreadable, as before)` : ''}`,
    `${summary.seconds.toFixed(1)} s`,
  ];
  return `${summary.cancelled ? 'stopped: ' : ''}${parts.join(', ')}\n`;
}

/** Slurm's array indices start where the user says: I of N is taken modulo N, so 0..N-1 and 1..N both cover all. */
function shard(text: string): { index: number; count: number } {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const index = Number(match?.[1]);
  const count = Number(match?.[2]);
  if (!match || count < 1 || index > count)
    throw new Error(`--shard ${text}: it is I/N, such as 3/16, with I at most N`);
  return { index: index % count, count };
}
