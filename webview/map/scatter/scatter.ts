import type { Rgb } from '../../components/host/theme-colours';

/** Points as they are drawn. */
export interface ScatterPoints {
  /** x and y of each point, within -1 and 1. */
  readonly positions: Float32Array;
  /** Where the points come from while they move; as many. */
  readonly from: Float32Array;
  /** Red, green, blue and emphasis of each: 0 dimmed, 128 as it is, 255 in front and larger. */
  readonly looks: Uint8Array;
}

/** What is seen of the points, and how. */
export interface ScatterFrame {
  /** Size of the picture, device pixels. */
  readonly width: number;
  readonly height: number;
  /** The middle, and device pixels a unit of the map. */
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  /** Diameter of a point, device pixels. */
  readonly size: number;
  /** Opacity of points that are neither dimmed nor in front, 0 to 1: where many overlap their density is to show. */
  readonly opacity: number;
  /** Share of the way from `from` to `positions`, 0 to 1. */
  readonly moved: number;
  /** Around each point, so that neighbours are told apart; the background's. */
  readonly rim: Rgb;
}

/** Draws points on a canvas of its own. */
export interface Scatter {
  readonly device: 'webgl' | 'canvas';
  readonly canvas: HTMLCanvasElement;
  /** Takes points; those that changed alone need be other arrays. */
  setPoints(points: ScatterPoints): void;
  draw(frame: ScatterFrame): void;
}

/** Emphasis of a point, in the fourth byte of its looks. */
export const EMPHASIS = { dimmed: 0, plain: 128, front: 255 } as const;
/** Times the size of the others. */
export const FRONT_SIZE = 1.35;
/** Opacity of dimmed points, as a part of the others', and the least of points in front. */
export const OPACITY = { dimmed: 0.5, front: 0.7 } as const;
/** How much of their own colour dimmed points keep, the rest being the background's: many of them together stay dim. */
export const DIMMED_COLOUR = 0.4;
/** Device pixels from which on a point has a rim. */
export const RIM_FROM = 6.5;
