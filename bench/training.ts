import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { inTemporaryFolder, median, report, ROOT } from './measure';
import { pythonWithTorch } from './python-environment';

interface Told {
  readonly seconds: readonly number[];
  readonly peakMiB: number;
}

const CASES = [
  { network: 'convnext', name: 'ConvNeXt-atto', batch: 32, size: 64 },
  { network: 'resnet', name: 'ResNet, 3 x 3', batch: 32, size: 64 },
  { network: 'resnet18', name: 'ResNet-18', batch: 8, size: 224 },
];
const STEPS = 8;

/** A training step (forward, backward, AdamW) over PyTorch's: the same network, batch and threads, in turns. */
export async function benchTraining(repeats: number): Promise<void> {
  const python = pythonWithTorch();
  const script = path.join(ROOT, 'bench/python/train_step.py');
  // Debian's PyTorch takes the slowest kernels of OpenBLAS and spins its threads unless it is told.
  const env = { ...process.env, OPENBLAS_CORETYPE: 'SKYLAKEX', OMP_WAIT_POLICY: 'passive' };
  const tell = (program: string, args: readonly string[]) =>
    JSON.parse(execFileSync(program, args, { encoding: 'utf8', env })) as Told;
  await inTemporaryFolder((folder) => {
    execFileSync(python, [script, 'export', folder], { stdio: ['ignore', 'ignore', 'inherit'], env });
    const rows = [];
    for (const { network, name, batch, size } of CASES)
      for (const threads of new Set([1, os.availableParallelism()])) {
        const numbers = [batch, size, STEPS, threads].map(String);
        const ours: Told[] = [];
        const theirs: Told[] = [];
        for (let repeat = 0; repeat < repeats; repeat++) {
          theirs.push(tell(python, [script, 'step', network, ...numbers]));
          const worker = path.join(ROOT, 'bench/training-step.ts');
          const file = path.join(folder, `${network}.onnx`);
          ours.push(tell(process.execPath, ['--import', 'tsx', worker, file, ...numbers]));
        }
        const time = (told: Told) => median(told.seconds);
        const ratio = (of: (told: Told) => number) =>
          median(ours.map((told, i) => of(told) / of(theirs[i]))).toFixed(2);
        rows.push({
          network: `${name}, ${size} px, batch ${batch}`,
          threads,
          'Morphoscope ms': (1000 * median(ours.map(time))).toFixed(0),
          'PyTorch ms': (1000 * median(theirs.map(time))).toFixed(0),
          'time ratio': ratio(time),
          'Morphoscope MiB': median(ours.map(({ peakMiB }) => peakMiB)).toFixed(0),
          'PyTorch MiB': median(theirs.map(({ peakMiB }) => peakMiB)).toFixed(0),
          'memory ratio': ratio(({ peakMiB }) => peakMiB),
          repeats,
        });
      }
    report('training', 'A training step over PyTorch (targets: time 1.0 ConvNeXt, 1.3 ResNet; peak memory 1.3)', rows);
    return Promise.resolve();
  });
}
