import fs from 'node:fs';
import { decodeModel } from '../src/onnx';
import { softmaxCrossEntropy, Trainer } from '../src/training';

const CLASSES = 10;

/** A process of its own, so that its memory is this network's: prints what `train_step.py step` prints. */
async function main(): Promise<void> {
  const [file, ...numbers] = process.argv.slice(2);
  const [batch, size, steps, threads] = numbers.map(Number);
  const losses = [softmaxCrossEntropy({ name: 'class', output: 'y' })];
  const trainer = await Trainer.create(decodeModel(fs.readFileSync(file)), { losses, threads });
  const feeds = {
    x: Float32Array.from({ length: batch * 3 * size * size }, () => 2 * Math.random() - 1),
    'class/target': Float32Array.from({ length: batch * CLASSES }, (_, i) =>
      i % CLASSES === Math.floor(i / CLASSES) % CLASSES ? 1 : 0,
    ),
    'class/weight': new Float32Array(batch).fill(1),
  };
  const seconds: number[] = [];
  for (let step = 0; step < steps + 2; step++) {
    const start = performance.now();
    await trainer.train(feeds);
    seconds.push((performance.now() - start) / 1000);
  }
  console.log(JSON.stringify({ seconds: seconds.slice(2), peakMiB: process.resourceUsage().maxRSS / 1024 }));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
