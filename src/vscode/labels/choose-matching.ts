import path from 'node:path';
import * as vscode from 'vscode';
import type { RowChoice, TableState } from '../../engine';
import { matchCounts, matchSentences } from '../../engine/tables/match-text';
import type { Matching } from './table-choices';

type Item = vscode.QuickPickItem & { readonly change?: () => Thenable<Matching | undefined> | Matching };

/** Asks how the rows of a label file are matched to galaxies, and which of them count; undefined where nothing is to change. */
export async function chooseMatching(file: string, state: TableState, now: RowChoice): Promise<Matching | undefined> {
  const name = path.basename(file);
  const picked = await vscode.window.showQuickPick(itemsOf(state, now), {
    title: `How the rows of ${name} are matched to galaxies`,
    placeHolder: matchSentences(state)[0],
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.change?.();
}

function itemsOf(state: TableState, now: RowChoice): Item[] {
  const { binding, candidates, rows } = state;
  const ways: Item[] = candidates
    .toSorted((a, b) => b.matched - b.shared - (a.matched - a.shared) || b.matched - a.matched)
    .map((candidate) => ({
      label: `by ${candidate.by} (${candidate.columns.join(', ')})`,
      description: matchCounts(candidate, rows),
      picked: binding?.by === candidate.by && binding.columns.join() === candidate.columns.join(),
      change: () => ({ by: { way: candidate.by, columns: candidate.columns } }),
    }));
  return [...ways, ...rowItems(state, now), ...(binding ? exampleItems(binding.examples) : [])];
}

/** Which rows count: asked where galaxies have several, or an expression chooses some. */
function rowItems({ binding, columns }: TableState, now: RowChoice): Item[] {
  if (!binding?.several && now.where === undefined && now.several === undefined) return [];
  const inUse = (is: boolean) => (is ? 'in use' : undefined);
  return [
    heading('where a galaxy has several rows'),
    {
      label: 'Values on which all rows agree',
      detail: 'A value counts where all rows of a galaxy that have one agree',
      description: inUse((now.several ?? 'agree') === 'agree'),
      change: () => ({ rows: { ...now, several: 'agree' } }),
    },
    {
      label: 'Mean of numbers, majority of classes and tags',
      detail: 'Numbers are averaged; a class or tag counts where more rows have it than any other',
      description: inUse(now.several === 'combine'),
      change: () => ({ rows: { ...now, several: 'combine' } }),
    },
    {
      label: 'Only some rows…',
      detail:
        now.where === undefined ? 'For example those of one person' : `Now those of which this is true: ${now.where}`,
      change: () =>
        askRows(
          now,
          columns.find(({ kind }) => kind === 'class'),
        ),
    },
    ...(now.where === undefined
      ? []
      : [{ label: 'All rows', change: (): Matching => ({ rows: { several: now.several } }) }]),
  ];
}

async function askRows(
  now: RowChoice,
  column: TableState['columns'][number] | undefined,
): Promise<Matching | undefined> {
  const value = column?.values?.[0]?.value;
  const example = value === undefined ? '' : `, such as ${column!.name} == "${value}"`;
  const where = await vscode.window.showInputBox({
    title: 'Which rows count',
    prompt: `A condition on the columns of the label file${example}`,
    value: now.where,
  });
  if (where === undefined) return undefined;
  return { rows: { ...now, where: where.trim() === '' ? undefined : where.trim() } };
}

function heading(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function exampleItems({ matched, unmatched, ambiguous }: NonNullable<TableState['binding']>['examples']): Item[] {
  return [
    ...(matched.length ? [heading('matched, for example')] : []),
    ...matched.map(({ row, path: file }) => ({ label: row, description: file })),
    ...(unmatched.length ? [heading('match none, for example')] : []),
    ...unmatched.map((label) => ({ label })),
    ...(ambiguous.length ? [heading('may be about several galaxies, for example')] : []),
    ...ambiguous.map((label) => ({ label })),
  ];
}
