import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import * as contract from '../../contracts/anomalies';
import { CutoutSchema } from '../../contracts/common';
import { CopyPython, ExportSchema } from '../../contracts/similar';
import { ExplainRank, MapCollection, MeasureLearning, RankAnomalies, type RankParams } from '../../engine';
import { rankingTable } from '../../exports';
import { ANOMALIES_PANEL, Command } from '../ids';
import { filterOf } from '../panels/filters';
import { FolderPanel } from '../panels/folder-panel';
import { Latest } from '../panels/latest';
import type { PanelPage } from '../panels/panel';
import type { PanelContext } from '../panels/panel-context';
import { answerLabels } from '../panels/panel-labels';
import { saveTable } from '../panels/save-table';
import { copyListAsPython } from '../python/copy-python';
import { RatingSources } from '../ratings/rating-sources';
import { chooseOthers, chooseRater } from './choose-columns';
import { MiniMap } from './mini-map';
import { ensureRatingFile } from './rating-file';

export const ANOMALIES_PAGE: PanelPage = {
  viewType: ANOMALIES_PANEL,
  bundle: 'anomalies',
  title: 'Anomalies',
  searchable: false,
};

/** How many are shown beside a galaxy: its neighbours, and the rated ones that weigh most. */
const BESIDE = 6;
/** Ratings among which those are found. */
const RATED_MOST = 100_000;

/** Rankings of one folder's galaxies by what a person finds interesting. The webview shows and rates; the host asks the engine. */
export class AnomaliesPanel extends FolderPanel {
  private readonly sources: RatingSources;
  private readonly ranking = this.register(new Latest());
  private readonly measuring = this.register(new Latest());
  private map?: Promise<MiniMap | undefined>;

  constructor(panel: vscode.WebviewPanel, context: PanelContext, folder: string) {
    super(panel, context, ANOMALIES_PAGE, folder);
    const { extension, labels, log } = context;
    this.sources = new RatingSources(extension.workspaceState, labels, folder);
    panel.title = `Anomalies in ${path.basename(folder)}`;
    this.answerQuestions();
    this.answerRatings();
    this.register(answerLabels(this.connection, labels, log, () => (this.ready ? folder : undefined)));
    this.register(
      labels.onDidChange((change) => {
        if (change.folder === folder) this.tellRatings();
      }),
    );
  }

  private answerQuestions(): void {
    const { folder } = this;
    const { collections } = this.context;
    this.on0(contract.Ready, async () => ({ ...(await this.begin()), ratings: await this.sources.situation() }));
    this.on(contract.Rank, contract.RankSchema, async ({ choice, count, quick }) =>
      this.rank({ ...(await this.rankParams(choice)), count, quick }),
    );
    this.on0(contract.Learning, () => this.learning());
    this.on0(contract.MiniMap, async () => {
      this.map = this.readMap();
      return (await this.map)?.points ?? null;
    });
    this.on(contract.PlaceOf, CutoutSchema, async (cutout) => (await this.map)?.place(cutout) ?? null);
    this.on(contract.Neighbours, CutoutSchema, async (cutout) => {
      return (await collections.similar({ folder, query: [cutout], count: BESIDE })).neighbours;
    });
    this.on(contract.Save, contract.SaveSchema, async ({ choice }) => {
      const count = Math.max(1, collections.status(folder).state?.cutouts ?? 1);
      const result = await this.rank({ ...(await this.rankParams(choice)), count });
      if (!result) return;
      await saveTable(rankingTable(result.cutouts, result.rated), {
        title: 'Save the Ranking',
        file: path.join(folder, `ranking-by-${choice.sort}`),
        rows: 'galaxies',
      });
    });
    this.on(CopyPython, ExportSchema, ({ neighbours }) => {
      const title = `${neighbours.length} galaxies of ${path.basename(folder)}, in the order of a ranking`;
      return copyListAsPython(this.context, folder, neighbours, title);
    });
  }

