import type { BandOf, HduSummary } from '../../../src/viewing';

/** A plane that may be one band of a colour picture, and what a menu calls it. */
export interface BandChoice {
  readonly band: BandOf;
  readonly label: string;
}

/**
 * The planes of a file that can be bands of one colour picture with an image: its own, and those of the other images of
 * its size.
 */
export function bandChoices(hdus: readonly HduSummary[], { index, width, height }: HduSummary): BandChoice[] {
  const fitting = hdus.filter(
    (hdu) => hdu.content === 'picture' && !hdu.failure && hdu.width === width && hdu.height === height,
  );
  const choices = fitting.flatMap((hdu) =>
    Array.from({ length: hdu.planes }, (_, plane): BandChoice => {
      const name = hdu.name || `HDU ${hdu.index}`;
      const label = fitting.length === 1 ? `${plane + 1}` : hdu.planes === 1 ? name : `${name} ${plane + 1}`;
      return { band: { hdu: hdu.index, plane }, label };
    }),
  );
  // The image's own planes first: they are what the colour is begun with.
  return [...choices.filter(({ band }) => band.hdu === index), ...choices.filter(({ band }) => band.hdu !== index)];
}

/**
 * The bands that a colour picture is begun with, red first: as the image's header orders its three planes, else the last is red, as
 * surveys order them.
 */
export function firstBands(choices: readonly BandChoice[], order: readonly number[] = [2, 1, 0]): BandOf[] {
  return order.map((i) => choices[Math.min(i, choices.length - 1)].band);
}
