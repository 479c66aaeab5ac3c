import type { ColourChoice, MapColour } from '../../contracts/map';
import type { MapResult } from '../../engine';

/** The cutouts of a map, in the order of its points. */
export type MapCutouts = NonNullable<MapResult['cutouts']>;

/** Gives each point of a map a value to colour it by. */
export interface ColourSource extends ColourChoice {
  /** Undefined where there is none for these cutouts. */
  colour(folder: string, cutouts: MapCutouts): Promise<MapColour | undefined> | MapColour | undefined;
}

/** By the folder that a file is in: the first part of its path in which paths differ. */
export const folderColour: ColourSource = {
  id: 'folder',
  label: 'folder',
  colour: (_, { paths }) => {
    const folders = paths.map((file) => file.split('/').slice(0, -1));
    let same = 0;
    while (folders.length > 0 && folders.every((parts) => parts.length > same && parts[same] === folders[0][same])) {
      same++;
    }
    const names = new Map<string, number>();
    const codes = Int32Array.from(folders, (parts) => {
      const name = parts[same] ?? (same > 0 ? parts[same - 1] : '(top)');
      const code = names.get(name) ?? names.size;
      names.set(name, code);
      return code;
    });
    return { kind: 'class', names: [...names.keys()], codes };
  },
};
