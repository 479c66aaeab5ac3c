import fs from 'node:fs';
import path from 'node:path';

/** NVIDIA's driver on this machine. */
export interface Driver {
  /** Undefined where its library is there and its version is not told (Windows' subsystem for Linux). */
  readonly version?: string;
}

/** Where distributions, NixOS and Windows' subsystem for Linux have the driver's library. */
const FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib', '/run/opengl-driver/lib', '/usr/lib/wsl/lib']; // prettier-ignore

/** Undefined where there is none. @param root of the file system */
export function nvidiaDriver(root = '/', env: NodeJS.ProcessEnv = process.env): Driver | undefined {
  const version = path.join(root, 'proc/driver/nvidia/version');
  if (fs.existsSync(version)) {
    // "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build"
    const [, found] = /Kernel Module\D*?(?:x86_64)?\s+(\d+(?:\.\d+)+)/.exec(fs.readFileSync(version, 'utf8')) ?? [];
    return found === undefined ? {} : { version: found };
  }
  const named = (env.LD_LIBRARY_PATH ?? '').split(/[:;]/).filter((folder) => path.isAbsolute(folder));
  const folders = [...named, ...FOLDERS].map((folder) => path.join(root, folder));
  return folders.some((folder) => fs.existsSync(path.join(folder, 'libcuda.so.1'))) ? {} : undefined;
}

/** Whether version `one` comes before `other`: "570.86" before "580.65.06". */
export function olderThan(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => text.split('.').map(Number));
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
