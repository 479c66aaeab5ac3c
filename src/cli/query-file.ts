import fs from 'node:fs';
import path from 'node:path';
import type { QueryRef } from '../engine';
import { FileSource, gunzip } from '../files';
import { FitsError, type Hdu, holdsImage, openFits } from '../fits';

/** The most bytes that a compressed file may have after decompression when only the names of its HDUs are read. */
const LARGEST = 2 ** 30;

/**
 * A file as a person names it: relative to where they are, or else to the folder. `file.fits[2]` names an HDU by its number, from 0
 * on, `file.fits[SCI]` or `file.fits[SCI,2]` by its EXTNAME and EXTVER, as astropy does. Without an HDU it is the file's
 * first image.
 * @throws Error that says what of it is not there, and what is
 */
export function resolveQuery(folder: string, text: string): QueryRef {
  const found = (name: string) => [path.resolve(name), path.resolve(folder, name)].find((file) => fs.existsSync(file));
  const literal = found(text);
  const match = literal === undefined ? /^(.+)\[([^[\]]+)\]$/.exec(text) : null;
  const name = match ? match[1] : text;
  const file = literal ?? found(name);
  if (file === undefined) throw new Error(`${name}: no such file, here or in ${folder}`);
  if (fs.statSync(file).isDirectory()) throw new Error(`${name}: it is a folder; name a file`);
  const inFolder = (relative: string) =>
    relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
  // Named through a symbolic link it is the same file: what lies in the folder under its own name comes first.
  const relative = [
    path.relative(folder, file),
    path.relative(fs.realpathSync(folder), path.join(fs.realpathSync(path.dirname(file)), path.basename(file))),
  ].find(inFolder);
  return { path: relative?.split(path.sep).join('/') ?? file, hdu: match ? hduOf(file, name, match[2]) : undefined };
}

function hduOf(file: string, name: string, wanted: string): number {
  if (/\.(?:jpe?g|png)$/i.test(file)) throw new Error(`${name}: it has no HDUs; leave [${wanted}] away`);
  const source = new FileSource(file, (_, reason) => FitsError.ofFile(name, reason));
  try {
    const hdus = openFits(source, name, { gunzip, maxBytes: LARGEST });
    const hdu = /^\d+$/.test(wanted) ? hdus.at(Number(wanted)) : named(hdus, wanted);
    if (!hdu) throw new Error(`${name}: there is no HDU ${wanted}; it has ${listed(hdus)}`);
    if (!hdu.failure && !holdsImage(hdu)) {
      throw new Error(`${name}: HDU ${wanted} holds no image; it has ${listed(hdus)}`);
    }
    return hdu.index;
  } finally {
    source.close();
  }
}

/** By EXTNAME and, behind a comma, EXTVER; case is ignored. */
function named(hdus: readonly Hdu[], wanted: string): Hdu | undefined {
  const [, extname, extver] = /^(.*?)(?:\s*,\s*(\d+))?$/.exec(wanted)!;
  const isNamed = ({ name, header }: Hdu) =>
    name.trim().toUpperCase() === extname.trim().toUpperCase() &&
    (extver === undefined || header.number('EXTVER', 1) === Number(extver));
  return hdus.find(isNamed);
}

/** The HDUs that a message offers. */
const MOST = 12;

function listed(hdus: readonly Hdu[]): string {
  const names = hdus.slice(0, MOST).map(({ index, name }) => (name ? `${index} (${name})` : `${index}`));
  const more = hdus.length > MOST ? ` and ${hdus.length - MOST} more` : '';
  return `${hdus.length === 1 ? 'HDU' : 'HDUs'} ${names.join(', ')}${more}`;
}
