import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { CancelIndexing, CollectionStatus, IndexFolder } from '../../contracts/common';
import * as contract from '../../contracts/similar';
import { cutoutTable } from '../../exports';
import { Command, SIMILAR_PANEL } from '../ids';
import { answerGalaxyRequests } from '../panels/galaxy-requests';
import { Panel, type PanelPage } from '../panels/panel';
import type { PanelContext } from '../panels/panel-context';
import { answerLabels } from '../panels/panel-labels';
import { saveTable } from '../panels/save-table';
import { copyNeighboursAsPython } from '../python/copy-python';
import { Ahead } from './ahead';
import { answerTo } from './answer';

export const SIMILAR_PAGE: PanelPage = {
  viewType: SIMILAR_PANEL,
  bundle: 'similar',
  title: 'Similar Galaxies',
  searchable: false,
};

/** A grid of the galaxies most like a query. The webview keeps the history of queries; the host answers them. */
export class SimilarPanel extends Panel {
  /** The folder of the query that is shown. */
  private folder?: string;
  /** The query to begin with; a restored panel has its own. */
  private first?: contract.Query;
  private readonly ahead = this.register(
    new Ahead((query: contract.Query, token) => answerTo(query, this.context, token)),
  );

  constructor(panel: vscode.WebviewPanel, context: PanelContext, query?: contract.Query) {
    super(panel, context, SIMILAR_PAGE);
    const { collections, labels, log, saved } = context;
    this.first = query;
    if (query) this.ahead.begin(query);
    answerGalaxyRequests(this.connection, panel, context, (folder) => folder);
    this.answerRequests();
    this.register(collections.onDidChange((status) => this.tell(CollectionStatus, status)));
    this.register(answerLabels(this.connection, labels, log, () => (this.ready ? this.folder : undefined)));
    this.register(saved.onDidChange(() => this.tell0(contract.CollectionsChanged)));
    this.register(collections.onDidDecide(() => this.tell0(contract.DuplicatesDecided)));
  }

  show(query: contract.Query): void {
    this.reveal();
    this.ahead.begin(query);
    if (this.ready) this.tell(contract.ShowQuery, query);
    else this.first = query;
  }

  private answerRequests(): void {
    const { collections } = this.context;
    this.on0(contract.Ready, () => {
      this.ready = true;
      return { query: this.first, appearance: this.appearance };
    });
    this.on(contract.Search, contract.QuerySchema, async (query, token) => {
      const { folder } = query;
      this.folder = folder;
      const result = await this.ahead.take(query, token);
      this.panel.title = query.collection ?? (query.order ? title(query) : `Similar to ${title(query)}`);
      this.tell(CollectionStatus, collections.status(folder));
      return result;
    });
    this.on(contract.Export, contract.ExportSchema, saveNeighbours);
    this.on(contract.CopyPython, contract.ExportSchema, ({ query, neighbours }) =>
      copyNeighboursAsPython(this.context, query, neighbours, title(query)),
    );
    this.on(CancelIndexing, v.string(), (folder) => collections.cancel(folder));
    this.on(IndexFolder, v.string(), async (folder) => {
      await collections.index(folder);
    });
    this.on0(contract.ShowUnreadable, async () => vscode.commands.executeCommand<void>(Command.ShowUnreadable));
  }
}

function title({ cutouts, tag, collection, order }: contract.Query): string {
  if (collection !== undefined) return collection;
  if (order !== undefined) return `Galaxies by ${order.by}`;
  const names = [
    ...(tag === undefined ? [] : [`#${tag}`]),
    ...cutouts.map(({ path: file, region }) => `${region ? 'a part of ' : ''}${path.basename(file)}`),
  ];
  return names.length === 1 ? names[0] : `${names[0]} and ${names.length - 1} more`;
}

function saveNeighbours({ query, neighbours }: v.InferOutput<typeof contract.ExportSchema>): Promise<void> {
  const about = title(query);
  const { collection, order, tag, cutouts } = query;
  const name = collection ?? (order ? `by-${order.by.replace(/[^\p{L}\p{N}_-]+/gu, '-')}` : `${tag ?? path.parse(cutouts[0].path).name}-similar`); // prettier-ignore
  return saveTable(cutoutTable(neighbours, [], order ? about : `The galaxies most similar to ${about}`), {
    title: order ? 'Export the List' : 'Export the Neighbours',
    file: path.join(query.folder, name),
    rows: order ? 'galaxies' : 'neighbours',
  });
}
