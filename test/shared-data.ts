import fs from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';
import { standIn } from './stand-ins';

/** Real galaxies and FITS files that tests read in place, beside the checkout: `../shared/data`. */
export const SHARED_DATA = path.resolve(__dirname, '../../shared/data');

/** The absolute path of `relative` inside the shared data; the calling test is skipped, with the reason, where it is absent. */
export function sharedData(test: Context, relative: string): string {
  return sharedFile(test, `data/${relative}`);
}

/** The folder of a set of real galaxies with its `labels.csv`, or of simulated ones where the shared data are absent. */
export function galaxySet(set: string): string {
  const folder = path.join(SHARED_DATA, set);
  return fs.existsSync(folder) ? folder : standIn(set);
}

/** Networks of timm's own making and its answers, beside the shared data: `../shared/reference/timm-encoders`. */
export function referenceEncoder(test: Context, name: string): string {
  return sharedFile(test, `reference/timm-encoders/${name}`);
}

function sharedFile(test: Context, relative: string): string {
  const file = path.join(path.dirname(SHARED_DATA), relative);
  if (!fs.existsSync(file)) {
    console.warn(`      skipped: ${relative} is not in ../shared`);
    test.skip();
  }
  return file;
}