  private answerRatings(): void {
    const { folder } = this;
    const { collections, labels } = this.context;
    this.on(contract.Explain, CutoutSchema, async (cutout) => {
      const ratings = await this.sources.ratings();
      const explained = await collections.request(ExplainRank, { folder, ratings, cutout, count: RATED_MOST });
      if (!explained) return null;
      // What each adds may be large and cancel with what others take, which explains nothing to a person; what is alike does.
      const rated = explained.rated.toSorted((a, b) => b.similarity - a.similarity).slice(0, BESIDE);
      return { ...explained, rated };
    });
    this.on(contract.Rate, contract.RateSchema, async ({ galaxy, rating }) => {
      const column = await this.sources.column();
      const asks = (await labels.labels(folder)) === undefined;
      const there = await ensureRatingFile(labels, folder, column);
      // The keyboard goes on where it was before the question.
      if (asks) this.reveal();
      if (!there) return false;
      await labels.edit(folder, { kind: 'set', paths: [galaxy], column, value: rating });
      return true;
    });
    this.on(contract.Undo, v.picklist(['undo', 'redo']), async (what) => {
      const { edits } = await labels.edit(folder, what);
      return { changed: edits.length > 0 };
    });
    this.on(contract.UseEarlierRatings, contract.EarlierRatingsSchema, (params) => this.useEarlier(params));
    this.on(contract.Do, contract.DoSchema, (what) => this.do(what));
  }

  private async rankParams(choice: contract.Choice): Promise<Omit<RankParams, 'count'>> {
    const { folder } = this;
    const { where, ...rest } = choice;
    return {
      ...rest,
      folder,
      ratings: await this.sources.ratings(),
      filter: await filterOf({ folder, where }, this.context.labels),
    };
  }

  private rank(params: RankParams) {
    const onProgress = (progress: contract.RankProgress) => this.tell(contract.RankProgressed, progress);
    return this.ranking.run((token) => this.context.collections.request(RankAnomalies, params, { onProgress, token }));
  }

  private learning() {
    const { folder } = this;
    return this.measuring.run(async (token) => {
      const ratings = await this.sources.ratings();
      return this.context.collections.request(MeasureLearning, { folder, ratings }, { token });
    });
  }

  private async readMap(): Promise<MiniMap | undefined> {
    const params = { folder: this.folder, want: 'at once' as const };
    const map = await this.context.collections.request(MapCollection, params, { onProgress: () => undefined });
    return map?.cutouts && map.cutouts.paths.length > 0 ? new MiniMap({ ...map, cutouts: map.cutouts }) : undefined;
  }

  private async do(what: v.InferOutput<typeof contract.DoSchema>): Promise<void> {
    const { collections, labels } = this.context;
    switch (what) {
      case 'index':
        await collections.index(this.folder);
        break;
      case 'cancel indexing':
        collections.cancel(this.folder);
        break;
      case 'match labels':
        await vscode.commands.executeCommand(Command.MatchLabels);
        break;
      case 'map':
        await vscode.commands.executeCommand(Command.ShowMap, vscode.Uri.file(this.folder));
        break;
      case 'choose rater':
        await chooseRater(this.sources);
        this.tellRatings();
        break;
      case 'choose others':
        await chooseOthers(this.sources, labels, this.folder);
        this.tellRatings();
    }
  }

  private async useEarlier({
    what,
    file,
    column,
  }: v.InferOutput<typeof contract.EarlierRatingsSchema>): Promise<string> {
    const { sources } = this;
    const earlier = sources.earlier.all.find((one) => one.file === file && one.column === column);
    if (!earlier) throw new Error(`${file} is not known to hold ratings of this folder`);
    const name = path.basename(file);
    let done = `The ratings in ${name} stay where they are and do not count.`;
    if (what === 'copy') {
      const { copied, kept } = await sources.copyFrom(earlier);
      const stays = kept > 0 ? ` Rated here already: ${kept}, which stay as they are.` : '';
      done = `${copied} ${copied === 1 ? 'rating' : 'ratings'} copied from ${name}.${stays} U undoes it.`;
    } else if (what === 'count') {
      await sources.countEarlier(earlier);
      done = `The ratings in ${name} count, too. A galaxy that is rated twice has the mean.`;
    } else await sources.earlier.forget(earlier);
    this.tellRatings();
    return done;
  }

  private tellRatings(): void {
    this.tell(contract.RatingsChanged, () => this.sources.situation());
  }
}
