import { measure, MEASURES } from '../../src/morphology';
import { readGalaxies, type Galaxy } from './galaxies';
import type { Method } from './methods';

/** Every so many of the training galaxies say how large each measure is and how far it varies. */
const TRAINING_STEP = 4;
/** Deviations beyond which a measure counts no more: outliers would be all that a distance sees. */
const MOST = 5;
/** All but the angle on the sky, and what is no measure of the galaxy. */
const USED = MEASURES.filter((name) => name !== 'flag' && name !== 'positionAngle');

/**
 * The classical measures as a representation: each in deviations from its mean over SDSS training galaxies (never those
 * that are labelled here), cut off at five, and 0 where undefined. Turning a galaxy hardly changes them: one view is all.
 */
export async function classicalMethod(): Promise<Method> {
  const training: number[][] = [];
  for await (const galaxy of readGalaxies('gz1', TRAINING_STEP)) training.push(valuesOf(galaxy));
  const scales = USED.map((_, d) => {
    const values = training.map((row) => row[d]).filter(Number.isFinite);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { mean, deviation: Math.sqrt(variance) || 1 };
  });
  return {
    name: 'classical morphology',
    represent: (galaxies) =>
      Promise.resolve(
        galaxies.map((galaxy) =>
          Float32Array.from(valuesOf(galaxy), (value, d) =>
            Number.isFinite(value)
              ? Math.min(MOST, Math.max(-MOST, (value - scales[d].mean) / scales[d].deviation))
              : 0,
          ),
        ),
      ),
  };
}

function valuesOf({ picture }: Galaxy): number[] {
  const { width, height } = picture;
  const measures = measure(picture);
  // Radii in shares of the frame, as an encoder sees them.
  return USED.map((name) =>
    /^(petrosianRadius|r\d0)$/.test(name) ? measures[name] / Math.min(width, height) : measures[name],
  );
}
