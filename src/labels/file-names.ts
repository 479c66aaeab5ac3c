/** Extensions of files that hold cutouts, with what may be compressed around them. */
const EXTENSION = /(?:\.(?:fits?|fts|fz|png|jpe?g|tiff?|webp|npy))?(?:\.(?:gz|bz2|z|fz))?$/i;

/**
 * A path as paths are compared: forward slashes, no `./`, no doubled slashes, `..` taken up, no `file://`; accents as one
 * letter each (Unicode NFC), since file systems differ in that.
 */
export function normalPath(path: string): string {
  let out = path.startsWith('file://') ? path.slice('file://'.length) : path;
  if (out.includes('\\')) out = out.replaceAll('\\', '/');
  if (out.includes('./') || out.includes('//') || out.endsWith('/..')) {
    const parts: string[] = [];
    for (const part of out.split('/')) {
      if (part === '.' || (part === '' && parts.length > 0)) continue;
      if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
      else parts.push(part);
    }
    out = parts.join('/');
  }
  return isAscii(out) ? out : out.normalize('NFC');
}

/** Decodes percent-encoding (RFC 3986, section 2.1); undefined where there is none or it is malformed. */
export function percentDecoded(path: string): string | undefined {
  if (!/%[0-9a-f]{2}/i.test(path)) return undefined;
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** An image of a file as CFITSIO names it: the file, and its HDU by number or name (CFITSIO User's Reference Guide, section 10.2). */
const WITH_HDU = /^(.+)\[([^[\]]*)\]$/s;

/** Splits `file.fits[2]` into the name and the text in brackets; undefined where a name does not end in brackets. */
export function parsedHdu(name: string): { readonly file: string; readonly hdu: string } | undefined {
  const [, file, hdu] = (name.endsWith(']') && WITH_HDU.exec(name)) || [];
  return file === undefined ? undefined : { file, hdu: hdu.trim() };
}

/** The last part of a normal path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A file's name without the extension of a cutout, compression included; other dots belong to the name. */
export function stem(path: string): string {
  const name = fileName(path);
  // Most names end in one of these, and a million of them are asked.
  const found = EXTENSION.exec(name.slice(-9));
  const length = found ? found[0].length : 0;
  return length > 0 && length < name.length ? name.slice(0, -length) : name;
}

/** A path without the extension of a cutout: what files of one galaxy that lie beside one another share. */
export function withoutExtension(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) + stem(path);
}

/** Whether the name ends like that of a file of cutouts. */
export function hasCutoutExtension(name: string): boolean {
  return stem(name).length < fileName(name).length;
}

/** The most parts that an identifier with delimiters in it may have. */
const PARTS = 8;

/**
 * What in a stem may be an identifier: each run of digits, each part between `_`, `-` and `.`; with `joined`, parts that
 * follow one another too, with what is between them.
 */
export function identifiersIn(name: string, joined: boolean): Set<string> {
  const found = new Set<string>();
  const starts: number[] = [];
  const ends: number[] = [];
  for (const match of name.matchAll(/[^_.-]+/g)) {
    starts.push(match.index);
    ends.push(match.index + match[0].length);
  }
  for (let i = 0; i < starts.length; i++) {
    const last = joined ? Math.min(starts.length, i + PARTS) : i + 1;
    for (let j = i; j < last; j++) found.add(name.slice(starts[i], ends[j]));
    // Some surveys number objects by negative integers.
    if (joined && name[starts[i] - 1] === '-')
      for (let j = i; j < last; j++) found.add(name.slice(starts[i] - 1, ends[j]));
  }
  for (const match of name.matchAll(/\d+/g)) found.add(match[0]);
  return found;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** Lower case, without the dot; '' where there is none. */
export function extensionOf(name: string): string {
  return /\.([^./\\]+)$/.exec(name)?.[1].toLowerCase() ?? '';
}
