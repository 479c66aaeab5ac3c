import fs from 'node:fs';
import path from 'node:path';
import { env, type InferenceSession, listSupportedBackends } from 'onnxruntime-node';
import { ACCELERATORS, type Accelerator, type Device } from './device';

/**
 * The accelerators that the installed ONNX Runtime knows on this platform. That it knows one says neither that its
 * libraries are here (CUDA's come apart) nor that there is hardware for it: only a trial does.
 */
export function knownAccelerators(): Accelerator[] {
  const known = new Set(listSupportedBackends().map(({ name }) => name));
  return ACCELERATORS.filter((name) => known.has(name));
}

/** Where its package has ONNX Runtime's binaries for this system. */
export function runtimeFolder(): string {
  const module = path.dirname(require.resolve('onnxruntime-node/package.json'));
  return path.join(module, 'bin', 'napi-v6', process.platform, process.arch);
}

/** ONNX Runtime's version and its binaries, to which those of CUDA may have been added. */
export function runtimeMarks(): string[] {
  const binaries = runtimeFolder();
  const names = fs.existsSync(binaries) ? fs.readdirSync(binaries).sort() : [];
  return [env.versions.node ?? env.versions.common, ...names];
}

/** Options of a session that is to run on a device. @param threads of the CPU */
export function providerOptions(device: Device, threads: number): InferenceSession.SessionOptions {
  return {
    // The device alone: of several, ONNX Runtime passes over those that it cannot have and says nothing.
    executionProviders: [device],
    intraOpNumThreads: device === 'cpu' ? threads : 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    // DirectML demands both (ONNX Runtime's page on the DirectML execution provider).
    ...(device === 'dml' && { enableMemPattern: false, executionMode: 'sequential' as const }),
    // That nodes which work out shapes stay on the CPU is no news; errors are thrown as well.
    ...(device !== 'cpu' && { logSeverityLevel: 4 as const }),
    // Idle threads that spin take the cores from the decoders.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}
