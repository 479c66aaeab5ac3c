import fs from 'node:fs/promises';
import path from 'node:path';

/** Whether a file lies in a folder or is it, wherever links lead. */
export async function liesIn(file: string, folder: string): Promise<boolean> {
  const relative = path.relative(await resolved(folder), await resolved(file));
  return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

function resolved(file: string): Promise<string> {
  return fs.realpath(file).catch(() => path.resolve(file)); // not there: then there is nothing to open
}
