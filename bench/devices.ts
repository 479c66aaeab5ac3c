import path from 'node:path';
import { knownAccelerators, readEncoder } from '../src/encoder';
import { BUNDLED_ENCODER } from '../src/encoder/bundled';
import { cudaFolder, withCuda } from '../src/cuda';
import { DeviceTrialProcess } from '../src/engine/device-trial-process';
import { InferencePool } from '../src/engine/inference-pool';
import { report, ROOT } from './measure';
import os from 'node:os';

/** The bundled encoder on each provider of this machine's ONNX Runtime, as a trial finds it, beside the CPU with all cores. */
export async function benchDevices(): Promise<void> {
  const encoder = await readEncoder(path.join(ROOT, 'media/encoders', BUNDLED_ENCODER));
  const pool = new InferencePool(path.join(ROOT, 'dist/inference-worker.js'), os.availableParallelism());
  const rows: Record<string, string>[] = [];
  try {
    await pool.load(encoder);
    const cpu = await pool.undisturbed(() => pool.cpuThroughput());
    rows.push({
      device: 'cpu',
      'cutouts a second': cpu.toFixed(0),
      batch: '',
      'difference from the CPU': '',
      problem: '',
    });
  } finally {
    await pool.stop();
  }
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
