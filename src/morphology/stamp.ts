/** The part of a frame around one source: what every measure works on. */
export interface Stamp {
  readonly width: number;
  readonly height: number;
  /** Light above the sky, row by row; 0 where masked. */
  readonly light: Float64Array;
  /** 1 where a pixel is undefined or another source's: it has no light and no area. */
  readonly masked: Uint8Array;
  /** 1 where the source is. */
  readonly segment: Uint8Array;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Pixels of a stamp, `right` and `bottom` being the first beyond. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
