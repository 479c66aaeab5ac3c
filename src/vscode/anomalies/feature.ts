import { AnomaliesStateSchema } from '../../contracts/anomalies';
import { Command } from '../ids';
import { FolderPanels } from '../panels/folder-panels';
import type { PanelContext } from '../panels/panel-context';
import { ANOMALIES_PAGE, AnomaliesPanel } from './panel';

/** Inspect Anomalies. */
export class AnomaliesFeature extends FolderPanels<AnomaliesPanel> {
  constructor(context: PanelContext) {
    super({
      page: ANOMALIES_PAGE,
      command: Command.InspectAnomalies,
      state: AnomaliesStateSchema,
      words: {
        none: 'Open a folder of galaxy cutouts first; they are what is ranked.',
        pick: 'The folder whose galaxies to rank',
      },
      create: (panel, folder) => new AnomaliesPanel(panel, context, folder),
    });
  }
}
