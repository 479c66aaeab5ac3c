import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Native from 'onnxruntime-node';

/** The build of ONNX Runtime in use, with the reason where it is not the native one. */
export type Runtime = { readonly kind: 'native' } | { readonly kind: 'wasm'; readonly why: string };

/** An environment variable: `wasm` for the WebAssembly build, for tests and for native libraries that end the process. */
export const WASM_SWITCH = 'MORPHOSCOPE_RUNTIME';

/** Loads a package that lies beside this code; bundlers leave it alone. */
export const load = createRequire(__filename);

type Loaded = { readonly module: typeof Native } | { readonly why: string };

let loaded: Loaded | undefined;

/** Looked at anew each time as far as it is a choice; the native library is loaded once, or its absence known. */
export function runtime(): Runtime {
  if (process.env[WASM_SWITCH] === 'wasm') return { kind: 'wasm', why: `${WASM_SWITCH} says so` };
  loaded ??= loadNative();
  return 'why' in loaded ? { kind: 'wasm', why: loaded.why } : { kind: 'native' };
}

/** Execution providers that the native library knows, named as it names them; none of the WebAssembly build. */
export function nativeProviders(): string[] {
  return runtime().kind === 'native'
    ? native()
        .listSupportedBackends()
        .map(({ name }) => name)
    : [];
}

/** Where its package has the native library for this system, and its providers beside it. */
export function nativeFolder(): string {
  const module = path.dirname(load.resolve('onnxruntime-node/package.json'));
  return path.join(module, 'bin', 'napi-v6', process.platform, process.arch);
}

/** Version and binaries of the native library, to which those of CUDA may have been added; nothing where there is none. */
export function nativeMarks(): string[] {
  if (runtime().kind !== 'native') return [];
  const binaries = nativeFolder();
  const names = fs.existsSync(binaries) ? fs.readdirSync(binaries).sort() : [];
  const { versions } = native().env;
  return [versions.node ?? versions.common, ...names];
}

/** Only where `runtime` says native. */
export function native(): typeof Native {
  loaded ??= loadNative();
  if ('why' in loaded) throw new Error(`there is no native ONNX Runtime: ${loaded.why}`);
  return loaded.module;
}

/** @param from loads it: another one in tests */
export function loadNative(from: (name: string) => unknown = load): Loaded {
  try {
    return { module: from('onnxruntime-node') as typeof Native };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // The package lacks the binaries of a platform, or a package for one platform lacks it altogether.
    if (code === 'MODULE_NOT_FOUND') return { why: `there is no native one for ${process.platform}-${process.arch}` };
    return { why: `the native one cannot be loaded (${message.split('\n')[0]})` };
  }
}
