import path from 'node:path';
import * as vscode from 'vscode';
// Not from the room's index: that would take the readers of binary tables into the extension host.
import { readRegular } from '../../files';
import { changeLocked, saveAtomically } from '../../labels/save';
// By its file: the room's index would load native libraries.
import { cutoutName, cutoutOfName } from '../../collection/cutout-name';
import type { CutoutRef } from '../../engine';
import type { WorkspaceBorder } from '../border/workspace-border';
import { Owner } from '../disposable';
import { type ByName, COLLECTIONS_FILE, collectionsText, parseCollections } from './collections-text';

/** A named, saved set of cutouts, in the order in which they came. */
export interface SavedCollection {
  readonly name: string;
  readonly cutouts: readonly CutoutRef[];
}

/** Reading and changing the collections of folders. What others write is followed; their changes are never written over. */
export class SavedCollections extends Owner {
  private readonly changes = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changes.event;

  constructor(private readonly border: WorkspaceBorder) {
    super();
    const watcher = this.register(vscode.workspace.createFileSystemWatcher(`**/${COLLECTIONS_FILE}`));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
      this.register(event(() => this.changes.fire()));
    }
  }

  /** In the order of their names. @throws Error where the file is none of ours, with what to do */
  async all(folder: string): Promise<SavedCollection[]> {
    const { collections } = await read(folder);
    return [...collections]
      .map(([name, cutouts]) => ({ name, cutouts: cutouts.map(cutoutOfName) }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  }

  async get(folder: string, name: string): Promise<SavedCollection> {
    const found = (await this.all(folder)).find((one) => one.name === name);
    if (!found) throw new Error(`There is no collection “${name}” in ${COLLECTIONS_FILE} any more.`);
    return found;
  }

  /** Adds cutouts to a collection, which is made where there is none. @returns how many it had not had before */
  async add(folder: string, name: string, cutouts: readonly CutoutRef[]): Promise<number> {
    let added = 0;
    await this.change(folder, (collections) => {
      const held = new Set(collections.get(name) ?? []);
      const before = held.size;
      for (const cutout of cutouts) held.add(cutoutName(cutout));
      added = held.size - before;
      return new Map([...collections, [name, [...held]]]);
    });
    return added;
  }

  remove(folder: string, name: string): Promise<void> {
    return this.change(folder, (collections) => new Map([...collections].filter(([key]) => key !== name)));
  }

  rename(folder: string, name: string, to: string): Promise<void> {
    return this.change(folder, (collections) => {
      if (collections.has(to)) throw new Error(`There is a collection “${to}” already.`);
      return new Map([...collections].map(([key, cutouts]) => [key === name ? to : key, cutouts]));
    });
  }

  private async change(folder: string, work: (collections: ByName) => ByName): Promise<void> {
    const file = path.join(folder, COLLECTIONS_FILE);
    const unsaved = vscode.workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.fsPath === file);
    if (unsaved) throw new Error(`${COLLECTIONS_FILE} has unsaved changes: save them first.`);
    const target = await this.border.admit(file, folder);
    await changeLocked(file, async () => {
      const { text, collections } = await read(folder);
      await saveAtomically(file, text, collectionsText(work(collections)), target);
    });
    this.changes.fire();
  }
}

async function read(folder: string): Promise<{ text: string | null; collections: ByName }> {
  try {
    const text = (await readRegular(path.join(folder, COLLECTIONS_FILE))).toString('utf8');
    return { text, collections: parseCollections(text) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: null, collections: new Map() };
    throw error;
  }
}
