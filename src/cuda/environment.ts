import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { librariesOf } from './folder';
import { CUDA_RELEASE, type CudaRelease } from './packages';
import { cudaStatus, cudaSupported } from './status';

const RUNTIME = 'libonnxruntime.so.1';

/**
 * The environment of a process that finds the libraries that are set up in a folder, if any are.
 *
 * ONNX Runtime looks for its providers in the folder that its own library was loaded from, and the loader of Linux looks for that in
 * LD_LIBRARY_PATH before it looks beside its binding (ld.so(8): RUNPATH comes after). So the folder holds a link to the
 * library of the package that runs, made anew where that has moved, as extensions do with each update; and NVIDIA's
 * libraries, which open one another by name, are found in the same folder.
 * @param main file of the process, beside whose modules onnxruntime-node is
 * @throws Error where the link cannot be made
 */
export function withCuda(
  given: NodeJS.ProcessEnv,
  folder: string | undefined,
  main: string,
  release: CudaRelease = CUDA_RELEASE,
): NodeJS.ProcessEnv {
  // NVIDIA's libraries would round float32 to the 10 bits of TF32 in products, which is as far from the CPU as float16 is.
  const env: NodeJS.ProcessEnv = { NVIDIA_TF32_OVERRIDE: '0', ...given };
  if (folder === undefined || !cudaSupported() || !cudaStatus(folder, release).complete) return env;
  const manifest = createRequire(main).resolve('onnxruntime-node/package.json');
  const { version } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { version: string };
  // Another version's provider would read its memory wrongly.
  if (version !== release.runtime) return env;
  const libraries = librariesOf(folder);
  link(path.join(path.dirname(manifest), 'bin', 'napi-v6', 'linux', 'x64', RUNTIME), path.join(libraries, RUNTIME));
  const before = env.LD_LIBRARY_PATH;
  return { ...env, LD_LIBRARY_PATH: before ? `${libraries}:${before}` : libraries };
}

function link(target: string, at: string): void {
  const there = fs.lstatSync(at, { throwIfNoEntry: false });
  if (there?.isSymbolicLink() && fs.readlinkSync(at) === target) return;
  // Renamed, so that a process that starts at this moment finds the one or the other.
  const temporary = `${at}.${process.pid}.tmp`;
  fs.rmSync(temporary, { force: true });
  fs.symlinkSync(target, temporary);
  fs.renameSync(temporary, at);
}
