import { MapStateSchema } from '../../contracts/map';
import { Command } from '../ids';
import { FolderPanels } from '../panels/folder-panels';
import type { PanelContext } from '../panels/panel-context';
import { MAP_PAGE, MapPanel } from './panel';

/** Show Map. */
export class MapFeature extends FolderPanels<MapPanel> {
  constructor(context: PanelContext) {
    super({
      page: MAP_PAGE,
      command: Command.ShowMap,
      state: MapStateSchema,
      words: {
        none: 'Open a folder of galaxy cutouts first; the map shows the galaxies of a workspace folder.',
        pick: 'The folder to show as a map',
      },
      create: (panel, folder) => new MapPanel(panel, context, folder),
    });
  }
}
