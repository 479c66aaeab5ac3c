import { DuplicatesStateSchema } from '../../contracts/duplicates';
import { Command } from '../ids';
import { FolderPanels } from '../panels/folder-panels';
import type { PanelContext } from '../panels/panel-context';
import { DUPLICATES_PAGE, DuplicatesPanel } from './panel';

/** Find Near-Duplicates. */
export class DuplicatesFeature extends FolderPanels<DuplicatesPanel> {
  constructor(context: PanelContext) {
    super({
      page: DUPLICATES_PAGE,
      command: Command.FindDuplicates,
      state: DuplicatesStateSchema,
      words: {
        none: 'Open a folder of galaxy cutouts first; duplicates are looked for among its galaxies.',
        pick: 'The folder whose near-duplicates to find',
      },
      create: (panel, folder) => new DuplicatesPanel(panel, context, folder),
    });
  }
}
