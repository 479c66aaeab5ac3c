import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { RegionSchema } from '../../contracts/common';
import { OrderSchema, PanelStateSchema, type Query } from '../../contracts/similar';
import { chosenFolder } from '../collections/chosen-folder';
import { Owner } from '../disposable';
import { Command, CUTOUT_NAME, SIMILAR_PANEL } from '../ids';
import { lastUsed } from '../panels/tile-commands';
import { askForOrder } from './order';
import { askForPosition } from './position';
import { openPanel } from '../panels/panel';
import type { PanelContext } from '../panels/panel-context';
import { PanelSet } from '../panels/panel-set';
import { SIMILAR_PAGE, SimilarPanel } from './panel';

/** Everything that carries a tag in the label file of a folder. */
const TagQuerySchema = v.object({ folder: v.string(), tag: v.string() });
const OrderedSchema = v.object({ folder: v.string(), order: OrderSchema });

const CHOICE = { none: 'Open the folder that holds the galaxies first.', pick: 'The folder of the galaxies' };

/** Find Similar Galaxies: the command, its panels, and their return after a reload. */
export class SimilarFeature extends Owner implements vscode.WebviewPanelSerializer {
  private readonly panels = new PanelSet<SimilarPanel>();

  constructor(private readonly context: PanelContext) {
    super();
    this.register(
      vscode.commands.registerCommand(
        Command.FindSimilar,
        (uri?: unknown, selected?: unknown, hdu?: unknown, region?: unknown) =>
          this.findSimilar(uri, selected, hdu, region),
      ),
    );
    this.register(vscode.commands.registerCommand(Command.FindAtPosition, () => this.findAtPosition()));
    this.register(vscode.commands.registerCommand(Command.SortBy, (about?: unknown) => this.sortBy(about)));
    this.register(
      vscode.commands.registerCommand(Command.ShowCollection, (node?: { folder?: unknown; name?: unknown }) => {
        const { folder, name } = node ?? {};
        if (typeof folder === 'string' && typeof name === 'string')
          this.show({ folder, cutouts: [], collection: name });
      }),
    );
    this.register(vscode.window.registerWebviewPanelSerializer(SIMILAR_PANEL, this));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { success, output } = v.safeParse(PanelStateSchema, state);
    const query = success ? output.history[output.position] : undefined;
    this.panels.add(new SimilarPanel(panel, this.context, query));
    return Promise.resolve();
  }

  get open(): readonly SimilarPanel[] {
    return this.panels.open;
  }

  private async findSimilar(uri: unknown, selected: unknown, hdu: unknown, region: unknown): Promise<void> {
    // The page of tags names one instead of files.
    const { success, output } = v.safeParse(TagQuerySchema, uri);
    if (success) return this.show({ ...output, cutouts: [] });
    const files = await queryFiles(uri, selected);
    if (files.length === 0) return;
    const folder = this.context.collections.folderOf(files[0]);
    // The viewer names the HDU that it shows; otherwise it is a file's first image.
    const part = v.safeParse(RegionSchema, region);
    const ofHdu = {
      ...(typeof hdu === 'number' ? { hdu } : {}),
      ...(part.success ? { region: part.output } : {}),
    };
    const query: Query = { folder, cutouts: files.map((file) => ({ path: pathIn(folder, file.fsPath), ...ofHdu })) };
    this.show(query);
  }

  private async findAtPosition(): Promise<void> {
    const folder = await chosenFolder(undefined, CHOICE);
    if (folder === undefined) return;
    try {
      const cutout = await askForPosition(this.context.collections, folder);
      if (cutout) this.show({ folder, cutouts: [{ path: cutout.path, hdu: cutout.hdu }] });
    } catch (error) {
      void vscode.window.showErrorMessage((error as Error).message);
    }
  }

  private async sortBy(about: unknown): Promise<void> {
    // Another panel names the column; otherwise the person is asked.
    const { success, output } = v.safeParse(OrderedSchema, about);
    if (success) return this.show({ folder: output.folder, cutouts: [], order: output.order });
    const folder = await chosenFolder(undefined, CHOICE);
    if (folder === undefined) return;
    try {
      const order = await askForOrder(folder, this.context.labels);
      if (order) this.show({ folder, cutouts: [], order });
    } catch (error) {
      void vscode.window.showErrorMessage((error as Error).message);
    }
  }

  private show(query: Query): void {
    this.context.collections.asked(query.folder);
    const open = lastUsed(this.open);
    if (open) open.show(query);
    else this.panels.add(new SimilarPanel(openPanel(SIMILAR_PAGE), this.context, query));
  }
}

/** What the command is about: the explorer's selection, the editor's file, or one that the person now chooses. */
async function queryFiles(uri: unknown, selected: unknown): Promise<vscode.Uri[]> {
  const many = Array.isArray(selected) ? selected.filter((one) => one instanceof vscode.Uri) : [];
  const given = many.length > 0 ? many : uri instanceof vscode.Uri ? [uri] : [];
  const files = given.filter((file) => file.scheme === 'file' && CUTOUT_NAME.test(file.path));
  if (files.length > 0) return files;
  if (given.length > 0) {
    void vscode.window.showWarningMessage(
      'Similar galaxies are found for FITS (.fits, .fit, .fts, .gz), PNG and JPEG files on this machine.',
    );
    return [];
  }
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (
    (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) &&
    input.uri.scheme === 'file' &&
    CUTOUT_NAME.test(input.uri.path)
  ) {
    return [input.uri];
  }
  const chosen = await vscode.window.showOpenDialog({
    title: 'Find Similar Galaxies to…',
    openLabel: 'Find Similar',
    canSelectMany: true,
    defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
    filters: { 'Galaxy cutouts': ['fits', 'fit', 'fts', 'gz', 'png', 'jpg', 'jpeg'] },
  });
  return chosen ?? [];
}

/** Relative with forward slashes for a file of the folder; absolute for any other. */
function pathIn(folder: string, file: string): string {
  const relative = path.relative(folder, file);
  const inside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return inside ? relative.split(path.sep).join('/') : file;
}
