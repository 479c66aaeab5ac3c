import type { CancellationToken } from 'vscode-jsonrpc/node';
import { ListBy, ListCutouts, type SimilarParams } from '../../engine';
import type { PanelResult, Query } from '../../contracts/similar';
import type { LabelFiles } from '../labels/label-files';
import { filterOf, openTables } from '../panels/filters';
import type { PanelContext } from '../panels/panel-context';
import { neighbourCount } from '../settings';

/** Galaxies of a sorted list: nobody looks further. */
const MOST_LISTED = 5000;

/** What a panel shows: neighbours, or all that has a value in its order, or, of a collection, what was saved, in its. */
export async function answerTo(
  query: Query,
  { collections, labels, saved }: PanelContext,
  token: CancellationToken,
): Promise<PanelResult> {
  const { folder, order } = query;
  if (order !== undefined) {
    const tables = await openTables(folder, labels);
    const { cutouts, listed } = await collections.request(ListBy, { folder, ...order, tables, count: MOST_LISTED, filter: await filterOf(query, labels) }, { token }); // prettier-ignore
    return { query: [], negatives: [], neighbours: cutouts, searched: listed };
  }
  if (query.collection === undefined) return collections.similar(await similarParams(query, labels), token);
  const { cutouts: held } = await saved.get(folder, query.collection);
  const { cutouts, missing } = await collections.request(ListCutouts, {
    folder,
    cutouts: held,
    filter: await filterOf(query, labels),
  });
  // What is not in the index yet, or any more, is not shown; how many there are is.
  return {
    query: [],
    negatives: [],
    neighbours: cutouts,
    searched: held.length - missing,
  };
}

/** The engine's question for a query: with the tables that its filter and tag are about. */
async function similarParams(query: Query, labels: LabelFiles): Promise<SimilarParams> {
  const { folder, cutouts, negatives, tag } = query;
  const params = { folder, query: cutouts, negatives, count: neighbourCount(), filter: await filterOf(query, labels) };
  if (tag === undefined) return params;
  const own = await labels.labels(folder);
  if (!own) throw new Error(`Choose the label file that has the tag #${tag}.`);
  return { ...params, tag: { file: own.file, tag } };
}
