import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { inspectFits } from '../../src/fits';
import { type Coordinates, coordinateDifference, differences, type ExpectedFile } from './compare';
import { coordinatesOf } from './coordinates';
import { readHdrFile } from './hdr-file';

/** What came of one HDU, file or header that another reader has read too. */
export interface Verdict {
  /** The kind of HDU, as astropy calls it; of other things what they are. */
  readonly kind: string;
  /** The file, and in brackets the HDU. */
  readonly place: string;
  readonly outcome: 'right' | 'wrong' | 'refused';
  /** What is wrong, or why it is refused. */
  readonly reasons: readonly string[];
}

export const COORDINATES = 'coordinates of a header alone';
const REFUSED_BY_ASTROPY = 'files that astropy refuses';

/** Compares every file of a folder with its `expected.json`. */
export function fileVerdicts(folder: string): Verdict[] {
  const files = readJson<Record<string, ExpectedFile>>(path.join(folder, 'expected.json'));
  return Object.entries(files).flatMap(([file, wanted]) => fileVerdict(folder, file, wanted));
}

function fileVerdict(folder: string, file: string, wanted: ExpectedFile): Verdict[] {
  const report = inspectFits(fs.readFileSync(path.join(folder, file)), file, {
    gunzip: (bytes, maxBytes) => zlib.gunzipSync(bytes, { maxOutputLength: maxBytes }),
  });
  // What astropy refuses may be refused; Unix compress, which it does not know, is FITS all the same.
  if (wanted.unreadable)
    return [verdict(REFUSED_BY_ASTROPY, file, report.unreadable || file.endsWith('.Z') ? [] : ['it is read'])];
  const expected = wanted.hdus ?? [];
  if (report.unreadable) {
    return expected.map(({ kind = '' }, i) => refusal(kind, `${file} [${i}]`, report.unreadable ?? ''));
  }
  const hdus = report.hdus ?? [];
  const verdicts = expected.map((hdu, i) => {
    const [ours, place, kind] = [hdus[i], `${file} [${i}]`, hdu.kind ?? ''];
    if (!ours) return verdict(kind, place, ['the HDU is not found']);
    // What astropy fails at, any answer is better than.
    if (hdu.unreadable) return verdict(kind, place, []);
    return ours.unreadable
      ? refusal(kind, place, ours.unreadable)
      : verdict(kind, place, differences(file, i, ours, hdu));
  });
  const more = hdus
    .slice(expected.length)
    .map(({ kind }, i) => verdict(kind, `${file} [${expected.length + i}]`, ['astropy sees no such HDU']));
  return [...verdicts, ...more];
}

/** Compares the coordinates of every header of a folder with its `expected.json`. */
export function headerVerdicts(folder: string): Verdict[] {
  const headers = readJson<Record<string, Coordinates>>(path.join(folder, 'expected.json'));
  return Object.entries(headers).map(([file, wanted]) => {
    const ours = coordinatesOf(readHdrFile(path.join(folder, file)), wanted.pixel1);
    const what = coordinateDifference(ours, wanted);
    return verdict(COORDINATES, file, what ? [what] : []);
  });
}

function verdict(kind: string, place: string, reasons: readonly string[]): Verdict {
  return { kind, place, outcome: reasons.length === 0 ? 'right' : 'wrong', reasons };
}

function refusal(kind: string, place: string, reason: string): Verdict {
  return { kind, place, outcome: 'refused', reasons: [reason] };
}

function readJson<T>(file: string): T {
  return JSON.parse(fs.readFileSync(file, 'utf8')) as T;
}
