import fs from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import type { Encoder } from '../../../../src/encoder';

export const IDENTITY = { id: 'imported', name: 'Imported', licence: 'Apache-2.0', source: 'a test' };

const STAGES = ['stem', 'stages.0', 'stages.1', 'stages.2', 'stages.3'];
const LAYERS = ['stem', 'layer1', 'layer2', 'layer3', 'layer4'];

/** The reference networks, with the blocks that are outputs. */
export const NETWORKS = [
  { name: 'convnext_conv_mlp', blocks: STAGES },
  { name: 'convnext_greyscale', blocks: STAGES },
  { name: 'convnext_linear_mlp', blocks: STAGES },
  { name: 'resnet_basic', blocks: LAYERS },
  { name: 'resnet_bottleneck', blocks: LAYERS },
  { name: 'efficientnet', blocks: ['stem', 'blocks.0', 'blocks.1', 'blocks.2', 'blocks.3', 'blocks.4'] },
  { name: 'maxvit_rmlp', blocks: STAGES },
];

/** What timm was given, and what it answered. */
export interface Reference {
  readonly input: readonly number[];
  readonly images: Float32Array;
  readonly embedding: Float32Array;
}

export function readReference(folder: string): Reference {
  const shapes = JSON.parse(fs.readFileSync(path.join(folder, 'shapes.json'), 'utf8')) as { input: number[] };
  const floats = (name: string) => new Float32Array(Uint8Array.from(fs.readFileSync(path.join(folder, name))).buffer);
  return { input: shapes.input, images: floats('input.f32'), embedding: floats('embedding.f32') };
}

/** All outputs of an encoder's graph, by name. */
export async function runEncoder({ modelFile, card }: Encoder, { images, input }: Pick<Reference, 'images' | 'input'>) {
  const session = await ort.InferenceSession.create(modelFile);
  const outputs = await session.run({ [card.input.name]: new ort.Tensor('float32', images, [...input]) });
  await session.release();
  return outputs;
}

/** The largest difference of two vectors over the largest value of the second. */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return NaN;
  let [difference, largest] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    difference = Math.max(difference, Math.abs(a[i] - b[i]));
    largest = Math.max(largest, Math.abs(b[i]));
  }
  return difference / largest;
}
