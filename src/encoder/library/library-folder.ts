import os from 'node:os';
import path from 'node:path';

/**
 * Where encoders that were added from a terminal are kept: $MORPHOSCOPE_ENCODERS, or a folder of the person's, as each
 * system has one for data (XDG Base Directory Specification 0.8; `Application Support`; `%APPDATA%`).
 */
export function libraryFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  const own = env.MORPHOSCOPE_ENCODERS;
  if (own) return path.resolve(own);
  return path.join(dataFolder(env, platform, home), 'morphoscope', 'encoders');
}

/** Where a system keeps data of a person. */
export function dataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  if (platform === 'win32') return env.APPDATA ?? path.join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support');
  // The specification: a relative path there is to be ignored.
  const data = env.XDG_DATA_HOME;
  return data !== undefined && path.isAbsolute(data) ? data : path.join(home, '.local', 'share');
}
