import fs from 'node:fs/promises';
import path from 'node:path';

/** Whether a file lies in a folder or is it, wherever links lead. A file that is not there yet lies where it would be made. */
export async function liesIn(file: string, folder: string): Promise<boolean> {
  const [inner, outer] = await Promise.all([realPathOf(file), realPathOf(folder)]);
  const relative = path.relative(outer, inner);
  return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

/**
 * A path without links. Of one that is not there, or not yet, the links of the folders above it count all the same.
 * A link that leads to nothing is where it leads: writing through it would make that file.
 */
export async function realPathOf(file: string, depth = 0): Promise<string> {
  const absolute = path.resolve(file);
  try {
    return await fs.realpath(absolute);
  } catch {
    // Not there, or not to be seen: resolved name by name from above.
    const parent = path.dirname(absolute);
    if (parent === absolute || depth > MOST_LINKS) return absolute;
    const inParent = path.join(await realPathOf(parent, depth + 1), path.basename(absolute));
    const target = await fs.readlink(inParent).catch(() => undefined); // no link
    return target === undefined ? inParent : realPathOf(path.resolve(path.dirname(inParent), target), depth + 1);
  }
}

/** Links that lead to one another in a circle end here, as in the kernel (ELOOP after 40). */
const MOST_LINKS = 100;
