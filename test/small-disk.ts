import { spawnSync } from 'node:child_process';

/** Makes a folder a file system of its own (`size=100k`, say); skips the test where this process may not mount one. */
export function mountDisk(test: Mocha.Context, folder: string, options: string): void {
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0) return;
  console.warn('      skipped: this process may not mount a file system');
  test.skip();
}

export function remountDisk(folder: string, options: string): void {
  spawnSync('mount', ['-o', `remount,${options}`, folder]);
}

export function unmountDisk(folder: string): void {
  spawnSync('umount', [folder]);
}
