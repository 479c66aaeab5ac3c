import * as v from 'valibot';
import * as vscode from 'vscode';
import { realPathOf } from '../../files';
import { admit } from './admit';

const KEY = 'border.chosenFiles';
const MOST_CHOSEN = 1000;

/**
 * What a workspace may have Morphoscope read and write outside of itself: nothing but the files that the person has chosen in
 * a dialog, and those only while the workspace is trusted. docs/security.md says why.
 */
export class WorkspaceBorder {
  /** @param state of the workspace, which VS Code keeps outside of it */
  constructor(private readonly state: vscode.Memento) {}

  get trusted(): boolean {
    return vscode.workspace.isTrusted;
  }

  /**
   * @param folder of the collection that the file is for: it counts as the workspace where no folder is open
   * @returns the file's real path
   * @throws RefusedFileError
   */
  admit(file: string, folder: string): Promise<string> {
    const open = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    return admit(file, {
      folders: open.length > 0 ? open.map(({ uri }) => uri.fsPath) : [folder],
      trusted: this.trusted,
      chosen: (real) => this.chosen.includes(real),
      platform: process.platform,
    });
  }

  /** The person has chosen this file in a dialog. */
  async choose(file: string): Promise<void> {
    const real = await realPathOf(file);
    const others = this.chosen.filter((one) => one !== real);
    await this.state.update(KEY, [...others, real].slice(-MOST_CHOSEN));
  }

  private get chosen(): readonly string[] {
    const read = v.safeParse(v.array(v.string()), this.state.get(KEY));
    return read.success ? read.output : [];
  }
}
