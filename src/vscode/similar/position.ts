import * as vscode from 'vscode';
import { formatDec, formatRa, parsePosition } from '../../sky';
import { FindNear, type NearCutout } from '../../engine';
import type { Collections } from '../collections/collections';

/** Degrees: about the side of a large cutout. */
const RADIUS = 0.1;

/** Asks for a position, and which of the cutouts around it is meant. Undefined where the person left or there is none. */
export async function askForPosition(collections: Collections, folder: string): Promise<NearCutout | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'Find Similar Galaxies at a Position',
    prompt: 'Right ascension and declination (ICRS): degrees, or sexagesimal with hours',
    placeHolder: '188.736 -1.2  or  12:34:56.7 -01:12:00',
    validateInput: (value) =>
      value.trim() === '' || parsePosition(value)
        ? undefined
        : 'No position: write it as 188.736 -1.2 or 12:34:56.7 -01:12:00',
  });
  const position = text === undefined ? undefined : parsePosition(text);
  if (!position) return undefined;
  const near = await collections.request(FindNear, { folder, ...position, radius: RADIUS });
  if (near.length === 0) {
    void vscode.window.showInformationMessage(
      `No indexed galaxy lies within ${60 * RADIUS}′ of ${formatRa(position.ra)} ${formatDec(position.dec)}.`,
    );
    return undefined;
  }
  if (near.length === 1) return near[0];
  const items = near.map((cutout) => ({
    label: cutout.hdu > 0 ? `${cutout.path}[${cutout.hdu}]` : cutout.path,
    description: `${(3600 * cutout.separation).toFixed(1)}″`,
    cutout,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Choose a galaxy near this position' });
  return picked?.cutout;
}
