import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import * as contract from '../../contracts/map';
import { MapCollection } from '../../engine';
import { Command, MAP_PANEL } from '../ids';
import { FolderPanel } from '../panels/folder-panel';
import { Latest } from '../panels/latest';
import type { PanelPage } from '../panels/panel';
import type { PanelContext } from '../panels/panel-context';
import { answerLabels } from '../panels/panel-labels';
import { copyCutoutsAsPython } from '../python/copy-python';
import { type ColourSource, folderColour, type MapCutouts } from './colour-sources';
import { columnColours } from './column-colours';
import { rankColours } from './rank-colours';

export const MAP_PAGE: PanelPage = { viewType: MAP_PANEL, bundle: 'map', title: 'Map', searchable: false };

/** The map of one folder's collection. The webview draws it; the host asks the engine, and knows which cutouts points are. */
export class MapPanel extends FolderPanel {
  private readonly making = this.register(new Latest());
  private shown?: { readonly revision: string; readonly cutouts: MapCutouts };

  constructor(panel: vscode.WebviewPanel, context: PanelContext, folder: string) {
    super(panel, context, MAP_PAGE, folder);
    const { labels, log } = context;
    panel.title = `Map of ${path.basename(folder)}`;
    this.answerRequests();
    this.register(
      labels.onDidChange((change) => {
        if (change.folder === folder) this.tellChoices();
      }),
    );
    this.register(answerLabels(this.connection, labels, log, () => (this.ready ? folder : undefined)));
  }

  private answerRequests(): void {
    const { folder } = this;
    this.on0(contract.Ready, async () => {
      const situation = await this.begin();
      this.tellChoices();
      // A large table takes its time to be read, and the map does not wait for its columns.
      return { ...situation, choices: [folderColour].map(choiceOf) };
    });
    this.on(contract.LoadMap, contract.LoadMapSchema, (params) => this.load(params));
    this.on0(contract.CancelMap, () => this.making.cancel());
    this.on(contract.NamePoints, contract.NamesSchema, ({ revision, points }) => {
      const { paths, hdus } = this.cutouts(revision) ?? { paths: [], hdus: [] };
      const known = points.filter((point) => point < paths.length);
      return known.map((point) => ({ path: paths[point], hdu: hdus[point] }));
    });
    this.on(contract.ColourPoints, contract.ColourSchema, async ({ revision, id }) => {
      const source = (await this.sources()).find((one) => one.id === id);
      const cutouts = this.cutouts(revision);
      return (cutouts && (await source?.colour(folder, cutouts))) ?? null;
    });
    this.on(contract.FindTagged, v.string(), async (tag) => {
      await vscode.commands.executeCommand(Command.FindSimilar, { folder, tag });
    });
    this.on(contract.CopyPython, contract.CopyPythonSchema, async ({ revision, points }) => {
      const shown = this.cutouts(revision);
      // The map has become another since: there is nothing to copy that the person saw.
      if (!shown) return;
      const { paths, hdus } = shown;
      const all = paths.map((file, i) => ({ path: file, hdu: hdus[i] }));
      const some = points?.map((point) => all[point]).filter((one) => one !== undefined) ?? all;
      await copyCutoutsAsPython(this.context, folder, some, all);
    });
  }

  private load({ want, revision }: v.InferOutput<typeof contract.LoadMapSchema>): Promise<contract.MapPoints | null> {
    const { folder } = this;
    return this.making.run(async (token) => {
      // A panel that was loaded anew has lost the names that the engine would leave out.
      const known = revision === this.shown?.revision ? revision : undefined;
      const onProgress = (progress: contract.MapProgress) => this.tell(contract.MapProgressed, progress);
      const params = { folder, want, revision: known };
      const map = await this.context.collections.request(MapCollection, params, { onProgress, token });
      if (!map) return undefined;
      const { method, positions, cutouts } = map;
      if (cutouts) this.shown = { revision: map.revision, cutouts };
      return { method, positions, revision: map.revision };
    });
  }

  /** What points can be coloured by now. */
  private async sources(): Promise<readonly ColourSource[]> {
    return [
      folderColour,
      ...(await columnColours(this.context.labels, this.folder)),
      ...(await rankColours(this.context, this.folder)),
    ];
  }

  private tellChoices(): void {
    this.tell(contract.ColoursChanged, async () => (await this.sources()).map(choiceOf));
  }

  /** What the points of a revision are; undefined where the panel is to have a newer one in a moment. */
  private cutouts(revision: string): MapCutouts | undefined {
    return this.shown?.revision === revision ? this.shown.cutouts : undefined;
  }
}

function choiceOf({ id, label }: ColourSource): contract.ColourChoice {
  return { id, label };
}
