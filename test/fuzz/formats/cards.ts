import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { EncoderError, preprocess, readEncoder } from '../../../src/encoder';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import { inspectSource } from '../../../src/encoder/library';
import { readTimmConfig } from '../../../src/encoder/timm/config';
import { FinetuneError } from '../../../src/training/finetune';
import { readModel } from '../../../src/training/finetune/model/model-card';
import { galaxyPixels } from '../../galaxies';
import { ROOT } from '../../built';
import { IN_BYTES } from '../damage/bytes';
import { IN_TEXTS, utf8 } from '../damage/texts';
import { damagedTree, jsonOf, treeOf } from '../damage/trees';
import { damagedBy, type Way } from '../damage/ways';
import type { Format, Held, Mutant, Seed, Step } from '../format';
import { made, realFiles } from '../inputs';
import { refusing } from '../refusals';
import { written } from '../scratch';

const SIDE = 48;

const otherValues: Way = (bytes, random, another) =>
  utf8(jsonOf(damagedTree(treeOf(textOf(bytes)), random, () => treeOf(textOf(another())))));

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

const WAYS: readonly Way[] = [...IN_TEXTS, ...IN_BYTES, ...Array<Way>(20).fill(otherValues)];

/** Cards of encoders and of fine-tuned models, and what timm writes in the place of one. */
export const cards: Format = {
  name: 'cards',
  count: 100_000,
  seeds,
  damage: (bytes, random, another) => damagedBy(WAYS, bytes, random, another),
  read: async ({ bytes }: Mutant, step: Step) => {
    const file = written('card/card.json', bytes);
    const folder = path.dirname(file);
    const answers = { errors: [EncoderError], file };
    await step('card', async (): Promise<Held> => {
      const encoder = await refusing(() => readEncoder(folder), answers);
      if (!encoder) return;
      // What a card names lies beside it.
      for (const one of [encoder.modelFile, encoder.weightsFile ?? encoder.modelFile])
        assert.equal(path.dirname(one), folder);
      const { channels, size } = encoder.card.input;
      const input = new Float32Array(channels * size * size);
      const picture = { width: SIDE, height: SIDE, bands: [galaxyPixels(SIDE, 1)] };
      await refusing(() => preprocess(picture, 'fits', encoder.card, input), { errors: [EncoderError] });
      return 4 * input.length;
    });
    await step('inspect', () => refusing(() => inspectSource(folder), answers).then(() => undefined));
    await step('model', () =>
      refusing(() => readModel(folder), { errors: [FinetuneError], file }).then(() => undefined),
    );
    const config = written('timm/config.json', bytes);
    const ofTimm = { errors: [EncoderError], file: config };
    await step('config', () => refusing(() => readTimmConfig(path.dirname(config)), ofTimm).then(() => undefined));
  },
};

function seeds(): Seed[] {
  const bundled = fs.readFileSync(path.join(ROOT, 'media/encoders', BUNDLED_ENCODER, 'card.json'), 'utf8');
  const card = JSON.parse(bundled) as Record<string, unknown>;
  const own = {
    ...card,
    description: 'A card of a person’s own',
    weights: { file: 'encoder.onnx.data', sha256: '0'.repeat(64) },
    preprocessing: [
      { step: 'zoom', factor: 1.5 },
      { step: 'subtract-border-median', width: 0.1 },
      { step: 'scale-to-percentile', percentile: 99, region: 0.5 },
      { step: 'clip', min: 0, max: 1 },
      { step: 'resize', size: 24, filter: 'lanczos3' },
      { step: 'unit-range' },
      { step: 'standardise', mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] },
      { step: 'crop', size: 16 },
    ],
    input: { name: 'image', channels: 3, size: 16 },
    dimensions: 3,
    centre: [0, 1, 2],
  };
  const head = {
    column: 'class',
    base: { id: 'first', sha256: '0'.repeat(64) },
    encoderUnchanged: true,
    temperature: 1,
    offsets: [0, 0],
    galaxies: 100,
    created: '2026-01-01T00:00:00Z',
  };
  const tasks = [
    { kind: 'classes', classes: ['spiral', 'round'] },
    { kind: 'binary', classes: ['no', 'yes'] },
    { kind: 'votes', questions: [{ question: 'smooth', answers: ['yes', 'no'] }] },
  ];
  return [
    made('the bundled encoder', bundled),
    made('with every step', JSON.stringify(own, null, 2)),
    ...tasks.map((task) => made(`fine-tuned for ${task.kind}`, JSON.stringify({ ...own, head: { ...head, task } }))),
    ...realFiles('reference/timm-encoders', /^config\.json$/),
  ];
}
