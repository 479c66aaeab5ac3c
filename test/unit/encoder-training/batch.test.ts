import assert from 'node:assert/strict';
import { makeBatch } from '../../../encoder-training/batch';
import { COARSE } from '../../../encoder-training/frame';
import { CLASSES } from '../../../encoder-training/network';
import { Pool, poolMemory } from '../../../encoder-training/pool';
import type { LabelledFile } from '../../../encoder-training/sets';
import { RECIPE } from '../../../encoder-training/train';

const EACH = 12;
const KEPT = 3;

describe("batches of an encoder's training", () => {
  // Galaxies that are kept from training are mergers in both sets, and no others are.
  const files = Array.from({ length: 2 * EACH }, (_, place): LabelledFile => {
    const kept = place % KEPT === KEPT - 1;
    return place < EACH
      ? { file: '', class: CLASSES.indexOf(kept ? 'merger' : 'spiral'), winding: -1, merger: -1 }
      : { file: '', class: -1, winding: -1, merger: Number(kept) };
  });
  const pool = new Pool(poolMemory({ gz1: EACH, euclid: EACH, synthetic: 0 }, 1, COARSE));
  const mergers = (heldOut: number) => {
    const recipe = { ...RECIPE, synthetic: 0, heldOut, overlaid: 0, added: 0 };
    const batch = makeBatch(pool, files, recipe, 1, Float32Array.of(0), Float32Array.of(1));
    const ofClass = batch['classes/target'].filter((_, i) => i % CLASSES.length === CLASSES.indexOf('merger'));
    const sum = (values: Float32Array) => values.reduce((a, b) => a + b, 0);
    return { gz1: sum(ofClass), euclid: sum(batch['euclid/target']) };
  };

  it('hold none of the real galaxies that are kept out', () => {
    assert.deepEqual(mergers(KEPT), { gz1: 0, euclid: 0 });
  });

  it('hold all of them where none is kept out', () => {
    const { gz1, euclid } = mergers(0);
    assert.ok(gz1 > 0 && euclid > 0);
  });
});
