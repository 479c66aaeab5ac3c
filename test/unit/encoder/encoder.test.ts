import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { BUNDLED_ENCODER } from '../../../src/encoder/bundled';
import { EncoderError, EncoderSession, preprocess, readEncoder, type ModelCard } from '../../../src/encoder';
import { writeViews } from '../../../src/encoder/views';
import { ROOT } from '../../built';
import { galaxyPixels, randomNumbers, temporaryFolder } from '../../galaxies';

const BUNDLED = path.join(ROOT, 'media/encoders', BUNDLED_ENCODER);
const bundledCard = (): ModelCard => JSON.parse(fs.readFileSync(path.join(BUNDLED, 'card.json'), 'utf8')) as ModelCard;

describe('model cards', () => {
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());

  const reading = (change: Record<string, unknown>) => {
    fs.writeFileSync(path.join(folder, 'card.json'), JSON.stringify({ ...bundledCard(), ...change }));
    return readEncoder(folder);
  };

  it('are read, with the ONNX file beside them', async () => {
    const { card, modelFile } = await reading({});
    assert.deepEqual(card, bundledCard());
    assert.equal(modelFile, path.join(folder, card.model));
  });

  it('may say their format, and more than is known', async () => {
    assert.equal((await reading({ format: 1 })).card.format, 1);
    assert.ok(!('later' in (await reading({ later: true })).card));
  });

  const standardise = (mean: number[], std: number[]) => [{ step: 'standardise', mean, std }];
  const wrong: [string, Record<string, unknown>, RegExp][] = [
    ['a later format', { format: 2 }, /"format" is wrong: this version of Morphoscope reads format 1/],
    ['id', { id: 'Not A Folder' }, /"id"/],
    ['id that climbs', { id: '../up' }, /"id"/],
    ['missing licence', { licence: undefined }, /"licence"/],
    ['model in another folder', { model: '../x.onnx' }, /"model"/],
    ['sha256', { sha256: 'abc' }, /"sha256"/],
    ['channels', { input: { name: 'x', channels: 2, size: 64 } }, /"input\.channels"/],
    ['size', { input: { name: 'x', channels: 3, size: 0 } }, /"input\.size"/],
    ['size beyond memory', { input: { name: 'x', channels: 3, size: 1e22 } }, /"input\.size"/],
    ['dimensions beyond memory', { dimensions: 1e22 }, /"dimensions"/],
    ['views', { views: 4 }, /"views"/],
    ['dimensions', { dimensions: 1.5 }, /"dimensions"/],
    ['outputs', { outputs: {} }, /"outputs\.embedding"/],
    ['unknown step', { preprocessing: [{ step: 'sharpen' }] }, /"preprocessing\.0/],
    ['field of a step', { preprocessing: [{ step: 'zoom', factor: 0.5 }] }, /"preprocessing\.0\.factor"/],
    ['mean of another length', { preprocessing: standardise([0], [1, 1, 1]) }, /standardise\.mean/],
    ['std of zero', { preprocessing: standardise([0, 0, 0], [1, 0, 1]) }, /"preprocessing\.0\.std\.1"/],
    ['centre of another length', { centre: [1, 2] }, /centre has 2 values, not 256/],
  ];
  for (const [name, change, message] of wrong) {
    it(`are refused, naming the field: ${name}`, async () => {
      await assert.rejects(reading(change), (error) => {
        assert.ok(error instanceof EncoderError);
        assert.match(error.message, message);
        assert.equal(error.file, path.join(folder, 'card.json'));
        return true;
      });
    });
  }

  it('are refused where there is none, or no JSON', async () => {
    await assert.rejects(readEncoder(folder), /card\.json: the model card cannot be read/);
    fs.writeFileSync(path.join(folder, 'card.json'), '{');
    await assert.rejects(readEncoder(folder), /card\.json: the model card cannot be read/);
  });

  it('are bound to their ONNX file, its input and its outputs', async () => {
    const load = async (change: Record<string, unknown>) => EncoderSession.load(await reading(change), 1);
    await assert.rejects(load({}), /ONNX file cannot be read/);
    fs.copyFileSync(path.join(BUNDLED, 'encoder.onnx'), path.join(folder, 'encoder.onnx'));
    assert.equal((await load({})).inputLength, 3 * 96 * 96);
    await assert.rejects(load({ sha256: '0'.repeat(64) }), /not the one of its card/);
    await assert.rejects(load({ outputs: { embedding: 'none' } }), /no output "none" \(it has .*embedding/);
    await assert.rejects(load({ outputs: { embedding: 'embedding', blocks: ['gone'] } }), /no output "gone"/);
    await assert.rejects(load({ input: { ...bundledCard().input, name: 'none' } }), /no input "none"/);
    const other = await load({ dimensions: 7, centre: undefined });
    await assert.rejects(other.embed(new Float32Array(3 * 96 * 96)), /the card says N x 7/);
  });
});

describe('preprocessing', () => {
  const card = (size: number, channels: 1 | 3, preprocessing: ModelCard['preprocessing']): ModelCard => ({
    ...bundledCard(),
    input: { name: 'image', channels, size },
    preprocessing,
  });
  const apply = (
    bands: Float32Array[],
    width: number,
    kind: 'fits' | 'photo',
    size: number,
    channels: 1 | 3,
    ...steps: ModelCard['preprocessing']
  ) => {
    const out = new Float32Array(channels * size * size);
    const copies = bands.map((band) => band.slice());
    preprocess({ width, height: bands[0].length / width, bands }, kind, card(size, channels, steps), out);
    assert.deepEqual(bands, copies, 'the picture stays as it was');
    return out;
  };
  const ramp = (n: number) => Float32Array.from({ length: n }, (_, i) => i);

  it('cuts the central square, and fills undefined pixels with the median', () => {
    assert.deepEqual(Array.from(apply([ramp(8)], 4, 'fits', 2, 1)), [1, 2, 5, 6]);
    const holes = Float32Array.from([NaN, 2, 3, Infinity, 5, 6, 7, 8, 9]);
    assert.deepEqual(Array.from(apply([holes], 3, 'fits', 3, 1)), [6, 2, 3, 6, 5, 6, 7, 8, 9]);
    // What is transparent in a photograph, which asinh-flux leaves as it is.
    assert.deepEqual(Array.from(apply([holes], 3, 'photo', 3, 1)), [6, 2, 3, 6, 5, 6, 7, 8, 9]);
  });

  it('spreads one band over three channels, and averages three for one', () => {
    const one = ramp(4);
    assert.deepEqual(Array.from(apply([one], 2, 'fits', 2, 3)), [...one, ...one, ...one]);
    const three = [ramp(4), ramp(4).map((x) => x + 3), ramp(4).map((x) => x + 6)];
    assert.deepEqual(Array.from(apply(three, 2, 'fits', 2, 1)), [3, 4, 5, 6]);
  });

  it('standardises each channel by its own numbers, of one band too', () => {
    const step = { step: 'standardise', mean: [0, 1, 2], std: [1, 2, 4] } as const;
    const out = apply([Float32Array.from([2, 4, 6, 8])], 2, 'fits', 2, 3, {
      ...step,
      mean: [...step.mean],
      std: [...step.std],
    });
    assert.deepEqual(Array.from(out), [2, 4, 6, 8, 0.5, 1.5, 2.5, 3.5, 0, 0.5, 1, 1.5]);
  });

  it('crops, zooms, clips, scales to a percentile, and subtracts the border', () => {
    assert.deepEqual(Array.from(apply([ramp(16)], 4, 'fits', 2, 1, { step: 'crop', size: 2 })), [5, 6, 9, 10]);
    assert.deepEqual(Array.from(apply([ramp(16)], 4, 'fits', 2, 1, { step: 'zoom', factor: 2 })), [5, 6, 9, 10]);
    assert.deepEqual(Array.from(apply([ramp(4)], 2, 'fits', 2, 1, { step: 'clip', min: 1, max: 2 })), [1, 1, 2, 2]);
    const scaled = apply([ramp(4)], 2, 'fits', 2, 1, { step: 'scale-to-percentile', percentile: 50, region: 1 });
    assert.deepEqual(Array.from(scaled), Array.from(ramp(4).map((x) => x / 1.5)));
    const framed = Float32Array.from({ length: 100 }, (_, i) => {
      const [x, y] = [i % 10, Math.floor(i / 10)];
      return x < 2 || x > 7 || y < 2 || y > 7 ? 3 : 50;
    });
    const cleared = apply([framed], 10, 'fits', 10, 1, { step: 'subtract-border-median', width: 0.2 });
    assert.deepEqual(Array.from(cleared), Array.from(framed.map((x) => x - 3)));
    assert.deepEqual(
      Array.from(apply([ramp(4)], 2, 'photo', 2, 1, { step: 'unit-range' })),
      Array.from(ramp(4).map((x) => x / 255)),
    );
  });

  it('compresses flux as its definition says, whatever the unit, and leaves photographs', () => {
    const step = {
      step: 'asinh-flux',
      sigmas: 2,
      whitePercentile: 99.8,
      region: 0.5,
      ceiling: 2,
      softening: 10,
    } as const;
    const side = 40;
    const pixels = galaxyPixels(side, 4);
    const sorted = (values: Float32Array) => Float32Array.from(values).sort();
    const middle = (values: Float32Array) => {
      const s = sorted(values);
      return (s[s.length / 2 - 1] + s[s.length / 2]) / 2;
    };
    const sky = middle(pixels);
    const floor = sky + 2 * 1.4826 * middle(pixels.map((x) => Math.abs(x - sky)));
    const above = pixels.map((x) => Math.max(0, x - floor));
    const inner = sorted(above.filter((_, i) => [i % side, Math.floor(i / side)].every((c) => c >= 10 && c < 30)));
    const place = 0.998 * (inner.length - 1);
    const low = Math.floor(place);
    const white = inner[low] + (inner[low + 1] - inner[low]) * (place - low);
    const expected = above.map((x) => Math.asinh(Math.min(x / white, 2) * 10) / Math.asinh(10));
    for (const unit of [1, 1e-17, 1e12]) {
      const out = apply([pixels.map((x) => x * unit)], side, 'fits', side, 1, step);
      out.forEach((x, i) => assert.ok(Math.abs(x - expected[i]) < 2e-4, `${x} at ${i} is not ${expected[i]}`));
    }
    assert.deepEqual(apply([pixels], side, 'photo', side, 1, step), pixels);
    const colours = apply([pixels, pixels.map((x) => 2 * x), pixels], side, 'fits', side, 3, step);
    const brightest = pixels.indexOf(Math.max(...pixels));
    assert.ok(Math.abs(colours[side * side + brightest] / colours[brightest] - 2) < 0.01, 'colours keep their ratios');
  });

  it('refuses steps that do not end at the size of the input', () => {
    assert.throws(() => apply([ramp(16)], 4, 'fits', 2, 1), /ends at 4 pixels, its input has 2/);
  });
});

describe('the eight views', () => {
  it('are the group of the square: the same set from each of them, the input first', () => {
    const [size, channels] = [5, 2];
    const random = randomNumbers(3);
    const length = channels * size * size;
    const input = Float32Array.from({ length }, random);
    const views = (one: Float32Array) => {
      const out = new Float32Array(8 * length).fill(NaN);
      writeViews(one, channels, size, out);
      return Array.from({ length: 8 }, (_, i) => out.slice(i * length, (i + 1) * length));
    };
    const all = views(input);
    assert.deepEqual(all[0], input);
    const names = (set: Float32Array[]) => set.map((view) => view.join()).sort(); // prettier-ignore
    assert.equal(new Set(names(all)).size, 8);
    for (const view of all) assert.deepEqual(names(views(view)), names(all));
    for (const view of all) {
      const centres = [12, 37].map((i) => view[i]);
      assert.deepEqual(centres, [input[12], input[37]], 'channels stay apart, the centre stays');
    }
  });

  it('make a representation that does not know how a galaxy was turned', async () => {
    const encoder = await readEncoder(BUNDLED);
    const session = await EncoderSession.load(encoder, 1);
    const { size, channels } = encoder.card.input;
    const input = Float32Array.from({ length: channels * size * size }, randomNumbers(9));
    const views = new Float32Array(8 * input.length);
    writeViews(input, channels, size, views);
    const answers = await session.embed(views);
    const { dimensions } = encoder.card;
    for (let v = 1; v < 8; v++) {
      for (let d = 0; d < dimensions; d++) {
        assert.ok(Math.abs(answers[v * dimensions + d] - answers[d]) < 1e-3, `view ${v}, dimension ${d}`);
      }
    }
  });
});
