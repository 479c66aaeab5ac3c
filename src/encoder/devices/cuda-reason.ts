import fs from 'node:fs';
import path from 'node:path';
import { nativeFolder } from '../../runtime';

const PROVIDER = 'libonnxruntime_providers_cuda.so';

/**
 * Why CUDA cannot be had, of what ONNX Runtime says: that is the name of a C++ template with the reason in it, or only that some
 * library could not be loaded, and which one it writes to its log.
 */
export function cudaReason(said: string): string {
  const [failure] = /\bCU[A-Z]+ failure \d+: [^;]+/.exec(said) ?? [];
  if (failure !== undefined) return failure.trim();
  if (!/Failed to load shared library/.test(said)) return said;
  const folders = (process.env.LD_LIBRARY_PATH ?? '').split(/[:;]/).filter((folder) => path.isAbsolute(folder));
  const provider = [...folders, nativeFolder()].map((folder) => path.join(folder, PROVIDER)).find(fs.existsSync);
  if (provider === undefined)
    return 'its libraries are not installed ("Morphoscope: Set Up CUDA…" or "morphoscope cuda setup" fetches them)';
  const problem = loaderProblem(provider);
  if (/^libcuda\.so\.1:/.test(problem)) return "NVIDIA's driver is not installed (there is no libcuda.so.1)";
  return `a library cannot be loaded (${problem})`;
}

/** What the system's loader says of a library. That it is none of Node's own comes last of all it may say. */
function loaderProblem(file: string): string {
  try {
    process.dlopen({ exports: {} }, file);
    return file;
  } catch (error) {
    return (error as Error).message.replace(/\s+/g, ' ').trim();
  }
}
