import type { Accelerator, Agreement, DeviceSetting, Encoder, Throughput } from '../../encoder';
import type { DeviceOutcome } from './device-memory';

/** A device on trial. */
export interface TrialOfDevice {
  /** @throws DeviceError */
  start(encoder: Encoder): Promise<Agreement>;
  /** @throws DeviceError */
  measure(): Promise<Throughput>;
  kill(): void;
}

export interface ChoiceHost {
  /** Devices to try, those first that are likely to be fast. */
  readonly candidates: readonly Accelerator[];
  trial(device: Accelerator): TrialOfDevice;
  /** Does `work` while the CPU does nothing else. */
  undisturbed<T>(work: () => Promise<T>): Promise<T>;
  /** Cutouts a second that the CPU encodes with all that it is given. Only inside `undisturbed`. */
  cpuThroughput(): Promise<number>;
  readonly signal: AbortSignal;
}

/** A device that is this many times slower in its first batches need not be measured against the CPU at rest. */
const HOPELESS = 10;

const onCpu = (why: string): DeviceOutcome => ({ device: 'cpu', batch: 64, why });

/** A device that has been tried: how it did, or what is wrong with it. */
interface Tried {
  readonly device: Accelerator;
  readonly problem?: string;
  readonly measured?: Throughput & { readonly cpu: number; readonly halfProblem?: string };
}

/**
 * The device that an encoder is to run on. `auto` takes the fastest of those that agree with the CPU and are faster than it; a
 * named device has to agree.
 * @throws AbortError, where the signal ends it
 */
export async function chooseDevice(setting: DeviceSetting, encoder: Encoder, host: ChoiceHost): Promise<DeviceOutcome> {
  if (setting === 'cpu') return onCpu('as the setting says');
  const candidates = host.candidates.filter((device) => setting === 'auto' || device === setting);
  if (candidates.length === 0) {
    const known = host.candidates.join(', ') || 'none';
    return onCpu(
      setting === 'auto'
        ? 'there is no provider for graphics processors in this package'
        : `there is no provider "${setting}" in this package (there is: ${known})`,
    );
  }
  const tried: Tried[] = [];
  for (const device of candidates) tried.push(await tryDevice(device, encoder, host, setting === 'auto'));
  const usable = tried.flatMap(({ device, measured }) => (measured ? [{ device, ...measured }] : []));
  const [best] = usable
    .filter(({ cutoutsPerSecond, cpu }) => setting !== 'auto' || cutoutsPerSecond > cpu)
    .sort((a, b) => b.cutoutsPerSecond - a.cutoutsPerSecond);
  if (!best) return onCpu(tried.map(describe).join('; '));
  const { device, batch, precision } = best;
  return { device, batch, precision, why: describe({ device, measured: best }) };
}

async function tryDevice(device: Accelerator, encoder: Encoder, host: ChoiceHost, faster: boolean): Promise<Tried> {
  host.signal.throwIfAborted();
  const trial = host.trial(device);
  const kill = () => trial.kill();
  host.signal.addEventListener('abort', kill);
  try {
    const { disagreement, cutoutsPerSecond, halfProblem } = await trial.start(encoder);
    host.signal.throwIfAborted();
    const measured = await host.undisturbed(async () => {
      const cpu = await host.cpuThroughput();
      if (faster && cutoutsPerSecond * HOPELESS < cpu) {
        return { cutoutsPerSecond, disagreement, batch: 16, precision: 'float32' as const, cpu };
      }
      return { ...(await trial.measure()), cpu };
    });
    return { device, measured: { ...measured, halfProblem } };
  } catch (error) {
    host.signal.throwIfAborted();
    const { message, reason = message } = error as Error & { reason?: string };
    return { device, problem: shorten(reason) };
  } finally {
    host.signal.removeEventListener('abort', kill);
    trial.kill();
  }
}

function describe({ device, problem, measured }: Tried): string {
  if (!measured) return `${device} cannot be used: ${problem}`;
  const { cutoutsPerSecond, cpu, disagreement, precision, halfProblem } = measured;
  const ratio = cutoutsPerSecond / cpu;
  const speed =
    ratio >= 1
      ? `${ratio.toPrecision(2)} times as fast as the CPU`
      : `slower than the CPU, at ${percent(ratio)} of its speed`;
  const figures = `${rate(cutoutsPerSecond)} cutouts a second, ${rate(cpu)} there`;
  const said = `${device}${precision === 'float16' ? ' in float16' : ''} is ${speed} (${figures}), and agrees with it to ${disagreement.toExponential(0)}`;
  return halfProblem === undefined || ratio < 1 ? said : `${said}; not in float16: ${shorten(halfProblem)}`;
}

const percent = (ratio: number) => `${(100 * ratio).toPrecision(2)} %`;
const rate = (perSecond: number) =>
  perSecond < 10 ? perSecond.toPrecision(2) : Math.round(perSecond).toLocaleString('en');

/** What ONNX Runtime says, without the source files and the signatures that it begins with. */
function shorten(reason: string): string {
  const line = reason.replace(/\s+/g, ' ').trim();
  const said = /was false\. (.+)$/.exec(line)?.[1] ?? line;
  return said.length > 240 ? `${said.slice(0, 240)}…` : said;
}
