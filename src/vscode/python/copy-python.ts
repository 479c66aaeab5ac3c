import { createHash } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import {
  type ListRule,
  type NamedCutout,
  type PythonLabels,
  pythonSnippet,
  type RankedCutout,
  ruleOfNearest,
  ruleOfSome,
} from '../../exports/python';
import { EXACT_BELOW } from '../../similarity/neighbours';
import type { Query } from '../../contracts/similar';
import type { PanelContext } from '../panels/panel-context';
import { offerCode } from './notebook-cell';
import { storeLocation } from '../collections/store-location';

/** More are not copied name by name: an editor has trouble with such a text, and a person too. */
const NAMED_MOST = 10_000;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * Copies Python that loads neighbours of a query, or some of them, in the order that is shown.
 * @param neighbours those to load, in the order of the panel
 * @param about what the query is, in words
 */
export async function copyNeighboursAsPython(
  context: PanelContext,
  query: Query,
  neighbours: readonly (NamedCutout & { readonly similarity?: number })[],
  about: string,
): Promise<void> {
  const isRanked = (one: (typeof neighbours)[number]): one is RankedCutout => one.similarity !== undefined;
  const rule = neighbours.every(isRanked) ? await rankingOf(context, query, neighbours) : undefined;
  const { collection, order } = query;
  const what = order
    ? about
    : collection === undefined
      ? `Galaxies most similar to ${about}`
      : `The collection ${about}`;
  const named: ListRule = { kind: 'named', cutouts: neighbours };
  await copy(context, query.folder, `${what}: ${neighbours.length}`, rule ?? named, neighbours.length);
}

/** Copies Python that loads some of a folder's cutouts, or all, in the order of their paths. */
export async function copyCutoutsAsPython(
  context: PanelContext,
  folder: string,
  some: readonly NamedCutout[],
  all: readonly NamedCutout[],
): Promise<void> {
  const what = some.length === all.length ? 'All galaxies' : `${some.length} of ${all.length} galaxies`;
  await copy(context, folder, `${what} of ${path.basename(folder)}`, ruleOfSome(some, all, sha256), some.length);
}

/** Copies Python that loads a list of cutouts by their names, in its order. */
export async function copyListAsPython(
  context: PanelContext,
  folder: string,
  cutouts: readonly NamedCutout[],
  title: string,
): Promise<void> {
  await copy(context, folder, title, { kind: 'named', cutouts }, cutouts.length);
}

/** The rule by which the engine finds exactly these; undefined where there is none that code can follow. */
async function rankingOf(
  { collections }: PanelContext,
  { folder, cutouts, negatives = [], ...more }: Query,
  neighbours: readonly RankedCutout[],
): Promise<ListRule | undefined> {
  const { state } = collections.status(folder);
  // What else a query says, a filter, a tag, what it is not to be like, has no short way in Python; nor have files from
  // outside of the index, parts of images, and what an approximate index proposes.
  const narrowed = Object.values(more).some((value) => value !== undefined);
  if (narrowed || negatives.length > 0 || !state || state.cutouts >= EXACT_BELOW) return undefined;
  if (cutouts.some((cutout) => path.isAbsolute(cutout.path) || cutout.region)) return undefined;
  const count = neighbours.length;
  const answer = await collections.similar({ folder, query: cutouts, negatives, count: count + 1 });
  const same = neighbours.every((one, i) => {
    const now = answer.neighbours.at(i);
    return now?.path === one.path && now.hdu === one.hdu && now.similarity === one.similarity;
  });
  return same ? ruleOfNearest(answer.query, neighbours, answer.neighbours.at(count), sha256) : undefined;
}

/** The label file, where code can find its rows by the same names; by position or an identifier in the name it cannot. */
async function labelsOf({ labels }: PanelContext, folder: string): Promise<PythonLabels | undefined> {
  const own = await labels.labels(folder);
  const { format, binding } = own?.state ?? {};
  if (!own || !format || !binding) return undefined;
  const { by, columns } = binding;
  return by === 'path' || by === 'name' || by === 'stem'
    ? { file: own.file, format, by, column: columns[0] }
    : undefined;
}

async function copy(
  context: PanelContext,
  folder: string,
  title: string,
  rule: ListRule,
  count: number,
): Promise<void> {
  const { collections, extension } = context;
  const { state } = collections.status(folder);
  if (!state || count === 0) return;
  const named = rule.kind === 'named' ? rule.cutouts.length : rule.kind === 'all' ? rule.but.length : 0;
  if (named > NAMED_MOST) {
    void vscode.window.showWarningMessage(
      `Python code for this selection would name ${named.toLocaleString('en')} galaxies. Select at most ` +
        `${NAMED_MOST.toLocaleString('en')}, or nearly all of a folder.`,
    );
    return;
  }
  const store = await storeLocation(folder, extension.globalStorageUri);
  const segments = path.join(store, 'encoders', state.encoder, 'segments');
  const labels = await labelsOf(context, folder);
  const code = pythonSnippet({ title, folder, segments, rule, labels });
  await vscode.env.clipboard.writeText(code);
  // Rows that wait to be written are in no file yet.
  const later = state.indexing ? '; run it once indexing has ended' : '';
  // The message may stay for long: the panel does not wait for it.
  void offerCode(code, `Copied Python code for ${count.toLocaleString('en')} galaxies${later}`);
}
