import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { TableParams } from '../../engine';
import { Owner } from '../disposable';
import { inFolder } from './in-folder';

/** How rows are matched, as `way`, `columns` and `radius` say together; and which rows count. */
const BindingSchema = v.object({
  way: v.optional(v.picklist(['path', 'name', 'stem', 'id', 'position'])),
  columns: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(2))),
  radius: v.optional(v.pipe(v.number(), v.minValue(0))),
  several: v.optional(v.picklist(['agree', 'combine'])),
  where: v.optional(v.string()),
});

/** How the rows of a label file are matched to galaxies, and which of them count. */
export type Matching = Pick<TableParams, 'by' | 'rows'>;

const SETTINGS = ['labelFile', 'labelBinding', 'catalogs'] as const;
type Setting = (typeof SETTINGS)[number];

const KEY = 'tables:';

/**
 * Which label file and catalogues a folder has, and how rows are matched. The settings say so. In a restricted workspace they
 * are whoever's made the workspace, and VS Code withholds them: what the person chooses there is kept in VS Code's own storage,
 * nothing is written into the workspace for it, and it becomes settings when the workspace is trusted.
 */
export class TableChoices extends Owner {
  private readonly changes = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changes.event;

  constructor(private readonly state: vscode.Memento) {
    super();
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (SETTINGS.some((setting) => event.affectsConfiguration(`morphoscope.${setting}`))) this.changes.fire();
      }),
    );
    this.register(vscode.workspace.onDidGrantWorkspaceTrust(() => this.trusted()));
  }

  /** Absolute path of the folder's label file; undefined where none is chosen. */
  labelFile(folder: string): string | undefined {
    const value = this.get(folder, 'labelFile');
    return typeof value === 'string' && value.trim() !== '' ? path.resolve(folder, value.trim()) : undefined;
  }

  /** Absolute paths of the folder's catalogues. */
  catalogs(folder: string): string[] {
    const value = this.get(folder, 'catalogs');
    const names = Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [];
    return names.filter((name) => name.trim() !== '').map((name) => path.resolve(folder, name.trim()));
  }

  /** How the rows of the label file are matched; without `by` in the way that matches most. */
  matching(folder: string): Matching {
    const read = v.safeParse(BindingSchema, this.get(folder, 'labelBinding'));
    if (!read.success) return {};
    const { way, columns, radius, ...rows } = read.output;
    return {
      ...(way && columns && { by: { way, columns, ...(radius !== undefined && { radius }) } }),
      ...(Object.keys(rows).length > 0 && { rows }),
    };
  }

  async useLabelFile(folder: string, file: string): Promise<void> {
    await this.set(folder, 'labelBinding', undefined);
    await this.set(folder, 'labelFile', inFolder(folder, file));
  }

  async addCatalog(folder: string, file: string): Promise<void> {
    const names = new Set([...this.catalogs(folder), file].map((one) => inFolder(folder, one)));
    await this.set(folder, 'catalogs', [...names]);
  }

  /** Changes how rows are matched, or which count; what is not named stays as it is. */
  async match(folder: string, change: Matching): Promise<void> {
    const { by, rows } = { ...this.matching(folder), ...change };
    await this.set(folder, 'labelBinding', { ...by, ...rows });
  }

  private get(folder: string, setting: Setting): unknown {
    const own = vscode.workspace.isTrusted ? undefined : this.keptOf(folder)[setting];
    return own ?? configuration(folder).get<unknown>(setting);
  }

  private async set(folder: string, setting: Setting, value: unknown): Promise<void> {
    if (vscode.workspace.isTrusted) return writeSetting(folder, setting, value);
    await this.state.update(KEY + folder, { ...this.keptOf(folder), [setting]: value });
    this.changes.fire();
  }

  private keptOf(folder: string): Partial<Record<Setting, unknown>> {
    const read = v.safeParse(v.record(v.picklist(SETTINGS), v.unknown()), this.state.get(KEY + folder));
    return read.success ? read.output : {};
  }

  /** What the person chose before becomes settings, also where the workspace came with others. */
  private async trusted(): Promise<void> {
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      const kept = this.keptOf(uri.fsPath);
      await this.state.update(KEY + uri.fsPath, undefined);
      for (const setting of SETTINGS)
        if (kept[setting] !== undefined) await writeSetting(uri.fsPath, setting, kept[setting]);
    }
    this.changes.fire();
  }
}

const configuration = (folder: string) => vscode.workspace.getConfiguration('morphoscope', vscode.Uri.file(folder));

/** In the folder's workspace; for all where it is of none. */
async function writeSetting(folder: string, setting: Setting, value: unknown): Promise<void> {
  const inWorkspace = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder)) !== undefined;
  const several = vscode.workspace.workspaceFile !== undefined;
  const target = !inWorkspace
    ? vscode.ConfigurationTarget.Global
    : several
      ? vscode.ConfigurationTarget.WorkspaceFolder
      : vscode.ConfigurationTarget.Workspace;
  await configuration(folder).update(setting, value, target);
}
