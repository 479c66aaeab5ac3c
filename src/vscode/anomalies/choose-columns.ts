import * as vscode from 'vscode';
import type { TableColumn } from '../../engine';
import type { LabelFiles } from '../labels/label-files';
import type { OtherColumn, RatingSources } from '../ratings/rating-sources';
import { readWorth, writeWorth, type Worth } from '../ratings/worth';

/** Kinds of columns whose values can be worth something. */
const MAPPED = new Set<TableColumn['kind']>(['class', 'tags', 'binary']);

/** Lets a person choose whose ratings theirs are: one of the columns of ratings, or a new one. */
export async function chooseRater(sources: RatingSources): Promise<void> {
  type Item = vscode.QuickPickItem & { readonly column?: string };
  const now = await sources.column();
  const names = new Set([now, ...(await sources.ratingColumns()).map(({ name }) => name)]);
  const items: Item[] = [
    ...[...names].map((column) => ({ label: column, column, description: column === now ? 'in use' : undefined })),
    { label: '$(add) Another rater…', description: 'a column of its own' },
  ];
  const title = 'The Column That Your Ratings Go To';
  const picked = await vscode.window.showQuickPick(items, { title });
  if (!picked) return;
  if (picked.column !== undefined) return sources.choose(picked.column);
  const rater = await vscode.window.showInputBox({
    title,
    prompt: 'Name of the rater, which names the column',
    validateInput: (name) => (/^[^\s,;"|=]+$/.test(name) ? undefined : 'One word without separators'),
  });
  // By its ending it is known as a column of ratings, also by other programs that read names.
  if (rater !== undefined) await sources.choose(`${rater}_interest`);
}

/** Lets a person say which other columns count as ratings, and what their values are worth. */
export async function chooseOthers(sources: RatingSources, labels: LabelFiles, folder: string): Promise<void> {
  const columns = (await labels.labels(folder))?.state?.columns ?? [];
  const own = await sources.column();
  type Item = vscode.QuickPickItem & { readonly of?: TableColumn; readonly inOtherFile?: OtherColumn };
  const inOtherFiles = sources.others.filter(({ file }) => file !== undefined);
  const inLabels = sources.others.filter(({ file }) => file === undefined);
  const items: Item[] = columns
    .filter(({ name, kind }) => name !== own && (kind === 'rating' || MAPPED.has(kind)))
    .map((of) => ({
      of,
      label: of.name,
      description: of.kind === 'rating' ? 'ratings' : of.kind,
      picked: inLabels.some(({ column }) => column === of.name),
    }));
  for (const one of inOtherFiles) {
    items.push({ inOtherFile: one, label: one.column, description: `ratings in ${one.file}`, picked: true });
  }
  if (items.length === 0) {
    void vscode.window.showInformationMessage('The label file has no other column of ratings, classes or tags.');
    return;
  }
  const title = 'Other Columns That Count as Ratings';
  const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true });
  if (!picked) return;
  const others: OtherColumn[] = [];
  for (const { of, inOtherFile: kept } of picked) {
    if (kept) others.push(kept);
    if (!of) continue;
    if (!MAPPED.has(of.kind)) others.push({ column: of.name });
    else {
      const interest = await askForWorth(of, inLabels.find(({ column }) => column === of.name)?.interest);
      if (!interest) return;
      others.push({ column: of.name, interest });
    }
  }
  await sources.count(others);
}

async function askForWorth({ name, kind, values = [] }: TableColumn, now?: Worth): Promise<Worth | undefined> {
  const first = values.slice(0, 5).map(({ value }, i) => [value, i === 0 && kind !== 'class' ? 5 : 0] as const);
  const text = await vscode.window.showInputBox({
    title: `What the Values of ${name} Are Worth`,
    prompt:
      'value=rating from 0 to 5, separated by commas; * stands for all other values. Values that you leave out are not rated.',
    value: writeWorth(now ?? Object.fromEntries(first)),
    ignoreFocusOut: true,
    validateInput: (input) => {
      const read = readWorth(input);
      return typeof read === 'string' ? read : undefined;
    },
  });
  const read = text === undefined ? undefined : readWorth(text);
  return typeof read === 'string' ? undefined : read;
}
