import fs from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
// Not from the room's index: that would take the readers of binary tables into the extension host.
import { ChangedOnDisk, saveAtomically } from '../../labels/save';
// By its file: the room's index would load native libraries.
import { cutoutName, cutoutOfName } from '../../collection/cutout-name';
import type { CutoutRef } from '../../engine';
import { Owner } from '../disposable';

/** The file of a folder's collections: text, a cutout a line, so that version control shows what has changed. */
export const COLLECTIONS_FILE = 'galaxy-collections.json';
const VERSION = 1;

const FileSchema = v.object({
  version: v.literal(VERSION),
  collections: v.record(v.string(), v.array(v.string())),
});

/** A named, saved set of cutouts, in the order in which they came. */
export interface SavedCollection {
  readonly name: string;
  readonly cutouts: readonly CutoutRef[];
}

/** Reading and changing the collections of folders. What others write is followed; their changes are never written over. */
export class SavedCollections extends Owner {
  private readonly changes = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changes.event;

  constructor() {
    super();
    const watcher = this.register(vscode.workspace.createFileSystemWatcher(`**/${COLLECTIONS_FILE}`));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
      this.register(event(() => this.changes.fire()));
    }
  }

  /** In the order of their names. @throws Error where the file is none of ours, with what to do */
  async all(folder: string): Promise<SavedCollection[]> {
    const { collections } = await read(folder);
    return Object.entries(collections)
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
      const held = new Set(collections[name] ?? []);
      const before = held.size;
      for (const cutout of cutouts) held.add(cutoutName(cutout));
      added = held.size - before;
      return { ...collections, [name]: [...held] };
    });
    return added;
  }

  remove(folder: string, name: string): Promise<void> {
    return this.change(folder, (collections) =>
      Object.fromEntries(Object.entries(collections).filter(([key]) => key !== name)),
    );
  }

  rename(folder: string, name: string, to: string): Promise<void> {
    return this.change(folder, (collections) => {
      if (to in collections) throw new Error(`There is a collection “${to}” already.`);
      return Object.fromEntries(
        Object.entries(collections).map(([key, cutouts]) => [key === name ? to : key, cutouts]),
      );
    });
  }

  private async change(
    folder: string,
    work: (collections: Record<string, string[]>) => Record<string, string[]>,
  ): Promise<void> {
    const file = path.join(folder, COLLECTIONS_FILE);
    const unsaved = vscode.workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.fsPath === file);
    if (unsaved) throw new Error(`${COLLECTIONS_FILE} has unsaved changes: save them first.`);
    for (let tries = 0; ; tries++) {
      const { text, collections } = await read(folder);
      try {
        await saveAtomically(
          file,
          text,
          `${JSON.stringify({ version: VERSION, collections: work(collections) }, null, 2)}\n`,
        );
        break;
      } catch (error) {
        // Somebody else was quicker: their change first, then this one on top of it.
        if (!(error instanceof ChangedOnDisk) || tries > 2) throw error;
      }
    }
    this.changes.fire();
  }
}

async function read(folder: string): Promise<{ text: string | null; collections: Record<string, string[]> }> {
  const file = path.join(folder, COLLECTIONS_FILE);
  let text: string;
  try {
    text = await fs.readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: null, collections: {} };
    throw error;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${COLLECTIONS_FILE} is no JSON (${(error as Error).message}): mend it or take it away.`, {
      cause: error,
    });
  }
  const parsed = v.safeParse(FileSchema, json);
  if (!parsed.success) {
    const at = v.getDotPath(parsed.issues[0]) ?? 'its top';
    throw new Error(`${COLLECTIONS_FILE}: ${parsed.issues[0].message} at ${at}. Mend it or take it away.`);
  }
  return { text, collections: parsed.output.collections };
}
