/** What a person can do something about: a disk (or a quota) that is full, or a place that may not be written to. */
export type DiskFault = 'full' | 'refused';

const FAULTS: Readonly<Record<string, DiskFault>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'refused',
  EPERM: 'refused',
  EROFS: 'refused',
};

/** Which of these an error of the file system says; undefined of others. */
export function diskFaultOf(error: unknown): DiskFault | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && Object.hasOwn(FAULTS, code) ? FAULTS[code] : undefined;
}
