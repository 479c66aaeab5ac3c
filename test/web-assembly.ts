import { runtime, WASM_SWITCH } from '../src/runtime';

/** Does `work` with ONNX Runtime's WebAssembly build, in the process that has the native one as well. */
export async function asWebAssembly<T>(work: () => Promise<T>): Promise<T> {
  // The native one is loaded first: the other takes the CPU's name where nobody has it.
  if (runtime().kind !== 'native') throw new Error('the tests need the native ONNX Runtime to compare with');
  process.env[WASM_SWITCH] = 'wasm';
  try {
    return await work();
  } finally {
    delete process.env[WASM_SWITCH];
  }
}
