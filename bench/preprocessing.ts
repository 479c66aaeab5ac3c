import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { preprocess, type ModelCard } from '../src/encoder';
import { zoobotPreprocessing } from '../src/encoder/timm/zoobot-preprocessing';
import { readCutoutFile, readCutouts } from '../src/collection';
import { inTemporaryFolder, report, ROOT } from './measure';
import { pythonWithTorch } from './python-environment';

/** Zoobot's, to which small cutouts are enlarged, and one to which all are shrunk, where antialiasing matters. */
const SIZES = [224, 48];
const SETS = ['gz2', 'euclid', 'rings', 'mirabest'];
const PER_SET = 50;

const card = (preprocessing: ModelCard['preprocessing'], size: number): ModelCard => ({
  id: 'bench',
  name: 'bench',
  licence: 'none',
  source: 'none',
  model: 'none.onnx',
  sha256: '0'.repeat(64),
  input: { name: 'image', channels: 3, size },
  preprocessing,
  views: 1,
  outputs: { embedding: 'embedding' },
  dimensions: 1,
});

interface Job {
  /** Files: pixels in, what torchvision makes of them out. */
  readonly pixels: string;
  readonly float: string;
  readonly uint8: string;
  readonly side: number;
  readonly crop: number;
  readonly size: number;
}

/** Inputs of imported encoders beside torchvision's centre crop and antialiased resize of the same pixels. */
export async function benchPreprocessing(): Promise<void> {
  const data = path.resolve(ROOT, '../shared/data');
  const rows: Record<string, string>[] = [];
  for (const [set, size] of SETS.flatMap((set) => SIZES.map((size) => [set, size] as const))) {
    const steps = zoobotPreprocessing(size);
    const geometry = steps.findIndex(({ step }) => step === 'zoom');
    const folder = path.join(data, set);
    if (!fs.existsSync(folder)) continue;
    const names = fs.readdirSync(folder).filter((name) => /\.(jpg|png|fits)$/.test(name)).slice(0, PER_SET); // prettier-ignore
    await inTemporaryFolder(async (temporary) => {
      const jobs: Job[] = [];
      const inputs: Float32Array[] = [];
      const sides = new Set<number>();
      for (const [i, name] of names.entries()) {
        const file = path.join(folder, name);
        const { cutouts, failures } = await readCutouts(readCutoutFile(file), file);
        if (cutouts.length === 0) throw failures[0];
        const { picture, kind } = cutouts[0];
        const side = Math.min(picture.width, picture.height);
        sides.add(side);
        // The pixels in [0, 1] that both see; the stretch of FITS files is ours alone.
        const pixels = new Float32Array(3 * side * side);
        preprocess(picture, kind, card(steps.slice(0, geometry), side), pixels);
        const input = new Float32Array(3 * size * size);
        preprocess(picture, kind, card(steps, size), input);
        inputs.push(input);
        const at = (what: string) => path.join(temporary, `${i}.${what}`);
        fs.writeFileSync(at('pixels'), pixels);
        const crop = Math.max(1, Math.round(side / 1.2));
        jobs.push({ pixels: at('pixels'), float: at('float'), uint8: at('uint8'), side, crop, size });
      }
      const list = path.join(temporary, 'jobs');
      fs.writeFileSync(list, jobs.map((job) => `${JSON.stringify(job)}\n`).join(''));
      const script = path.join(ROOT, 'bench/python/timm_encoders.py');
      const told = execFileSync(pythonWithTorch(), [script, 'resize', list], { encoding: 'utf8' });
      const { version } = JSON.parse(told) as { version: string };
      const [float, uint8] = (['float', 'uint8'] as const).map((what) => differences(inputs, jobs.map((job) => job[what]))); // prettier-ignore
      rows.push({
        [`pictures (torchvision ${version})`]: `${names.length} of ${set}`,
        'from, to': `${Math.min(...sides)} to ${Math.max(...sides)}, ${size}`,
        'largest, float': float.largest.toExponential(1),
        'mean, float': float.mean.toExponential(1),
        'largest, uint8': uint8.largest.toExponential(1),
        'mean, uint8': uint8.mean.toExponential(1),
      });
    });
  }
  report('preprocessing', "Inputs of Zoobot's encoders beside torchvision's resize (values lie in [0, 1])", rows);
}

function differences(ours: readonly Float32Array[], theirs: readonly string[]): { largest: number; mean: number } {
  let [largest, sum, count] = [0, 0, 0];
  ours.forEach((input, i) => {
    const other = new Float32Array(Uint8Array.from(fs.readFileSync(theirs[i])).buffer);
    if (other.length !== input.length) throw new Error(`${other.length} values for ${input.length}`);
    for (let k = 0; k < input.length; k++) {
      const difference = Math.abs(input[k] - other[k]);
      largest = Math.max(largest, difference);
      sum += difference;
    }
    count += input.length;
  });
  return { largest, mean: sum / count };
}
