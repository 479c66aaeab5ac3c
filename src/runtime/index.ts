/**
 * ONNX Runtime, native where there is a library for this machine and as WebAssembly where there is none. Sessions and tensors
 * are the same for whoever runs a graph; nobody else loads the packages.
 */
export { type InferenceSession, Tensor } from 'onnxruntime-common';
export { nativeFolder, nativeMarks, nativeProviders, type Runtime, runtime, WASM_SWITCH } from './choice';
export type { Graph, Session, SessionOptions } from './loaded-graph';
export { createSession } from './session';
