import { Header } from '../../../src/fits';
import type { BandOf, FileClient, HduSummary, HeaderBytes, PlaneSurvey } from '../../../src/viewing';
import { type SkyMap, skyMap } from './sky';
import { TileCache } from './tile-cache';

/** An image that is shown: one plane, or three as red, green and blue, with what is known of them. */
export interface ImageLayer {
  readonly file: FileClient;
  readonly name: string;
  readonly hdu: HduSummary;
  readonly bands: readonly BandOf[];
  readonly width: number;
  readonly height: number;
  readonly surveys: readonly PlaneSurvey[];
  readonly tiles: TileCache;
  readonly sky: SkyMap | undefined;
  /** Unit of the pixels' values, as BUNIT says; empty where it does not. */
  readonly unit: string;
}

/**
 * Looks at an image.
 * @param bands one of the planes of the HDU, or three, of any of the file's images of its size
 * @param onTile tiles have come, or cannot be read
 * @throws Error where the image cannot be read
 */
export async function openLayer(
  file: FileClient,
  name: string,
  hdu: HduSummary,
  bands: readonly BandOf[],
  onTile: (error?: Error) => void,
): Promise<ImageLayer> {
  const { width, height } = hdu;
  const tiles = new TileCache(file, bands, width, height, () => onTile(), onTile);
  const asked = Promise.all([
    file.call('header', { hdu: hdu.index }),
    ...bands.map((band) => file.call('survey', band)),
  ]);
  // On its way while the survey is: where the engine reads the file, a message there and back is not to be waited for.
  tiles.askForWhole();
  const [header, ...surveys] = await asked;
  return { file, name, hdu, bands, width, height, surveys, tiles, sky: skyMap(header), unit: unitOf(header) };
}

function unitOf({ bytes }: HeaderBytes): string {
  return new Header(bytes, 0, bytes.length).string('BUNIT')?.trim() ?? '';
}
