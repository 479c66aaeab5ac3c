import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { cutoutName } from '../../../src/collection/cutout-name';
import type { CutoutRef } from '../../../src/engine/protocol';
import type { Tile, TileLabel } from '../grid/tile';
import {
  EditLabels,
  LabelsChanged,
  ReadSituation,
  ReadTileLabels,
  type LabelEdit,
  type LabelSituation,
  type LabelsNow,
  type TileLabels,
} from '../../../src/contracts/labels';
import type { LabelWords } from './tag-entry';

const NOTICE_MS = 6000;

/** What the label file says of the galaxies in sight, and the person's changes to it. */
export class LabelState implements ReactiveController {
  situation?: LabelSituation;
  /** A word about what has just been written or could not be; for a few seconds, or until the next where it is an error. */
  notice?: { readonly text: string; readonly error: boolean };
  /** Changes with the labels. */
  version = 0;
  private labels = new Map<string, TileLabels | null>();
  private names: readonly string[] = [];
  private asked = 0;
  /** The labels of what is in sight have been asked for and have not come. */
  private reading = false;
  private timer?: number;
  /** What was written last. */
  private written?: LabelWords;
  private shown?: { readonly of: readonly Tile[]; readonly version: number; readonly tiles: readonly Tile[] };

  constructor(
    private readonly element: ReactiveControllerHost,
    private readonly host: MessageConnection,
    /** Labels have changed: a filter or a tag may say something else now. */
    private readonly onChange: () => void,
  ) {
    element.addController(this);
    host.onNotification(LabelsChanged, ({ situation, tiles }) => {
      if (situation.folder !== this.situation?.folder) return;
      this.situation = situation;
      // An answer that is on its way may be from before the change.
      if (tiles && !this.reading) this.take(tiles);
      else void this.read(this.names);
      this.onChange();
    });
  }

  hostConnected(): void {
    // Messages come whether or not it is on the page.
  }

  hostDisconnected(): void {
    window.clearTimeout(this.timer);
  }

  /** Reads what is known of a folder's tables; once for each folder. */
  async follow(folder: string): Promise<void> {
    if (this.situation?.folder === folder) return;
    this.labels.clear();
    this.situation = {
      folder,
      readable: true,
      editable: false,
      rows: 0,
      matched: 0,
      columns: [],
      others: [],
      errors: [],
    };
    try {
      this.situation = await this.host.sendRequest(ReadSituation, folder);
      await this.read(this.names);
    } catch (error) {
      this.say((error as Error).message, true);
    }
    this.element.requestUpdate();
  }

  /** Asks for the labels of what is in sight now. */
  async readOf(cutouts: readonly CutoutRef[]): Promise<void> {
    await this.read(cutouts.map(cutoutName));
  }

  private take(tiles: NonNullable<LabelsNow['tiles']>): void {
    for (const [name, labels] of tiles) this.labels.set(name, labels);
    this.version++;
    this.element.requestUpdate();
  }

  private async read(names: readonly string[]): Promise<void> {
    this.names = names;
    const { situation } = this;
    const number = ++this.asked;
    if (situation?.name === undefined || names.length === 0) {
      this.reading = false;
      this.labels.clear();
      this.version++;
    } else {
      this.reading = true;
      try {
        const found = await this.host.sendRequest(ReadTileLabels, { folder: situation.folder, paths: [...names] });
        if (number !== this.asked) return;
        this.labels = new Map(names.map((name, i) => [name, found[i]]));
        this.version++;
      } catch (error) {
        this.say((error as Error).message, true);
      } finally {
        if (number === this.asked) this.reading = false;
      }
    }
    this.element.requestUpdate();
  }

  tagsOf(cutout: CutoutRef): readonly string[] {
    return this.labels.get(cutoutName(cutout))?.tags ?? [];
  }

  /** The labels of a tile: values first, then tags. */
  of(cutout: CutoutRef): TileLabel[] {
    const known = this.labels.get(cutoutName(cutout));
    if (!known) return [];
    const { written } = this;
    return [
      ...known.values.map(({ column, value }) => ({
        text: value,
        isNew: written?.kind === 'set' && written.column === column && written.value === value,
      })),
      ...known.tags.map((tag) => ({
        text: `#${tag}`,
        tag,
        isNew: written?.kind === 'add' && written.tag === tag,
      })),
    ];
  }

  /** Tiles with what the label file says of them now; the same array until it says something else. */
  labelled(all: readonly Tile[]): readonly Tile[] {
    const { version } = this;
    if (this.shown?.of === all && this.shown.version === version) return this.shown.tiles;
    const tiles = all.map((tile) => {
      const labels = this.of(tile);
      return labels.length === 0
        ? tile
        : { ...tile, labels, label: `${tile.label}, ${labels.map(({ text }) => text).join(', ')}` };
    });
    this.shown = { of: all, version, tiles };
    return tiles;
  }

  /** Takes the last label back, or makes it again, where a key says so. @returns whether it did */
  takesKey(event: KeyboardEvent): boolean {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
    const key = event.key.toLowerCase();
    if (key === 'z') void (event.shiftKey ? this.redo() : this.undo());
    else if (key === 'y') void this.redo();
    else return false;
    event.preventDefault();
    return true;
  }

  /** Writes a label of some galaxies into the label file. */
  async write(cutouts: readonly CutoutRef[], words: LabelWords): Promise<void> {
    const column = words.kind === 'set' ? words.column : this.tagColumn;
    this.written = words;
    const paths = [...new Set(cutouts.map(cutoutName))];
    const edit =
      words.kind === 'set'
        ? { kind: 'set' as const, paths, column, value: words.value }
        : { kind: words.kind, paths, column, tag: words.tag };
    const what =
      words.kind === 'set'
        ? `${words.column} of ${galaxies(paths.length)} set`
        : `${galaxies(paths.length)} ${words.kind === 'add' ? `tagged ${words.tag}` : `without ${words.tag}`}`;
    await this.edit(edit, `${what}. Ctrl+Z undoes it.`);
  }

  undo(): Promise<void> {
    return this.edit('undo', 'The last label is undone.', 'There is nothing to undo.');
  }

  redo(): Promise<void> {
    return this.edit('redo', 'The label is redone.', 'There is nothing to redo.');
  }

  private get tagColumn(): string {
    return this.situation?.columns.find(({ kind }) => kind === 'tags')?.name ?? 'tags';
  }

  private async edit(edit: LabelEdit, done: string, nothing = 'Nothing to change: they have this label already.') {
    const folder = this.situation?.folder;
    if (folder === undefined) return;
    try {
      const { changed } = await this.host.sendRequest(EditLabels, { folder, edit });
      this.say(changed ? done : nothing, false);
    } catch (error) {
      this.say((error as Error).message, true);
    }
  }

  private say(text: string, error: boolean): void {
    window.clearTimeout(this.timer);
    this.notice = { text, error };
    if (!error) {
      this.timer = window.setTimeout(() => {
        this.notice = undefined;
        this.element.requestUpdate();
      }, NOTICE_MS);
    }
    this.element.requestUpdate();
  }
}

function galaxies(count: number): string {
  return count === 1 ? '1 galaxy' : `${count} galaxies`;
}
