import { LabelError } from '../error';
import type { ReadTable } from '../read-table';
import { openBars } from './bars';
import { linesOf } from './lines';
import { readTableOf } from './made';
import { openParted } from './parted';
import { openRuled } from './ruled';
import { openSextractor } from './sextractor';

/**
 * A text whose columns are parted by blanks or stand at fixed places, in one of the ways in which astropy, SExtractor, IRSA, VizieR and TOPCAT
 * write it. Its cells are texts.
 * @returns undefined where it is none of these: separated values, mostly
 * @throws LabelError where it is one and a row does not fit, with the line
 */
export function openAscii(name: string, text: string): ReadTable | undefined {
  requireNoReadme(name, text);
  const table = openBars(name, text) ?? openSextractor(name, text) ?? openRuled(name, text) ?? openParted(name, text);
  return table && readTableOf(name, table);
}

/** Lines in which a machine-readable table says that it is one. */
const PREAMBLE = 200;

/** @throws LabelError where the text is a table of CDS or the AAS journals, whose columns a description above them tells */
function requireNoReadme(name: string, text: string): void {
  if (!/^(?:\uFEFF)?(?:Title:|\S.*\n={60})/.test(text.slice(0, 4096))) return;
  for (const line of linesOf(text)) {
    if (line.number > PREAMBLE) return;
    if (!/^Byte-by-byte Description/i.test(line.text)) continue;
    const reason =
      'it is a machine-readable table of CDS or the AAS, whose columns its description tells; convert it with astropy: ' +
      `Table.read("${baseName(name)}", format="ascii.mrt").write("table.csv") (format="ascii.cds" with a ReadMe)`;
    throw new LabelError(name, reason, { line: line.number });
  }
}

function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
