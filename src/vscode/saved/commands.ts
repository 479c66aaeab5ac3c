import path from 'node:path';
import * as vscode from 'vscode';
import type { CutoutRef } from '../../engine';
import { Owner } from '../disposable';
import { Command } from '../ids';
import type { SavedCollections } from './saved-collections';

/** A collection in the tree. */
export interface CollectionNode {
  readonly folder: string;
  readonly name: string;
}

/** Renaming and removing collections, from the tree. */
export class CollectionCommands extends Owner {
  constructor(private readonly saved: SavedCollections) {
    super();
    const register = (command: string, run: (node: CollectionNode) => Promise<void>) =>
      this.register(
        vscode.commands.registerCommand(command, (node?: unknown) => (isNode(node) ? run(node) : undefined)),
      );
    register(Command.RenameCollection, (node) => this.rename(node));
    register(Command.RemoveCollection, (node) => this.remove(node));
  }

  private async rename({ folder, name }: CollectionNode): Promise<void> {
    const to = await vscode.window.showInputBox({ title: `Rename ${name}`, value: name, validateInput: checkName });
    if (to === undefined || to.trim() === name) return;
    await attempt(() => this.saved.rename(folder, name, to.trim()));
  }

  private async remove({ folder, name }: CollectionNode): Promise<void> {
    const remove = 'Remove';
    const answer = await vscode.window.showWarningMessage(
      `Remove the collection “${name}”? Its galaxies stay where they are.`,
      { modal: true },
      remove,
    );
    if (answer === remove) await attempt(() => this.saved.remove(folder, name));
  }
}

/** Asks for the collection that cutouts go into, and puts them there; says why where that cannot be. */
export function saveIntoCollection(
  saved: SavedCollections,
  folder: string,
  cutouts: readonly CutoutRef[],
): Promise<void> {
  return attempt(() => askAndSave(saved, folder, cutouts));
}

async function askAndSave(saved: SavedCollections, folder: string, cutouts: readonly CutoutRef[]): Promise<void> {
  const existing = await saved.all(folder);
  const what = cutouts.length === 1 ? path.basename(cutouts[0].path) : `${cutouts.length} galaxies`;
  const fresh: vscode.QuickPickItem = { label: '$(add) New collection…' };
  const picked =
    existing.length === 0
      ? fresh
      : await vscode.window.showQuickPick(
          [
            fresh,
            ...existing.map(({ name, cutouts: held }) => ({ label: name, description: `${held.length} galaxies` })),
          ],
          { title: `Save ${what} into…` },
        );
  if (!picked) return;
  const name =
    picked === fresh
      ? await vscode.window.showInputBox({
          title: `Save ${what} as a collection`,
          prompt: 'Its name',
          validateInput: checkName,
        })
      : picked.label;
  if (name === undefined) return;
  const added = await saved.add(folder, name.trim(), cutouts);
  vscode.window.setStatusBarMessage(
    added === cutouts.length
      ? `Saved ${what} in ${name}`
      : `Saved ${added} of ${what} in ${name}: the others were there`,
    5000,
  );
}

function checkName(name: string): string | undefined {
  return name.trim() === '' ? 'A collection needs a name' : undefined;
}

function isNode(node: unknown): node is CollectionNode {
  const { folder, name } = (node ?? {}) as Partial<CollectionNode>;
  return typeof folder === 'string' && typeof name === 'string';
}

async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    void vscode.window.showErrorMessage((error as Error).message);
  }
}
