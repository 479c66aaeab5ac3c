import path from 'node:path';
import type * as vscode from 'vscode';
import type { TagColumn, TagPage } from '../../contracts/tags';
import type { TableColumn } from '../../engine';
import type { LabelFiles } from '../labels/label-files';
import type { DismissedMerges } from './dismissed-merges';

/** Cutouts that show what a tag means. */
const EXAMPLES = 6;

/**
 * What a page says of a folder's label file.
 * @param wanted the column that the person has chosen
 */
export async function tagPage(
  labels: LabelFiles,
  folder: string,
  wanted: string | undefined,
  dismissed: DismissedMerges,
  token: vscode.CancellationToken,
): Promise<TagPage> {
  const own = await labels.labels(folder);
  const nothing = { editable: false, columns: [], labels: [], merges: [], dismissed: 0 };
  if (!own) return nothing;
  const file = path.relative(folder, own.file);
  const name = file.startsWith('..') ? path.basename(file) : file.split(path.sep).join('/');
  if (!own.state) return { ...nothing, file: name, error: own.error ?? 'it cannot be read' };
  const columns = own.state.columns.filter(isTagColumn).map(({ name: column, kind }) => ({ name: column, kind }));
  const column =
    columns.find((one) => one.name === wanted) ?? columns.find(({ kind }) => kind === 'tags') ?? columns[0];
  const { editable } = own.state;
  if (!column) return { ...nothing, file: name, editable };
  const summary = await labels.summary(folder, column.name, EXAMPLES, token);
  // A file that is read only has nothing that could become something else.
  const synonyms = editable ? summary.synonyms : [];
  const merges = synonyms.filter(({ from, to }) => !dismissed.has(own.file, column.name, from, to));
  return {
    file: name,
    editable,
    columns,
    column,
    labels: summary.labels,
    merges,
    dismissed: synonyms.length - merges.length,
  };
}

function isTagColumn(column: TableColumn): column is TableColumn & TagColumn {
  return column.kind === 'tags' || column.kind === 'class';
}
