import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { importTimmEncoder } from '../src/encoder';
import { inTemporaryFolder, report, ROOT } from './measure';
import { pythonWithTorch } from './python-environment';

/** Those that Zoobot publishes, and one of each kind besides that an importer can get wrong: blocks, paddings, positions, heads. */
const ARCHITECTURES = [
  'convnext_pico',
  'convnext_nano',
  'convnext_tiny',
  'convnext_small',
  'convnext_base',
  'convnext_large',
  'resnet18',
  'resnet50',
  'resnet101',
  'maxvit_tiny_rw_224',
  'maxvit_rmlp_small_rw_224',
  'maxvit_rmlp_base_rw_224',
  'maxvit_large_tf_224',
  'resnext50_32x4d',
  'wide_resnet50_2',
  'efficientnet_b0',
  'tf_efficientnet_b3',
  'tf_efficientnetv2_s',
  'efficientnetv2_rw_t',
  'maxvit_tiny_tf_224',
];
const SIZE = 224;

interface Told {
  readonly parameters: number;
  readonly version: string;
  /** How far timm's own answer in float32 is from that in float64. */
  readonly rounding: number;
}

/** Networks of timm at their real widths and depths, with random weights: what the imported graph answers, beside timm. */
export async function benchImports(): Promise<void> {
  const python = pythonWithTorch();
  const script = path.join(ROOT, 'bench/python/timm_encoders.py');
  const rows: Record<string, string>[] = [];
  for (const architecture of ARCHITECTURES) {
    await inTemporaryFolder(async (folder) => {
      const source = path.join(folder, 'source');
      const told = execFileSync(python, [script, 'make', architecture, source, String(SIZE)], { encoding: 'utf8' });
      const { parameters, version, rounding } = JSON.parse(told.trim().split('\n').at(-1)!) as Told;
      const identity = { id: 'bench', name: 'bench', licence: 'none', source: 'random weights' };
      const before = performance.now();
      const { modelFile, card } = await importTimmEncoder(source, path.join(folder, 'encoder'), identity, {
        size: SIZE,
      });
      const seconds = (performance.now() - before) / 1000;
      const floats = (name: string) =>
        new Float32Array(Uint8Array.from(fs.readFileSync(path.join(source, name))).buffer);
      const session = await ort.InferenceSession.create(modelFile);
      const images = new ort.Tensor('float32', floats('input.f32'), [2, 3, SIZE, SIZE]);
      const { embedding } = await session.run({ [card.input.name]: images }, ['embedding']);
      await session.release();
      const theirs = floats('embedding.f32');
      const ours = embedding.data as Float32Array;
      if (ours.length !== theirs.length) throw new Error(`${architecture}: ${ours.length} values for ${theirs.length}`);
      const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const difference = theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i])), 0);
      rows.push({
        [`architecture (timm ${version})`]: architecture,
        'million weights': (parameters / 1e6).toFixed(1),
        'difference / largest': (difference / largest).toExponential(1),
        'timm in float64': rounding.toExponential(1),
        'import s': seconds.toFixed(1),
      });
    });
  }
  report('imports', "Imported encoders beside timm's own answer (target: below 1e-4)", rows);
}
