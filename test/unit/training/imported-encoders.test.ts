import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { importTimmEncoder } from '../../../src/encoder';
import { decodeModel } from '../../../src/onnx';
import { constantRate, meanSquare, Trainer } from '../../../src/training';
import { encoderBlocks, obstacle } from '../../../src/training/finetune/learners/blocks';
import { randomNumbers, temporaryFolder } from '../../galaxies';
import { referenceEncoder } from '../../shared-data';
import { IDENTITY, NETWORKS, readReference } from '../encoder/timm/reference';

const STATISTICS = /\.running_(mean|var)$/;

describe('imported encoders', () => {
  for (const { name, blocks } of NETWORKS) {
    it(`can be fine-tuned, every block and every weight of it: ${name}`, async function () {
      const source = referenceEncoder(this, name);
      const { input, images, embedding } = readReference(source);
      const { folder, remove } = temporaryFolder();
      try {
        const encoder = await importTimmEncoder(source, path.join(folder, name), IDENTITY, { size: input[2] });
        const model = decodeModel(fs.readFileSync(encoder.modelFile));
        const found = encoderBlocks(model, 'embedding');
        assert.equal(obstacle(model, 'embedding', found), undefined);
        // A stage is a block, or more than one where its parts are numbered.
        for (const block of blocks.slice(1)) assert.ok(found.some((each) => each.name.startsWith(block)), block); // prettier-ignore
        const all = new Set(found.flatMap(({ weights }) => weights.filter((weight) => !STATISTICS.test(weight))));
        const stored = [...model.graph.initializers.keys()].filter((weight) => weight.includes('.') && !STATISTICS.test(weight)); // prettier-ignore
        assert.deepEqual([...all].sort(), stored.sort());
        const trainer = await Trainer.create(model, {
          losses: [meanSquare({ name: 'probe', output: 'embedding' })],
          trainable: (use) => all.has(use.name),
          schedule: constantRate(1e-3),
        });
        const random = randomNumbers(3);
        const target = embedding.map((value) => value + random() - 0.5);
        const batch = { image: images, 'probe/target': target, 'probe/mask': target.map(() => 1) };
        const { gradients } = await trainer.gradientsOf(batch);
        for (const weight of all) {
          const gradient = gradients.get(weight);
          assert.ok(gradient?.every(Number.isFinite), `${weight} has no gradient`);
          assert.ok(gradient?.some((value) => value !== 0), `the gradient of ${weight} is nothing`); // prettier-ignore
        }
        const losses = [];
        for (let step = 0; step < 4; step++) losses.push((await trainer.train(batch)).loss);
        assert.ok(losses[3] < losses[0], losses.join(' '));
        await trainer.release();
      } finally {
        remove();
      }
    });
  }
});
