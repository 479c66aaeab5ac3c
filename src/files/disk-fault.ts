/** A fault that the user can correct: a disk or quota that is full, or a folder without write permission. */
export type DiskFault = 'full' | 'refused';

const FAULTS: Readonly<Record<string, DiskFault>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'refused',
  EPERM: 'refused',
  EROFS: 'refused',
};

/** Classifies an error of the file system; undefined for errors of other kinds. */
export function diskFaultOf(error: unknown): DiskFault | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && Object.hasOwn(FAULTS, code) ? FAULTS[code] : undefined;
}
