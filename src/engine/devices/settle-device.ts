import { knownAccelerators, ON_CPU, type Device, type DeviceSetting, type Encoder } from '../../encoder';
import { runtime } from '../../runtime';
import { chooseDevice } from './device-choice';
import { DeviceMarks } from './device-marks';
import { deviceKey, DeviceMemory, type DeviceOutcome } from './device-memory';
import { DeviceTrialProcess } from './device-trial-process';
import { DeviceUse } from './device-use';
import type { InferencePool } from '../indexing/inference-pool';

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

/** Where the use of a device is marked, and under which key. */
interface MarkedUse {
  readonly key: string;
  readonly marks?: DeviceMarks;
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
  const used = { key, marks: options.memory === undefined ? undefined : new DeviceMarks(options.memory) };
  const died = used.marks?.takeDied(key);
  if (died !== undefined) {
    const outcome = { ...ON_CPU, why: `the engine ended while it encoded on ${died}` };
    await remembered(memory?.remember(key, outcome), options);
    pool.stay(outcome.why);
    options.notice(`The encoder runs on the CPU from now on: ${outcome.why}.`);
    return { settled: Promise.resolve() };
  }
  const known = await memory?.recall(key);
  if (known) {
    await apply(pool, known, options, used);
    return { settled: Promise.resolve() };
  }
  pool.stay('other devices are being tried');
  const settled = settle(pool, encoder, options, signal, used, (outcome) => memory?.remember(key, outcome));
  if (setting !== 'auto') await settled;
  return { settled };
}

async function settle(
  pool: InferencePool,
  encoder: Encoder,
  options: DeviceOptions,
  signal: AbortSignal,
  used: MarkedUse,
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
    await remembered(lasting ? remember(outcome) : undefined, options);
    signal.throwIfAborted();
    await apply(pool, outcome, options, used);
  } catch (error) {
    if (!signal.aborted) options.log('warn', `no device could be chosen: ${(error as Error).message}`);
  }
}

async function remembered(writing: Promise<void> | undefined, { log }: DeviceOptions): Promise<void> {
  await writing?.catch((error: Error) => log('warn', `the choice of a device is not remembered: ${error.message}`));
}

/** A driver may work in its trial and end the engine later: marked while it is used, it is known then. */
function markedUse({ key, marks }: MarkedUse, device: Device, log: DeviceOptions['log']): DeviceUse {
  const noted = (write: () => void) => {
    try {
      write();
    } catch (error) {
      log('warn', `the use of ${device} is not noted: ${(error as Error).message}`);
    }
  };
  return new DeviceUse(
    () => noted(() => marks?.set(key, device)),
    () => noted(() => marks?.clear(key)),
  );
}

async function apply(
  pool: InferencePool,
  { device, batch, precision, why }: DeviceOutcome,
  { setting, log, notice }: DeviceOptions,
  used: MarkedUse,
): Promise<void> {
  if (device === 'cpu') {
    pool.stay(why);
    if (isNamed(setting)) notice(refused(setting, why));
  } else {
    const use = markedUse(used, device, log);
    try {
      await pool.moveTo({ device, batch, precision }, why, use);
    } catch (error) {
      use.stop();
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
