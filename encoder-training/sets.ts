import path from 'node:path';
import { DATA, readLabels } from '../bench/quality/labels';
import { readLooks } from './looks/looks';
import { CLASSES } from './network';
import type { Answers } from './synthetic/questions';

export interface LabelledFile {
  readonly file: string;
  /** Index into CLASSES, or -1. */
  readonly class: number;
  /** 0 clockwise, 1 anticlockwise, or -1. */
  readonly winding: number;
  /** Euclid: 1 merger, 0 not, -1 unknown. */
  readonly merger: number;
  /** What was seen of it on contact sheets. */
  readonly seen: Answers;
}

const GZ1: Record<string, readonly [(typeof CLASSES)[number], number]> = {
  elliptical: ['elliptical', -1],
  'spiral-clockwise': ['spiral', 0],
  'spiral-anticlockwise': ['spiral', 1],
  'edge-on': ['edge-on', -1],
  merger: ['merger', -1],
  'artefact-or-unsure': ['artefact', -1],
};

/**
 * Galaxy Zoo 1 (SDSS) and Euclid Q1 cutouts, in the order of their tables: all the real galaxies that are trained on.
 * @param columns how many columns of looks are read; all, unless told.
 */
export function trainingSets(columns?: number): { gz1: LabelledFile[]; euclid: LabelledFile[] } {
  const looks = readLooks(columns);
  return {
    gz1: readLabels('gz1').map((row) => {
      const [name, winding] = GZ1[row.class];
      return {
        file: path.join(DATA, 'gz1', row.file),
        class: CLASSES.indexOf(name),
        winding,
        merger: -1,
        seen: looks.of('gz1', row.file),
      };
    }),
    euclid: readLabels('euclid').map((row) => ({
      file: path.join(DATA, 'euclid', row.file),
      class: -1,
      winding: -1,
      merger: row.class === 'merger' ? 1 : row.class === 'nonmerger' ? 0 : -1,
      seen: looks.of('euclid', row.file),
    })),
  };
}
