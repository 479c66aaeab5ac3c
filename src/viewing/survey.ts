import { type Hdu, imageSize } from '../fits';
import { type Band, binBand } from '../imaging';
import type { PlaneReader } from './plane-reader';

/** Result of one pass over a plane: enough to choose cuts and a stretch, and to draw the plane small. */
export interface PlaneSurvey {
  readonly width: number;
  readonly height: number;
  /** Smallest of the finite pixels examined; NaN where there are none. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly finite: number;
  /** Pixels looked at. */
  readonly seen: number;
  /** Whether that was every pixel. */
  readonly complete: boolean;
  /** Pixels evenly spread over the plane, all of them of a cutout; undefined ones NaN. */
  readonly sample: Float32Array;
}

export interface SurveyedPlane {
  readonly survey: PlaneSurvey;
  /** The plane shrunk by 2^level: a quick answer for all tiles at or above that level. */
  readonly overview: Band;
  readonly level: number;
}

/** Up to so many pixels, those of a 512 x 512 cutout, the sample is the whole plane. */
const WHOLE_SAMPLE = 2 ** 18;
/** Pixels of the sample of a larger plane: enough for any percentile one can see, and quick to send. */
const SAMPLE = 2 ** 16;
/** The overview's longest side. */
const OVERVIEW = 1024;
/** Bytes of the file that are read for a survey. Beyond, only some of the rows are. */
const READ_MAX = 2 ** 29;
/** Pixels read at a time. */
const BAND_PIXELS = 2 ** 20;

/**
 * Looks at a plane in one pass, in bands of rows: memory does not grow with the plane. Of a plane of more than half a
 * GiB only every n-th row is read, so that the first look at a survey mosaic does not take a minute.
 * @throws FitsError as `readRegion`
 */
export function surveyPlane(hdu: Hdu, plane: number, reader: PlaneReader): SurveyedPlane {
  const { width, height } = imageSize(hdu);
  const level = Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / OVERVIEW)));
  const factor = 2 ** level;
  const bytes = width * height * (Math.abs(hdu.bitpix) / 8);
  // Number of image rows read for each row of the overview.
  const rowsRead = Math.max(1, Math.min(factor, Math.floor((factor * READ_MAX) / bytes)));
  const complete = rowsRead === factor;
  const stepRows = complete ? Math.max(factor, Math.floor(BAND_PIXELS / width / factor) * factor) : factor;
  const across = Math.ceil(width / factor);
  const overview = new Float32Array(across * Math.ceil(height / factor));
  const gathered = new Gathered(complete ? width * height : width * rowsRead * Math.ceil(height / factor));
  for (let y = 0, at = 0; y < height; y += stepRows) {
    const rows = Math.min(complete ? stepRows : rowsRead, height - y);
    const values = reader.read(hdu, plane, { x: 0, y, width, height: rows });
    gathered.add(values);
    const { values: shrunk } = binBand({ width, height: rows, values }, factor);
    overview.set(shrunk, at);
    at += shrunk.length;
  }
  return {
    survey: { width, height, complete, ...gathered.result() },
    overview: { width: across, height: Math.ceil(height / factor), values: overview },
    level,
  };
}

/** Range, mean and an even sample of values that come in parts. */
class Gathered {
  private readonly sample: Float32Array;
  private readonly stride: number;
  private sampled = 0;
  /** Place of the next value of the sample, in the part to come. */
  private next = 0;
  private seen = 0;
  private finite = 0;
  private min = Infinity;
  private max = -Infinity;
  private sum = 0;

  /** @param expected the number of values to come, at most */
  constructor(expected: number) {
    const stride = expected <= WHOLE_SAMPLE ? 1 : Math.ceil(expected / SAMPLE);
    // Odd, so that a stride along rows of an even width still meets all columns.
    this.stride = stride > 1 ? stride | 1 : 1;
    this.sample = new Float32Array(Math.ceil(expected / this.stride));
  }

  add(values: Float32Array): void {
    let finite = 0;
    let { min, max } = this;
    let sum = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value - value !== 0) continue;
      finite++;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.seen += values.length;
    this.finite += finite;
    [this.min, this.max] = [min, max];
    this.sum += sum;
    for (; this.next < values.length; this.next += this.stride) this.sample[this.sampled++] = values[this.next];
    this.next -= values.length;
  }

  result(): Omit<PlaneSurvey, 'width' | 'height' | 'complete'> {
    const { seen, finite, min, max, sum, sampled } = this;
    const sample = this.sample.subarray(0, sampled);
    return finite > 0
      ? { seen, finite, min, max, mean: sum / finite, sample }
      : { seen, finite, min: NaN, max: NaN, mean: NaN, sample };
  }
}
