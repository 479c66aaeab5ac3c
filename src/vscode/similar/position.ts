import * as vscode from 'vscode';
import { formatDec, formatRa } from '../../viewing/coordinates';
import { FindNear, type NearCutout } from '../../engine';
import { declination, rightAscension } from '../../labels/sky-angle';
import type { Collections } from '../collections/collections';

/** Degrees: about the side of a large cutout. */
const RADIUS = 0.1;

/** A position as a person writes one: degrees, or hours or degrees with minutes and seconds. */
export interface Position {
  readonly ra: number;
  readonly dec: number;
}

/** Reads `188.73 -1.2`, `12:34:56.7 -01:12:00`, `12h34m56s -1d12m`, `12 34 56 -1 12 0`; undefined where it is none. ICRS degrees. */
export function readPosition(text: string): Position | undefined {
  const words = text.trim().split(/\s*,\s*|\s+/);
  const half = words.length / 2;
  if (!Number.isInteger(half) || half < 1 || half > 3) return undefined;
  const ra = rightAscension(words.slice(0, half).join(' '));
  const dec = declination(words.slice(half).join(' '));
  return Number.isNaN(ra) || Number.isNaN(dec) ? undefined : { ra, dec };
}

/** Asks for a position, and which of the cutouts around it is meant. Undefined where the person left or there is none. */
export async function askForPosition(collections: Collections, folder: string): Promise<NearCutout | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'Find Similar Galaxies at a Position',
    prompt: 'Right ascension and declination (ICRS): degrees, or sexagesimal with hours',
    placeHolder: '188.736 -1.2  or  12:34:56.7 -01:12:00',
    validateInput: (value) =>
      value.trim() === '' || readPosition(value)
        ? undefined
        : 'No position: write it as 188.736 -1.2 or 12:34:56.7 -01:12:00',
  });
  const position = text === undefined ? undefined : readPosition(text);
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
