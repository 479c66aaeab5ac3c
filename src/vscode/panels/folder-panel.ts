import * as v from 'valibot';
import type * as vscode from 'vscode';
import * as contract from '../../contracts/common';
import { answerGalaxyRequests } from './galaxy-requests';
import { Panel, type PanelPage } from './panel';
import type { PanelContext } from './panel-context';

/** A panel about one folder: it is told how the folder's collection stands, and whatever it asks is about that folder. */
export abstract class FolderPanel<C extends PanelContext = PanelContext> extends Panel<C> {
  constructor(
    panel: vscode.WebviewPanel,
    context: C,
    page: PanelPage,
    /** Absolute path. */
    readonly folder: string,
  ) {
    super(panel, context, page);
    const { collections } = context;
    answerGalaxyRequests(this.connection, panel, context, () => folder);
    this.on(contract.IndexFolder, v.string(), async () => {
      await collections.index(folder);
    });
    this.on(contract.CancelIndexing, v.string(), () => collections.cancel(folder));
    this.register(
      collections.onDidChange((status) => {
        if (status.folder === folder) this.tell(contract.CollectionStatus, status);
      }),
    );
  }

  /** Opens the folder's collection; from now on the page is told what changes. */
  protected async begin(): Promise<{ folder: string; appearance: contract.Appearance; status: contract.FolderStatus }> {
    const { collections } = this.context;
    await collections.open(this.folder);
    this.ready = true;
    return { folder: this.folder, appearance: this.appearance, status: collections.status(this.folder) };
  }
}
