import { knownAccelerators, type DeviceSetting, type Encoder } from '../encoder';
import { chooseDevice } from './device-choice';
import { deviceKey, DeviceMemory, type DeviceOutcome } from './device-memory';
import { DeviceTrialProcess } from './device-trial-process';
import { runtime } from '../runtime';
import type { InferencePool } from './inference-pool';

export interface DeviceOptions {
  readonly setting: DeviceSetting;
  /** File of outcomes of former trials. */
  readonly memory?: string;
  readonly threads: number;
  /** The bundle of the process that tries devices. */
  readonly trialFile: string;
  readonly log: (level: 'info' | 'warn', message: string) => void;
  /** Says what a person should know. */
  readonly notice: (message: string) => void;
}

/**
 * Moves a pool that runs on the CPU to the device of the setting. A device that was named is waited for; what `auto` has to
 * try first is tried in the background, while the CPU works.
 * @returns what ends when the device is settled, for whoever must not leave before; it does not reject
 */
export async function settleDevice(
  pool: InferencePool,
  encoder: Encoder,
  options: DeviceOptions,
  signal: AbortSignal,
): Promise<{ settled: Promise<void> }> {
  const { setting } = options;
  const running = runtime();
  if (running.kind === 'wasm') {
    // It reaches no other device: there is nothing to try.
    const why = `ONNX Runtime's WebAssembly build, since ${running.why}: slower, and on the CPU alone`;
    pool.stay(why);
    if (isNamed(setting)) options.notice(refused(setting, why));
    else options.log('warn', `the encoder runs on ${why}`);
    return { settled: Promise.resolve() };
  }
  if (setting === 'cpu') {
    pool.stay('as the setting says');
    return { settled: Promise.resolve() };
  }
  const memory = options.memory === undefined ? undefined : new DeviceMemory(options.memory);
  const key = `${setting} ${deviceKey(encoder, options.threads)}`;
  const known = await memory?.recall(key);
  if (known) {
    await apply(pool, known, options);
    return { settled: Promise.resolve() };
  }
  pool.stay('other devices are being tried');
  const settled = settle(pool, encoder, options, signal, (outcome) => memory?.remember(key, outcome));
  if (setting !== 'auto') await settled;
  return { settled };
}

async function settle(
  pool: InferencePool,
  encoder: Encoder,
  options: DeviceOptions,
  signal: AbortSignal,
  remember: (outcome: DeviceOutcome) => Promise<void> | undefined,
): Promise<void> {
  try {
    const outcome = await chooseDevice(options.setting, encoder, {
      candidates: knownAccelerators(),
      trial: (device) => new DeviceTrialProcess(options.trialFile, device),
      undisturbed: (work) => pool.undisturbed(work),
      cpuThroughput: () => pool.cpuThroughput(),
      signal,
    });
    // A named device that cannot be had is one that somebody is setting up.
    const lasting = outcome.device !== 'cpu' || options.setting === 'auto';
    await (lasting ? remember(outcome) : undefined)?.catch((error: Error) =>
      options.log('warn', `the choice of a device is not remembered: ${error.message}`),
    );
    signal.throwIfAborted();
    await apply(pool, outcome, options);
  } catch (error) {
    if (!signal.aborted) options.log('warn', `no device could be chosen: ${(error as Error).message}`);
  }
}

async function apply(
  pool: InferencePool,
  { device, batch, precision, why }: DeviceOutcome,
  { setting, log, notice }: DeviceOptions,
): Promise<void> {
  if (device === 'cpu') {
    pool.stay(why);
    if (isNamed(setting)) notice(refused(setting, why));
  } else {
    try {
      await pool.moveTo({ device, batch, precision }, why);
    } catch (error) {
      const { message, reason = message } = error as Error & { reason?: string };
      pool.stay(`${device} cannot be used any more: ${reason}`);
      notice(`The encoder runs on the CPU: ${device} cannot be used any more (${reason}).`);
      return;
    }
  }
  log('info', `the encoder runs on ${device}: ${why}`);
}

const isNamed = (setting: DeviceSetting) => setting !== 'auto' && setting !== 'cpu';
const refused = (setting: DeviceSetting, why: string) => `The encoder runs on the CPU, not on "${setting}": ${why}.`;
