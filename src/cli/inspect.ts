import { Command } from 'commander';
import { FileSource, gunzip } from '../files';
import { FitsError, inspectFits } from '../fits';
import { print } from './engine';

/** The most bytes that a file may have after decompression. */
const LARGEST = 2 ** 31;

export function inspectCommand(): Command {
  return new Command('inspect')
    .description(
      'What a FITS file holds: each HDU with its kind, size (NAXIS1 x NAXIS2), statistics, WCS; tables with their first row.',
    )
    .argument('<file>')
    .option('--json', 'as JSON, with shapes as numpy has them, the slowest axis first')
    .action(run);
}

async function run(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  const inspection = inspect(file);
  const unreadable = inspection.unreadable ?? inspection.hdus?.find((hdu) => hdu.unreadable !== undefined)?.unreadable;
  if (unreadable !== undefined) {
    process.stderr.write(`morphoscope: ${file}: ${unreadable}\n`);
    process.exitCode = 1;
  }
  await print(json ? `${JSON.stringify(inspection)}\n` : asText(inspection));
}

/** By parts: a file may be larger than the memory. */
function inspect(file: string): ReturnType<typeof inspectFits> {
  const source = new FileSource(file, FitsError.ofFile);
  try {
    return inspectFits(source, file, {
      gunzip: (bytes, maxBytes) => gunzip(bytes, Math.min(maxBytes, LARGEST)),
    });
  } finally {
    source.close();
  }
}

/** Sizes are in the order of the standard, NAXIS1 first, as the viewer has them; `--json` has shapes in the order of C. */
function asText({ hdus = [] }: ReturnType<typeof inspectFits>): string {
  const lines = hdus.map((hdu, i) => {
    const words = [`${i}`, hdu.name ?? '', hdu.kind, hdu.shape?.toReversed().join(' x ') ?? '', hdu.unreadable ?? ''];
    if (hdu.columns) words[3] = `${hdu.rows} rows of ${hdu.columns.map(([name]) => name).join(', ')}`;
    if (hdu.finite !== undefined) words.push(`${hdu.finite} defined, ${hdu.min} to ${hdu.max}, mean ${hdu.mean}`);
    return words.join('\t');
  });
  return `${lines.join('\n')}\n`;
}
