import { TagsStateSchema } from '../../contracts/tags';
import { Command } from '../ids';
import { FolderPanels } from '../panels/folder-panels';
import type { PanelContext } from '../panels/panel-context';
import { TAGS_PAGE, TagsPanel } from './panel';

/** Show Tags. */
export class TagsFeature extends FolderPanels<TagsPanel> {
  constructor(context: PanelContext) {
    super({
      page: TAGS_PAGE,
      command: Command.ShowTags,
      state: TagsStateSchema,
      words: {
        none: 'Open a folder of galaxy cutouts first; the tags shown are those of its label file.',
        pick: 'The folder whose tags to show',
      },
      create: (panel, folder) => new TagsPanel(panel, context, folder),
    });
  }
}
