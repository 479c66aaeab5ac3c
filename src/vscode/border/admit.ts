import path from 'node:path';
import { liesIn, realPathOf } from '../../files';

/** What decides whether a file may be read and written. */
export interface AdmittingContext {
  /** Absolute paths of the workspace's folders. */
  readonly folders: readonly string[];
  /** The person trusts the workspace. */
  readonly trusted: boolean;
  /** Tells whether the person has chosen a file in a dialog, by its real path. */
  readonly chosen: (real: string) => boolean;
  readonly platform?: NodeJS.Platform;
}

/** A file that a workspace names and that may not be touched, because of where it lies. */
export class RefusedFileError extends Error {
  override readonly name = 'RefusedFileError';

  constructor(
    readonly file: string,
    readonly reason: string,
    /** Choosing the file in a dialog would admit it. */
    readonly choosable: boolean,
  ) {
    super(`${path.basename(file)}: ${reason}`);
  }
}

/**
 * Whether a file may be read and written, which settings and links that came with a workspace may have named: it lies in a
 * folder of the workspace, all links followed; or the workspace is trusted and the person has chosen that very file in a dialog.
 * @param file absolute path
 * @returns its real path: what is written must still lie there
 * @throws RefusedFileError with what to do
 */
export async function admit(file: string, around: AdmittingContext): Promise<string> {
  // Before anything asks the disk: looking at a path of the network already sends the person's name and password hash there.
  const name = around.platform === 'win32' ? unsafeOnWindows(file, around.folders) : undefined;
  if (name !== undefined) throw new RefusedFileError(file, name, false);
  const real = await realPathOf(file);
  const inside = await Promise.all(around.folders.map((folder) => liesIn(real, folder)));
  if (inside.includes(true)) return real;
  const where =
    real === path.resolve(file) ? 'it lies outside of the workspace' : `it leads to ${real}, outside of the workspace`;
  if (!around.trusted) {
    throw new RefusedFileError(file, `${where}, which is restricted: only files inside are read and written. Trust the workspace, then choose the file`, false); // prettier-ignore
  }
  if (around.chosen(real)) return real;
  throw new RefusedFileError(file, `${where}. Morphoscope reads and writes such a file only after you have chosen it in a dialog`, true); // prettier-ignore
}

/** Names that Windows takes for devices, whatever their extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/** Why Windows would open something else than a file of this machine's disks; undefined where it would not. */
export function unsafeOnWindows(file: string, folders: readonly string[] = []): string | undefined {
  const normal = file.replaceAll('/', '\\');
  if (/^\\\\[?.]\\/.test(normal)) return 'it is the path of a device, not of a file';
  // A workspace that lies on a share is there already.
  const onShareOfWorkspace = folders.some((folder) => {
    const own = folder.replaceAll('/', '\\').toLowerCase().replace(/\\+$/, '');
    return normal.toLowerCase().startsWith(`${own}\\`);
  });
  if (normal.startsWith('\\\\') && !onShareOfWorkspace) return 'it lies on another machine (a UNC path); copy it into the workspace'; // prettier-ignore
  const parts = path.win32.parse(normal);
  const names = normal.slice(parts.root.length).split('\\');
  const device = names.find((name) => DEVICE.test(name.trim()));
  if (device !== undefined) return `${device} is the name of a device on Windows, not of a file`;
  if (names.some((name) => name.includes(':'))) return 'it names a stream of a file (with a colon), not a file';
  return undefined;
}
