import { createHash } from 'node:crypto';
import path from 'node:path';
import type { ModelCard } from '../../../../src/encoder';
import { encodeModel } from '../../../../src/onnx';
import { Random } from '../../../../src/random';
import { NetworkBuilder } from '../../../../src/training';
import {
  defaultOptions,
  type FinetuneOptions,
  type Job,
  outputsOf,
  type Task,
} from '../../../../src/training/finetune';

export const [DIMENSIONS, SIZE, GALAXIES] = [12, 8, 120];

/** A small encoder of one convolution and its card. */
function smallEncoder(): { bytes: Uint8Array; card: ModelCard } {
  const net = new NetworkBuilder({ seed: 3 });
  const features = net.relu(net.conv(net.input('image', [1, SIZE, SIZE]), 8, { kernel: 3, name: 'stem' }));
  net.output('embedding', net.linear(net.globalAverage(features), DIMENSIONS, { name: 'embedding' }));
  const bytes = encodeModel(net.model());
  const random = new Random(9);
  return {
    bytes,
    card: {
      id: 'small',
      name: 'Small',
      licence: 'none',
      source: 'a test',
      model: 'encoder.onnx',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      input: { name: 'image', channels: 1, size: SIZE },
      preprocessing: [{ step: 'resize', size: SIZE, filter: 'box' }],
      views: 1,
      outputs: { embedding: 'embedding' },
      dimensions: DIMENSIONS,
      centre: Array.from({ length: DIMENSIONS }, () => random.gaussian()),
    },
  };
}

/** Galaxies whose first feature tells the class, the second the number. */
export function smallJob(task: Task, out: string, options: Partial<FinetuneOptions> = {}): Job {
  const { bytes, card } = smallEncoder();
  const random = new Random(4);
  const representations = Float32Array.from({ length: GALAXIES * DIMENSIONS }, () => random.gaussian());
  const outputs = outputsOf(task);
  const targets = new Float64Array(GALAXIES * outputs);
  const truths: string[] = [];
  for (let i = 0; i < GALAXIES; i++) {
    const [first, second] = representations.subarray(i * DIMENSIONS);
    const row = targets.subarray(i * outputs, (i + 1) * outputs);
    if (task.kind === 'binary') row[0] = Number(first + 0.3 * random.gaussian() > 0);
    else if (task.kind === 'classes') row[first > 0.4 ? 2 : first > -0.4 ? 1 : 0] = 1;
    else if (task.kind === 'labels') row.set([Number(first > 0), Number(second > 0)]);
    else if (task.kind === 'number') row[0] = 3 * second + 0.2 * random.gaussian() + 5;
    else {
      const share = 1 / (1 + Math.exp(-2 * first));
      const votes = Array.from({ length: 40 }, () => random.chance(share)).filter(Boolean).length;
      row.set([votes, 40 - votes]);
    }
    truths.push(
      task.kind === 'binary' || task.kind === 'classes'
        ? task.classes[task.kind === 'binary' ? row[0] : row.indexOf(1)]
        : task.kind === 'labels'
          ? task.classes.filter((_, k) => row[k] === 1).join(';')
          : row.join(),
    );
  }
  return {
    galaxies: Array.from({ length: GALAXIES }, (_, i) => ({ path: `g${i}.fits`, hdu: 0 })),
    task,
    truths,
    targets,
    groups: Int32Array.from({ length: GALAXIES }, (_, i) => Math.floor(i / 2)),
    representations,
    options: { ...defaultOptions(GALAXIES), ...options },
    card,
    encoder: bytes,
    labels: { file: 'labels.csv', column: 'what' },
    warnings: [],
    resume: false,
    fingerprint: 'x',
    threads: 1,
    out,
    name: path.basename(out),
    created: '2026-01-01T00:00:00.000Z',
  };
}
