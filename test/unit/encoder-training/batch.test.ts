import assert from 'node:assert/strict';
import { makeBatch } from '../../../encoder-training/batch';
import { COARSE } from '../../../encoder-training/frame';
import { CLASSES } from '../../../encoder-training/network';
import { Pool, poolMemory } from '../../../encoder-training/pool';
import type { LabelledFile } from '../../../encoder-training/sets';
import { Answers, QUESTIONS } from '../../../encoder-training/synthetic/questions';
import { RECIPE } from '../../../encoder-training/recipe';

/** Tails were seen in those that are kept, rings in the others. */
const seenIn = (kept: boolean) => new Answers().set('tail', kept ? 0.9 : 0.03).set('ring', kept ? 0.03 : 0.9);

const EACH = 12;
const KEPT = 3;

describe("batches of an encoder's training", () => {
  // Galaxies that are kept from training are mergers in both sets, and no others are.
  const files = Array.from({ length: 2 * EACH }, (_, place): LabelledFile => {
    const kept = place % KEPT === KEPT - 1;
    return place < EACH
      ? { file: '', class: CLASSES.indexOf(kept ? 'merger' : 'spiral'), winding: -1, merger: -1, seen: seenIn(kept) }
      : { file: '', class: -1, winding: -1, merger: Number(kept), seen: seenIn(kept) };
  });
  const pool = new Pool(poolMemory({ gz1: EACH, euclid: EACH, synthetic: 0 }, 1, COARSE));
  const batchOf = (changed: Partial<typeof RECIPE>) => {
    const recipe = { ...RECIPE, synthetic: 0, overlaid: 0, added: 0, ...changed };
    return makeBatch(pool, files, recipe, 1, Float32Array.of(0), Float32Array.of(1));
  };
  const mergers = (heldOut: number) => {
    const batch = batchOf({ heldOut });
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

  it('ask what was seen on contact sheets, of those that are trained on, and not where it is left out', () => {
    const column = (name: 'target' | 'mask', batch: ReturnType<typeof batchOf>, question: 'tail' | 'ring') =>
      Array.from(batch[`answers/${name}`]).filter((_, i) => i % QUESTIONS.length === QUESTIONS.indexOf(question));
    const seen = batchOf({ heldOut: KEPT, seen: 0.5 });
    assert.ok(column('mask', seen, 'ring').every((weight) => weight === 1));
    assert.ok(column('target', seen, 'ring').every((vote) => Math.abs(vote - 0.9) < 1e-6));
    assert.ok(column('target', seen, 'tail').every((vote) => Math.abs(vote - 0.03) < 1e-6));
    const all = column('target', batchOf({ heldOut: 0, seen: 0.5 }), 'tail');
    assert.ok(all.some((vote) => vote > 0.5) && all.some((vote) => vote < 0.5));
    assert.ok(column('mask', batchOf({ seen: 0 }), 'tail').every((weight) => weight === 0));
  });

  it('hold rare things that were seen more often than their share', () => {
    const tails = (seen: number) =>
      Array.from(batchOf({ heldOut: 0, seen })['answers/target']).filter(
        (vote, i) => i % QUESTIONS.length === QUESTIONS.indexOf('tail') && vote > 0.5,
      ).length;
    assert.ok(tails(0.9) > tails(1e-9));
  });
});
