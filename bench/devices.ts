import os from 'node:os';
import path from 'node:path';
import { type Encoder, knownAccelerators, noise, readEncoder } from '../src/encoder';
import { BUNDLED_ENCODER } from '../src/encoder/bundled';
import { cudaFolder, withCuda } from '../src/cuda';
import { DeviceTrialProcess } from '../src/engine/devices/device-trial-process';
import { InferencePool } from '../src/engine/indexing/inference-pool';
import { WASM_SWITCH } from '../src/runtime';
import { report, ROOT } from './measure';

const PICTURES = 8;
const TURNS = 7;

/**
 * The bundled encoder on the CPU with all cores, native and as WebAssembly, and on each provider of this machine's ONNX Runtime, as
 * a trial finds it.
 */
export async function benchDevices(): Promise<void> {
  const encoder = await readEncoder(path.join(ROOT, 'media/encoders', BUNDLED_ENCODER));
  const [native, wasm] = await onCpu(encoder);
  const rows: Record<string, string>[] = [
    {
      device: 'cpu',
      'cutouts a second': native.rate.toFixed(0),
      batch: '',
      'difference from the CPU': '',
      problem: '',
    },
    {
      device: 'cpu, WebAssembly',
      'cutouts a second': wasm.rate.toFixed(0),
      batch: '',
      'difference from the CPU': difference(wasm.embedded, native.embedded).toExponential(1),
      problem: '',
    },
  ];
  const file = path.join(ROOT, 'dist/device-trial-main.js');
  for (const device of knownAccelerators()) {
    const trial = new DeviceTrialProcess(file, device, withCuda(process.env, cudaFolder(), file));
    try {
      const { disagreement, halfProblem } = await trial.start(encoder);
      const { cutoutsPerSecond, batch, precision } = await trial.measure();
      rows.push({
        device,
        'cutouts a second': cutoutsPerSecond.toPrecision(3),
        batch: String(batch),
        'difference from the CPU': disagreement.toExponential(1),
        problem: precision === 'float16' ? '(in float16)' : (halfProblem && `not in float16: ${halfProblem}`) || '',
      });
    } catch (error) {
      const problem = (error as Error).message;
      rows.push({ device, 'cutouts a second': '', batch: '', 'difference from the CPU': '', problem });
    } finally {
      trial.kill();
    }
  }
  report('devices', 'The bundled encoder on this machine’s devices', rows);
}

interface OnCpu {
  /** Cutouts a second of all cores. */
  readonly rate: number;
  /** What it answers for some noise. */
  readonly embedded: Float32Array;
}

/** The native ONNX Runtime and the WebAssembly build, in turns: what else the machine does slows both. */
async function onCpu(encoder: Encoder): Promise<OnCpu[]> {
  const make = () => new InferencePool(path.join(ROOT, 'dist/inference-worker.js'), os.availableParallelism());
  const pools = [make(), make()];
  try {
    await pools[0].load(encoder);
    await pools[0].undisturbed(() => Promise.resolve());
    process.env[WASM_SWITCH] = 'wasm';
    await pools[1].load(encoder);
    await pools[1].undisturbed(() => Promise.resolve());
    delete process.env[WASM_SWITCH];
    const rates: number[][] = [[], []];
    for (let turn = 0; turn <= TURNS; turn++) {
      for (const [i, pool] of pools.entries()) {
        const rate = await pool.undisturbed(() => pool.cpuThroughput());
        // WebAssembly begins with code that has not been optimised yet.
        if (turn > 0) rates[i].push(rate);
      }
    }
    return await Promise.all(
      pools.map(async (pool, i) => ({
        rate: rates[i].sort((a, b) => a - b)[(TURNS - 1) / 2],
        embedded: await pool.embed(noise(encoder, PICTURES)),
      })),
    );
  } finally {
    await Promise.all(pools.map((pool) => pool.stop()));
  }
}

/** The largest, of the largest number in `reference`. */
function difference(answer: Float32Array, reference: Float32Array): number {
  const largest = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return reference.reduce((most, value, i) => Math.max(most, Math.abs(value - answer[i])), 0) / largest;
}
