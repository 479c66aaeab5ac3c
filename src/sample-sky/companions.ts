// The files that lie beside the cutouts of a sample workspace.
import { GALAXY_CLASSES, type GalaxyClass } from './galaxy';
import type { Labels } from './truth';

const WHAT: Record<GalaxyClass, string> = {
  disc: 'smooth discs, more or less inclined',
  elliptical: 'ellipticals, round and flattened',
  barred: 'barred spirals, their arms leaving from the ends of the bar',
  ring: 'rings of young stars around an old core',
  spiral: 'spirals with two to four arms',
  'edge-on': 'discs seen from the side, most with a dust lane',
  merger: 'two galaxies in collision, with tidal tails',
};

export function readme(rows: readonly Labels[]): string {
  const lines = GALAXY_CLASSES.map((name) => {
    const members = rows.filter((row) => row.class === name);
    return `| ${name} | ${members.length} | ${WHAT[name]} | ${members.length ? `\`${clearest(members).file}\`` : ''} |`;
  });
  return `# A sample sky

${rows.length} galaxies that were drawn, not observed: the names are places in the sky where nothing of the kind is.
Each file in \`cutouts/\` is a FITS image of one galaxy with noise, seeing, neighbours and a world coordinate
system. Some hold one band, some a cube of g, r and z; most are 32-bit floats, some scaled 16-bit integers, some
compressed with gzip, some in an extension, as real collections are.

| class | cutouts | what | a clear one to start from |
| --- | --- | --- | --- |
${lines.join('\n')}

Right-click one of these files in the explorer to find the galaxies that look like it.

\`labels.csv\` tells the truth about every galaxy: its class, and the numbers it was drawn from. \`analysis.py\`
reads the table with pandas and a cutout with astropy.
`;
}

/** The one that is seen best: bright, and nearest to face-on except where the class is about the edge. */
function clearest(members: Labels[]): Labels {
  const clarity = (row: Labels) => Math.log(row.signalToNoise) + (row.class === 'edge-on' ? 0 : 2 * row.axisRatio);
  return members.reduce((best, row) => (clarity(row) > clarity(best) ? row : best));
}

export const ANALYSIS = `"""Reads the labels of the sample sky, and the pixels of one of its rings."""

import pandas as pd
from astropy.io import fits

labels = pd.read_csv("labels.csv")
print(labels.groupby("class").size())

rings = labels[labels["class"] == "ring"].sort_values("signal_to_noise", ascending=False)
ring = rings.iloc[0]
with fits.open(ring["file"]) as hdus:
    # The image is in the primary HDU or, where that is empty, in the first extension.
    image = next(hdu for hdu in hdus if hdu.data is not None)
    print(ring["file"], image.data.shape, f"{ring['ring_radius_arcsec']:.2f} arcsec")
`;
