import fs from 'node:fs';
import path from 'node:path';
import { readCutoutFile, readCutouts } from '../../src/collection';
import type { Picture } from '../../src/imaging';
import { generateSampleSky } from '../../src/sample-sky';

/** Galaxies that statmorph has measured too, by name: drawn ones, and of the radio survey where its files are there. */
export async function* shapePictures(data: string): AsyncGenerator<{ name: string; picture: Picture }> {
  let i = 0;
  for (const { bytes, name } of generateSampleSky({ count: 21, seed: 7 })) {
    yield { name: `drawn ${i++}`, picture: (await readCutouts(bytes, name)).cutouts[0].picture };
  }
  const folder = path.join(data, 'mirabest');
  const files = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith('.fits')) : [];
  for (const file of files.sort().slice(0, 20)) {
    const { cutouts } = await readCutouts(readCutoutFile(path.join(folder, file)), file);
    yield { name: file, picture: cutouts[0].picture };
  }
}
