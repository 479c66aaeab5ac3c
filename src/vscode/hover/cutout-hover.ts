import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { cutoutName } from '../../collection/cutout-name';
import { AppearanceSchema, DEFAULT_APPEARANCE } from '../../contracts/common';
import { formatDec, formatRa } from '../../sky';
import { type CutoutInfo, FindCutout, type FoundCutout, ReadThumbnails, type Thumbnail } from '../../engine';
import type { FolderStatus } from '../../contracts/common';
import type { EngineHost } from '../engine/engine-host';
import { Command } from '../ids';
import type { LabelFiles } from '../labels/label-files';
import { tileLabels } from '../panels/tile-labels';
import { APPEARANCE_KEY } from '../panels/panel-context';
import { namesAt } from './names-at';
import { picturePng } from './picture-png';

/** Longest side of the picture in pixels; three bytes each, as base64, stay below what a hover may hold. */
const SIDE = 128;
/** Longer lines are looked at around the pointer alone. */
const LONGEST_LINE = 8192;

/** Where names of cutouts are read and written. */
export const HOVERED: vscode.DocumentSelector = [
  // Cells of Jupyter notebooks are documents of these languages, too.
  ...['python', 'markdown', 'plaintext', 'csv', 'tsv', 'jsonl'].map((language) => ({ language })),
  { pattern: '**/*.{csv,tsv,jsonl,ndjson}' },
];

/** What a hover asks. */
export interface HoverContext {
  readonly engine: Pick<EngineHost, 'request'>;
  /** Collections that have been opened in this window. */
  readonly collections: { readonly all: readonly FolderStatus[] };
  readonly labels: LabelFiles;
  readonly globalState: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/** Shows the galaxy that a path or name in a text is of, with a link to those like it. */
export class CutoutHover implements vscode.HoverProvider {
  constructor(private readonly context: HoverContext) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const folders = this.foldersFor(document);
    if (folders.length === 0) return undefined;
    const { text } = document.lineAt(position);
    const from = Math.max(0, position.character - LONGEST_LINE / 2);
    const names = namesAt(text.slice(from, from + LONGEST_LINE), position.character - from);
    if (names.length === 0) return undefined;
    try {
      const found = await this.find(folders, names.map((name) => name.text), token); // prettier-ignore
      if (!found) return undefined;
      const contents = await this.describe(found.folder, found.cutout, token);
      const { start, end } = names[found.index];
      const range = new vscode.Range(position.line, from + start, position.line, from + end);
      return contents && new vscode.Hover(contents, range);
    } catch (error) {
      // A person who reads on has no use for a message; the log says it.
      if (!token.isCancellationRequested) this.context.log.warn(`hover: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** Open collections with something in them, the document's own first. */
  private foldersFor(document: vscode.TextDocument): string[] {
    const own = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath;
    const open = this.context.collections.all
      .filter(({ state }) => (state?.cutouts ?? 0) > 0)
      .map(({ folder }) => folder);
    return open.sort((a, b) => Number(b === own) - Number(a === own));
  }

  private async find(
    folders: readonly string[],
    names: readonly string[],
    token: vscode.CancellationToken,
  ): Promise<(FoundCutout & { readonly folder: string }) | undefined> {
    for (const folder of folders) {
      if (token.isCancellationRequested) return undefined;
      const found = await this.context.engine.request(FindCutout, { folder, names }, { token });
      if (found) return { ...found, folder };
    }
    return undefined;
  }

  private async describe(
    folder: string,
    cutout: CutoutInfo,
    token: vscode.CancellationToken,
  ): Promise<vscode.MarkdownString | undefined> {
    if (token.isCancellationRequested) return undefined;
    const { globalState, engine } = this.context;
    const [thumbnail] = await engine.request(ReadThumbnails, { folder, cutouts: [cutout], size: SIDE });
    if (token.isCancellationRequested) return undefined;
    const stored = v.safeParse(AppearanceSchema, globalState.get(APPEARANCE_KEY));
    const png = picturePng(thumbnail, stored.success ? stored.output : DEFAULT_APPEARANCE);
    const [labels] = await tileLabels(this.context.labels, folder, [cutoutName(cutout)]);
    const words = labels ? [...labels.values.map(({ value }) => value), ...labels.tags.map((tag) => `#${tag}`)] : [];
    return hoverText(folder, cutout, thumbnail, png, words);
  }
}

function hoverText(
  folder: string,
  { path: file, hdu, ra, dec }: CutoutInfo,
  thumbnail: Thumbnail,
  png: Uint8Array | undefined,
  labels: readonly string[],
): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  // What a name says stays a text; this one command may be linked to.
  text.isTrusted = { enabledCommands: [Command.FindSimilar] };
  if ('error' in thumbnail) text.appendText(`${thumbnail.error}\n\n`);
  else if (png) {
    const data = Buffer.from(png).toString('base64');
    const longest = thumbnail.width >= thumbnail.height ? 'width' : 'height';
    text.appendMarkdown(`![picture](data:image/png;base64,${data}|${longest}=${SIDE})\n\n`);
  }
  text.appendText(hdu === 0 ? file : `${file}[${hdu}]`);
  if (ra !== undefined && dec !== undefined) text.appendText(`\n\n${formatRa(ra)} ${formatDec(dec)}`);
  if (labels.length > 0) text.appendText(`\n\n${labels.join(' · ')}`);
  const query = [vscode.Uri.file(path.resolve(folder, file)), null, hdu];
  const link = `command:${Command.FindSimilar}?${encodeURIComponent(JSON.stringify(query))}`;
  text.appendMarkdown(`\n\n[Find similar](${link} "Find Similar Galaxies")`);
  return text;
}
