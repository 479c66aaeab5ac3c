import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { EncoderError, EncoderSession, importTimmEncoder, readEncoder } from '../../../../src/encoder';
import { openSafetensors, WeightsError } from '../../../../src/weights';
import { temporaryFolder } from '../../../galaxies';
import { referenceEncoder } from '../../../shared-data';
import { bf16, f16, f32, type Written, writeSafetensors } from '../../weights/write-safetensors';
import { IDENTITY, NETWORKS, readReference, relativeDifference, runEncoder } from './reference';

describe('encoders of timm, imported', () => {
  let folder: string;
  let target: string;
  let remove: () => void;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    target = path.join(folder, 'imported');
  });
  afterEach(() => remove());

  /** A copy of a reference's folder with other tensors, or another config. */
  async function changed(
    source: string,
    change: (tensors: Map<string, Written>) => void,
    config: Record<string, unknown> = {},
    write = f32,
  ): Promise<string> {
    const copy = path.join(folder, 'source');
    fs.mkdirSync(copy);
    const original = JSON.parse(fs.readFileSync(path.join(source, 'config.json'), 'utf8')) as object;
    fs.writeFileSync(path.join(copy, 'config.json'), JSON.stringify({ ...original, ...config }));
    const weights = await openSafetensors(path.join(source, 'model.safetensors'));
    const tensors = new Map<string, Written>();
    for (const [name, { shape }] of weights.tensors) tensors.set(name, write(await weights.read(name), shape));
    await weights.close();
    change(tensors);
    writeSafetensors(path.join(copy, 'model.safetensors'), tensors);
    return copy;
  }

  const rejected = (source: string, kind: typeof EncoderError | typeof WeightsError, message: RegExp) =>
    assert.rejects(importTimmEncoder(source, target, IDENTITY), (error) => {
      assert.ok(error instanceof kind, String(error));
      assert.match(error.message, message);
      // Whole or not at all: nothing is left behind.
      assert.deepEqual(fs.readdirSync(folder).filter((name) => name !== 'source'), []); // prettier-ignore
      return true;
    });

  for (const { name, blocks } of NETWORKS) {
    it(`agree with timm's own answer: ${name}`, async function () {
      const source = referenceEncoder(this, name);
      const reference = readReference(source);
      const [count, channels, size] = reference.input;
      const encoder = await importTimmEncoder(source, target, IDENTITY, { size });
      const outputs = await runEncoder(encoder, reference);
      const difference = relativeDifference(outputs.embedding.data as Float32Array, reference.embedding);
      assert.ok(difference < 1e-4, `differs by ${difference} of the largest value`);
      const { card } = encoder;
      assert.deepEqual(card, (await readEncoder(target)).card);
      assert.deepEqual(card.input, { name: 'image', channels, size });
      assert.equal(card.dimensions, reference.embedding.length / count);
      assert.deepEqual(card.outputs.blocks, blocks);
      const map = outputs.feature_map;
      assert.deepEqual([map.dims[0], map.dims[2], map.dims[3]], [count, size / 32, size / 32]);
      // The last block is the map before the head: pooled alike.
      const last = outputs[blocks.at(-1)!];
      assert.equal(last.dims.length, 2);
      for (const block of blocks) assert.equal(outputs[block].dims[0], count);
      // The session of the product answers the same, of one image as of a batch.
      const session = await EncoderSession.load(encoder, 1);
      const one = await session.embed(reference.images.slice(0, channels * size * size));
      assert.ok(relativeDifference(one, reference.embedding.subarray(0, card.dimensions)) < 1e-4);
    });
  }

  it('pool their blocks over the pixels', async function () {
    const source = referenceEncoder(this, 'convnext_conv_mlp');
    const reference = readReference(source);
    const outputs = await runEncoder(await importTimmEncoder(source, target, IDENTITY, { size: 96 }), reference);
    const [count, channels, ...sides] = outputs.feature_map.dims;
    const pixels = sides[0] * sides[1];
    const map = outputs.feature_map.data as Float32Array;
    const means = Array.from({ length: count * channels }, (_, i) => {
      return map.subarray(i * pixels, (i + 1) * pixels).reduce((sum, value) => sum + value, 0) / pixels;
    });
    assert.ok(relativeDifference(outputs['stages.3'].data as Float32Array, means) < 1e-5);
  });

  for (const [type, write, tolerance] of [
    ['float16', f16, 2e-3],
    ['bfloat16', bf16, 2e-2],
  ] as const) {
    it(`of ${type} weights agree to their precision`, async function () {
      const source = referenceEncoder(this, 'convnext_linear_mlp');
      const reference = readReference(source);
      const copy = await changed(source, () => undefined, {}, write);
      const outputs = await runEncoder(await importTimmEncoder(copy, target, IDENTITY, { size: 96 }), reference);
      const difference = relativeDifference(outputs.embedding.data as Float32Array, reference.embedding);
      assert.ok(difference > 0 && difference < tolerance, `differs by ${difference} of the largest value`);
    });
  }

  it('read pickles where there are no safetensors', async function () {
    const source = referenceEncoder(this, 'resnet_basic');
    const copy = path.join(folder, 'source');
    fs.mkdirSync(copy);
    for (const name of ['config.json', 'pytorch_model.bin']) {
      fs.copyFileSync(path.join(source, name), path.join(copy, name));
    }
    const one = await importTimmEncoder(source, target, IDENTITY);
    const two = await importTimmEncoder(copy, path.join(folder, 'of-pickle'), IDENTITY);
    assert.equal(one.card.sha256, two.card.sha256);
  });

  it('keep the weights of large networks in a file beside the graph', async function () {
    const source = referenceEncoder(this, 'convnext_linear_mlp');
    const reference = readReference(source);
    const encoder = await importTimmEncoder(source, target, IDENTITY, { size: 96, maxInside: 100_000 });
    assert.deepEqual(fs.readdirSync(target).sort(), ['card.json', 'encoder.onnx', 'encoder.onnx.data']);
    assert.ok(fs.statSync(encoder.modelFile).size < 100_000);
    const answer = await (await EncoderSession.load(encoder, 1)).embed(reference.images);
    assert.ok(relativeDifference(answer, reference.embedding) < 1e-4);
    fs.appendFileSync(encoder.weightsFile!, 'x');
    await assert.rejects(EncoderSession.load(encoder, 1), /encoder\.onnx\.data: the file of weights is not the one/);
    fs.rmSync(encoder.weightsFile!);
    await assert.rejects(EncoderSession.load(encoder, 1), /encoder\.onnx\.data: .* cannot be read/);
  });

  it('drop the classifier of a network that has one', async function () {
    const source = referenceEncoder(this, 'resnet_basic');
    const copy = await changed(source, (tensors) => {
      tensors.set('fc.weight', f32(new Float32Array(480), [10, 48]));
      tensors.set('fc.bias', f32(new Float32Array(10), [10]));
    });
    const [one, two] = [await importTimmEncoder(source, target, IDENTITY), await importTimmEncoder(copy, `${target}2`, IDENTITY)]; // prettier-ignore
    assert.equal(one.card.sha256, two.card.sha256);
  });

  type Change = (tensors: Map<string, Written>) => void;
  const broken: [string, string, Change, RegExp][] = [
    ['a tensor is missing', 'resnet_bottleneck', (t) => t.delete('layer3.0.bn2.running_var'), /"layer3\.0\.bn2\.running_var" is missing/],
    ['the first one is missing', 'maxvit_rmlp', (t) => t.delete('stem.conv1.weight'), /"stem\.conv1\.weight" is missing/],
    ['a stage is missing', 'convnext_conv_mlp', (t) => [...t.keys()].filter((k) => k.startsWith('stages.')).forEach((k) => t.delete(k)), /is missing/],
    ['a tensor is left over', 'efficientnet', (t) => t.set('blocks.1.0.extra.weight', f32([1], [1])), /no place for "blocks\.1\.0\.extra\.weight"/],
    ['a block is left over', 'convnext_conv_mlp', (t) => t.set('stages.0.blocks.7.gamma', f32([1], [1])), /no place for "stages\.0\.blocks\.7\.gamma"/],
    ['many are left over', 'resnet_basic', (t) => Array.from({ length: 7 }, (_, i) => t.set(`more${i}`, f32([1], [1]))), /"more4" and 2 more/],
    ['a tensor has another shape', 'maxvit_rmlp', (t) => t.set('norm.weight', f32(new Float32Array(47), [47])), /"norm\.weight" has the shape \[47\], not \[48\]/],
    ['a kernel has another shape', 'convnext_linear_mlp', (t) => t.set('stem.0.weight', f32(new Float32Array(16 * 27), [16, 3, 3, 3])), /"stem\.0\.weight" has the shape \[16, 3, 3, 3\], not \[any, 3, 4, 4\]/],
    ['channels do not follow', 'efficientnet', (t) => t.set('conv_head.weight', f32(new Float32Array(256 * 63), [256, 63, 1, 1])), /"conv_head\.weight" has the shape \[256, 63, 1, 1\], not \[any, 64, 1, 1\]/],
    ['it sees four channels', 'resnet_basic', (t) => t.set('conv1.weight', f32(new Float32Array(64 * 4 * 49), [64, 4, 7, 7])), /images of 4 channels/],
  ]; // prettier-ignore
  for (const [what, name, change, message] of broken) {
    it(`are refused, naming the tensor, where ${what}`, async function () {
      await rejected(await changed(referenceEncoder(this, name), change), WeightsError, message);
    });
  }

  const configs: [string, Record<string, unknown>, RegExp][] = [
    ['another architecture', { architecture: 'vit_tiny_patch16_224' }, /"vit_tiny_patch16_224" is not imported \(those that are: convnext/],
    ['another stem', { architecture: 'convnext_nano_ols' }, /"convnext_nano_ols" is not imported/],
    ['no architecture', { architecture: undefined }, /"architecture" is wrong/],
    ['other arguments', { model_args: { num_classes: 0, act_layer: 'relu' } }, /made with "act_layer"/],
    ['another pooling', { global_pool: 'max' }, /"global_pool" is wrong: only global average pooling/],
    ['another pooling among its arguments', { model_args: { global_pool: 'max' } }, /"model_args\.global_pool" is wrong/],
    ['another length', { num_features: 47 }, /embeddings of 48 numbers, the config says 47/],
  ]; // prettier-ignore
  for (const [what, config, message] of configs) {
    it(`are refused where the config says ${what}`, async function () {
      const source = await changed(referenceEncoder(this, 'convnext_conv_mlp'), () => undefined, config);
      await rejected(source, what === 'another length' ? WeightsError : EncoderError, message);
    });
  }

  it('may say arguments that leave the encoder as it is', async function () {
    const model_args = { num_classes: 0, in_chans: 3, global_pool: 'avg' };
    const source = await changed(referenceEncoder(this, 'convnext_conv_mlp'), () => undefined, { model_args });
    assert.equal((await importTimmEncoder(source, target, IDENTITY)).card.dimensions, 48);
  });

  it('are refused at a size that they cannot have, or that is not theirs', async function () {
    const source = referenceEncoder(this, 'maxvit_rmlp');
    await assert.rejects(importTimmEncoder(source, target, IDENTITY, { size: 100 }), (error) => {
      assert.ok(error instanceof EncoderError);
      assert.match(error.message, /multiples of 32 pixels, not at 100/);
      return true;
    });
    const pretrained_cfg = { input_size: [3, 224, 224], fixed_input_size: true };
    const fixed = await changed(source, () => undefined, { pretrained_cfg });
    await assert.rejects(
      importTimmEncoder(fixed, target, IDENTITY, { size: 256 }),
      /224 x 224 pixels alone, not at 256/,
    );
  });

  it('are refused where the folder is there, or has no weights, or the id is none', async function () {
    const source = referenceEncoder(this, 'resnet_basic');
    await rejected(folder, EncoderError, /config\.json/);
    await assert.rejects(importTimmEncoder(source, target, { ...IDENTITY, id: 'Not An Id' }), /"id" would be wrong/);
    fs.mkdirSync(target);
    await assert.rejects(importTimmEncoder(source, target, IDENTITY), /there is such a folder already/);
    fs.copyFileSync(path.join(source, 'config.json'), path.join(target, 'config.json'));
    await assert.rejects(importTimmEncoder(target, `${target}2`, IDENTITY), /has no weights/);
  });

  it('tell how far they are, and stop when told to', async function () {
    const source = referenceEncoder(this, 'resnet_basic');
    const told: [number, number][] = [];
    await importTimmEncoder(source, target, IDENTITY, { onProgress: (...progress) => told.push(progress) });
    const total = told[0][1];
    assert.deepEqual(told.map(([done]) => done), Array.from({ length: total + 1 }, (_, i) => i)); // prettier-ignore
    const stop = new AbortController();
    const options = { onProgress: (done: number) => done > 3 && stop.abort(), signal: stop.signal };
    await assert.rejects(importTimmEncoder(source, `${target}2`, IDENTITY, options), { name: 'AbortError' });
    assert.deepEqual(fs.readdirSync(folder), ['imported']);
  });
});
