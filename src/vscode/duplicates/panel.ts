import path from 'node:path';
import type * as vscode from 'vscode';
import * as contract from '../../contracts/duplicates';
import { FindDuplicates } from '../../engine';
import { DUPLICATES_PANEL } from '../ids';
import { FolderPanel } from '../panels/folder-panel';
import { Latest } from '../panels/latest';
import type { PanelPage } from '../panels/panel';
import type { PanelContext } from '../panels/panel-context';
import { tileLabels } from '../panels/tile-labels';
import { DuplicateChanges } from './changes';

export const DUPLICATES_PAGE: PanelPage = {
  viewType: DUPLICATES_PANEL,
  bundle: 'duplicates',
  title: 'Near-duplicates',
  searchable: true,
};

/** The near-duplicates of one folder. The webview lists them; the engine finds them, and the host writes what is decided. */
export class DuplicatesPanel extends FolderPanel {
  private readonly changes: DuplicateChanges;
  private readonly finding = this.register(new Latest());

  constructor(panel: vscode.WebviewPanel, context: PanelContext, folder: string) {
    super(panel, context, DUPLICATES_PAGE, folder);
    const { collections, labels } = context;
    this.changes = new DuplicateChanges(folder, collections, labels);
    panel.title = `Near-duplicates of ${path.basename(folder)}`;
    this.answerRequests();
    this.register(collections.onDidDecide(() => this.tell0(contract.DecisionsChanged)));
    this.register(
      labels.onDidChange((change) => {
        if (change.folder === folder) this.tell0(contract.LabelsChanged);
      }),
    );
  }

  private answerRequests(): void {
    const { changes, folder } = this;
    const { collections, labels } = this.context;
    this.on0(contract.Ready, () => this.begin());
    this.on(contract.Find, contract.CriteriaSchema, (criteria) =>
      this.finding.run((token) => {
        const onProgress = (progress: contract.DuplicatesProgress) => this.tell(contract.FindProgressed, progress);
        return collections.request(FindDuplicates, { folder, ...criteria }, { onProgress, token });
      }),
    );
    this.on0(contract.CancelFind, () => this.finding.cancel());
    this.on(contract.Decide, contract.DecisionSchema, (decision) => changes.decide(decision));
    this.on0(contract.Undo, () => changes.undo());
    this.on(contract.ReadTileLabels, contract.LabelsSchema, ({ paths }) => tileLabels(labels, folder, paths));
  }
}
