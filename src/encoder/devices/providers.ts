import { nativeProviders, type SessionOptions } from '../../runtime';
import { ACCELERATORS, type Accelerator, type Device } from './device';

/**
 * The accelerators that the installed ONNX Runtime knows on this platform. That it knows one says neither that its
 * libraries are here (CUDA's come apart) nor that there is hardware for it: only a trial does.
 */
export function knownAccelerators(): Accelerator[] {
  const known = new Set(nativeProviders());
  return ACCELERATORS.filter((name) => known.has(name));
}

/** Options of a session that is to run on a device. @param threads of the CPU */
export function providerOptions(device: Device, threads: number): SessionOptions {
  return {
    // The device alone: of several, ONNX Runtime passes over those that it cannot have and says nothing.
    executionProviders: [device],
    intraOpNumThreads: device === 'cpu' ? threads : 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    // DirectML demands both (ONNX Runtime's page on the DirectML execution provider).
    ...(device === 'dml' && { enableMemPattern: false, executionMode: 'sequential' as const }),
    // The runtime warns that nodes which compute shapes stay on the CPU, which is expected; errors are thrown in any
    // case.
    ...(device !== 'cpu' && { logSeverityLevel: 4 as const }),
    // Idle threads that spin take the cores from the decoders.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}
