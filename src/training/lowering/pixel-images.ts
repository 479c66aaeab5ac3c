/** Images that may be there with their pixels first, [H, W, N, C], by the names of the usual ones. */
export interface PixelImages {
  /** One with its pixels first; turned, where there is none yet. */
  of(x: string): string;
  /** Names an image [H, W, N, C] as the usual one. */
  name(image: string): string;
}
