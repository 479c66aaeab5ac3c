import path from 'node:path';
import { readCutoutFile, readCutouts } from '../../src/collection';
import type { Picture, PictureKind } from '../../src/imaging';
import { DATA, readLabels } from './labels';

/** A galaxy as a method sees it. */
export interface Galaxy {
  readonly picture: Picture;
  readonly kind: PictureKind;
}

/** The galaxies of a set in the order of its labels.csv, every `step`-th of them: decoded one at a time, they fit no memory together. */
export async function* readGalaxies(set: string, step = 1): AsyncGenerator<Galaxy> {
  const labels = readLabels(set);
  for (let i = 0; i < labels.length; i += step) {
    const { file } = labels[i];
    const { cutouts, failures } = await readCutouts(readCutoutFile(path.join(DATA, set, file)), file);
    if (cutouts.length === 0) throw failures[0];
    yield cutouts[0];
  }
}
