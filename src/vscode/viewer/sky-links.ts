import type * as v from 'valibot';
import * as vscode from 'vscode';
import type { LinkSchema } from '../../contracts/viewer';

/** The pages that show a place of the sky. */
export function skyLink({ service, ra, dec, fieldOfView }: v.InferOutput<typeof LinkSchema>): vscode.Uri {
  const [x, y] = [ra.toFixed(6), dec.toFixed(6)];
  switch (service) {
    case 'aladin': {
      const target = encodeURIComponent(`${x} ${dec < 0 ? '' : '+'}${y}`);
      return vscode.Uri.parse(
        `https://aladin.cds.unistra.fr/AladinLite/?target=${target}&fov=${fieldOfView.toFixed(4)}`,
      );
    }
    case 'legacy-survey':
      return vscode.Uri.parse(
        `https://www.legacysurvey.org/viewer?ra=${x}&dec=${y}&layer=ls-dr10&zoom=${legacyZoom(fieldOfView)}`,
      );
  }
}

/** At zoom 0 the viewer shows the whole sky, 360 degrees, in 256 pixels; a window has some thousand. */
function legacyZoom(fieldOfView: number): number {
  return Math.min(16, Math.max(1, Math.round(Math.log2((360 * 1024) / 256 / Math.max(fieldOfView, 1e-6)))));
}
