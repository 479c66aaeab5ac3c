import fs from 'node:fs';
import path from 'node:path';
import { findSource, measureSource } from '../../src/morphology';
import { skyExcess } from '../../src/morphology/smoothness';
import { shapePictures } from './pictures';

/**
 * Writes what bench/python/statmorph_shapes.py measures with statmorph: each galaxy's stamp, segment and mask, and its
 * sky, so that both measure the same pixels.
 *
 *     node --import tsx bench/shapes/dump.ts FOLDER
 *     python bench/python/statmorph_shapes.py FOLDER test/unit/morphology/statmorph.json   (statmorph 0.7.2)
 */
async function main([folder]: string[]): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  const cases: unknown[] = [];
  for await (const { name, picture } of shapePictures(path.resolve(__dirname, '../../../shared/data'))) {
    const source = findSource(picture);
    if (!source) continue;
    const { stamp, sky, skyAsymmetry } = source;
    const { width, height, light, segment, masked } = stamp;
    const skySmoothness = skyExcess(stamp, sky, measureSource(source).petrosianRadius);
    fs.writeFileSync(
      path.join(folder, `${cases.length}.bin`),
      Buffer.concat([Buffer.from(light.buffer), segment, masked]),
    );
    cases.push({ name, width, height, skyAsymmetry, skySmoothness });
  }
  fs.writeFileSync(path.join(folder, 'cases.json'), JSON.stringify(cases));
}

void main(process.argv.slice(2));
