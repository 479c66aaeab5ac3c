import type { CutoutRef } from '../../../src/engine/protocol';

/** A cutout with what is written below it. */
export interface Tile extends CutoutRef {
  readonly name: string;
  /** On the picture: a score, or nothing. */
  readonly score: string;
  /** Below the name, side by side or one below the other: a position. */
  readonly details: readonly string[];
  readonly tooltip: string;
  /** Read by a screen reader. */
  readonly label: string;
  /** Below the details; tags can be searched for. */
  readonly labels?: readonly TileLabel[];
}

export interface TileLabel {
  readonly text: string;
  /** The tag that a click finds more of. */
  readonly tag?: string;
  /** Written just now: shown first where not all have room. */
  readonly isNew?: boolean;
}

/** The data type of a drag: the keys of the tiles that are dragged. */
export const TILES_DRAGGED = 'application/x-morphoscope-tiles';
