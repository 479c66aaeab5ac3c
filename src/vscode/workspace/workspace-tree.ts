import path from 'node:path';
import * as vscode from 'vscode';
import type { Collections } from '../collections/collections';
import { Owner } from '../disposable';
import { Command, WORKSPACE_VIEW } from '../ids';
import type { ModelSummary } from '../../engine';
import { modelNode } from './model-node';
import { damageText } from '../indexing/index-damage';
import type { LabelFiles } from '../labels/label-files';
import { readSummary } from '../indexing/what-was-read';
import type { SavedCollections } from '../saved/saved-collections';

/** A line of the view; collections carry what their commands need. */
interface Node extends vscode.TreeItem {
  readonly children?: () => Promise<Node[]>;
  readonly folder?: string;
  readonly name?: string;
}

/** The fine-tuned models of a folder. */
export interface Models {
  list(folder: string): Promise<readonly ModelSummary[]>;
  readonly onDidChange: vscode.Event<unknown>;
}

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** The view of the workspace: how its index is, which tables say something of its galaxies, and its saved collections. */
export class WorkspaceTree extends Owner implements vscode.TreeDataProvider<Node> {
  private readonly changes = this.register(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.changes.event;

  constructor(
    private readonly collections: Collections,
    private readonly labels: LabelFiles,
    private readonly saved: SavedCollections,
    private readonly models: Models,
  ) {
    super();
    const changed = () => this.changes.fire();
    this.register(collections.onDidChange(changed));
    this.register(labels.onDidChange(changed));
    this.register(saved.onDidChange(changed));
    this.register(models.onDidChange(changed));
    this.register(vscode.workspace.onDidChangeWorkspaceFolders(changed));
    this.register(vscode.window.registerTreeDataProvider(WORKSPACE_VIEW, this));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node) return (await node.children?.()) ?? [];
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    if (folders.length === 1) return this.ofFolder(folders[0]);
    return folders.map((folder) => ({
      label: path.basename(folder),
      collapsibleState: Expanded,
      iconPath: vscode.ThemeIcon.Folder,
      children: () => this.ofFolder(folder),
    }));
  }

  private ofFolder(folder: string): Promise<Node[]> {
    return Promise.resolve([
      {
        label: 'Explore',
        collapsibleState: Expanded,
        iconPath: new vscode.ThemeIcon('compass'),
        children: () => this.ofExploring(folder),
      },
      {
        label: 'Index',
        collapsibleState: Expanded,
        iconPath: new vscode.ThemeIcon('telescope'),
        children: () => this.ofIndex(folder),
      },
      {
        label: 'Labels and catalogues',
        collapsibleState: Expanded,
        iconPath: new vscode.ThemeIcon('tag'),
        children: () => this.ofTables(folder),
      },
      {
        label: 'Collections',
        collapsibleState: Expanded,
        iconPath: new vscode.ThemeIcon('library'),
        children: () => this.ofCollections(folder),
      },
      {
        label: 'Models',
        collapsibleState: Expanded,
        iconPath: new vscode.ThemeIcon('mortar-board'),
        children: () => this.ofModels(folder),
      },
    ]);
  }

  /** What can be done with the folder's galaxies, each with what it lacks: greyed then, and its page says what to do. */
  private async ofExploring(folder: string): Promise<Node[]> {
    await this.collections.open(folder);
    const { state, progress } = this.collections.status(folder);
    const count = state?.cutouts ?? 0;
    const indexed = count > 0 ? undefined : progress ? 'the first galaxies are being read' : 'nothing is indexed yet';
    const labels = this.labels.choices.labelFile(folder) === undefined ? 'no label file is chosen' : undefined;
    const uri = vscode.Uri.file(folder);
    const line = (label: string, icon: string, command: string, lacks: string | undefined, args: unknown[]): Node => ({
      label,
      description: lacks,
      tooltip: lacks === undefined ? label : `${label}: ${lacks}. Click for what to do first.`,
      collapsibleState: None,
      iconPath: new vscode.ThemeIcon(
        icon,
        lacks === undefined ? undefined : new vscode.ThemeColor('disabledForeground'),
      ),
      command: { command, title: label, arguments: args },
    });
    return [
      line('Find similar to…', 'search', Command.FindSimilar, undefined, []),
      line('Map', 'map', Command.ShowMap, indexed, [uri]),
      line('Anomalies', 'sparkle', Command.InspectAnomalies, indexed, [uri]),
      line('Tags', 'tag', Command.ShowTags, labels ?? indexed, [uri]),
      line(
        'Train',
        'mortar-board',
        Command.FineTune,
        labels ?? indexed,
        labels === undefined ? [this.labelUri(folder)] : [],
      ),
    ];
  }

  private labelUri(folder: string): vscode.Uri {
    return vscode.Uri.file(this.labels.choices.labelFile(folder) ?? folder);
  }

  private async ofIndex(folder: string): Promise<Node[]> {
    await this.collections.open(folder);
    const { state, progress, interrupted } = this.collections.status(folder);
    if (!state) return [];
    const count = (n: number) => n.toLocaleString('en');
    const nodes: Node[] = [];
    if (progress) {
      nodes.push({
        label: `Indexing ${count(progress.done)} of ${count(progress.total)}${progress.walking ? '+' : ''} files`,
        collapsibleState: None,
        iconPath: new vscode.ThemeIcon('sync~spin'),
        command: { command: Command.CancelIndexing, title: 'Stop Indexing' },
        tooltip: 'Click to stop; what is done is kept',
      });
    }
    if (state.cutouts > 0 || state.complete) {
      nodes.push({
        label: `${count(state.cutouts)} galaxies`,
        description: `${state.encoder} · ${state.device}${interrupted && !progress ? ' · stopped before the end' : ''}`,
        collapsibleState: None,
        iconPath: new vscode.ThemeIcon('symbol-namespace'),
        command: { command: Command.ShowMap, title: 'Show Map', arguments: [vscode.Uri.file(folder)] },
        tooltip: 'Click to see them on a map',
      });
    }
    if (state.next) {
      nodes.push({
        label: `Changing to ${state.next.encoder}`,
        description: `${count(state.next.cutouts)} of ${count(state.cutouts)} galaxies`,
        tooltip: `${state.encoder} answers until ${state.next.encoder} has indexed everything`,
        collapsibleState: None,
        iconPath: new vscode.ThemeIcon('arrow-swap'),
      });
    }
    if (state.cutouts > 1 && !progress) {
      nodes.push({
        label: 'Find near-duplicates',
        collapsibleState: None,
        iconPath: new vscode.ThemeIcon('copy'),
        command: {
          command: Command.FindDuplicates,
          title: 'Find Near-Duplicates',
          arguments: [vscode.Uri.file(folder)],
        },
        tooltip: 'Galaxies that are in the folder more than once',
      });
    }
    if (state.damage.length > 0) {
      nodes.push({
        ...damageText(state.damage),
        collapsibleState: None,
        iconPath: new vscode.ThemeIcon('warning'),
        command: { command: Command.IndexWorkspace, title: 'Index Workspace' },
      });
    }
    const summary = state.read && readSummary(state.read);
    if (summary) {
      nodes.push({
        ...summary,
        tooltip:
          'Images that were left out, and files of formats that are not read: click to list them and to change that',
        collapsibleState: None,
        iconPath: new vscode.ThemeIcon('list-filter'),
        command: { command: Command.ShowWhatWasRead, title: 'What Was Read', arguments: [vscode.Uri.file(folder)] },
      });
    }
    if (state.failed > 0) {
      nodes.push({
        label: `${count(state.failed)} unreadable`,
        collapsibleState: None,
        iconPath: new vscode.ThemeIcon('warning'),
        command: { command: Command.ShowUnreadable, title: 'Show Unreadable Files' },
      });
    }
    if (!progress && (!state.complete || state.next)) {
      nodes.push({
        label: state.cutouts > 0 ? 'Update the index' : 'Index this folder',
        description: state.cutouts > 0 && !interrupted && !state.next ? 'files may have come or gone' : '',
        tooltip: 'The folder has not been checked for new or deleted files since this window was opened',
        collapsibleState: None,
        iconPath: new vscode.ThemeIcon('play'),
        command: { command: Command.IndexWorkspace, title: 'Index Workspace' },
      });
    }
    return nodes;
  }

  private async ofTables(folder: string): Promise<Node[]> {
    const own = this.labels.choices.labelFile(folder);
    const tables = await this.labels.tables(folder);
    const nodes = tables.map(({ file, state, error, refused }): Node => {
      const matched = state?.binding?.matched ?? 0;
      return {
        label: path.basename(file),
        resourceUri: vscode.Uri.file(file),
        description:
          error !== undefined
            ? refused
              ? 'outside of the workspace'
              : 'cannot be read'
            : `${matched.toLocaleString('en')} of ${(state?.rows ?? 0).toLocaleString('en')} rows matched`,
        tooltip: error ?? `${file}${file === own ? ' (labels)' : ' (catalogue)'}`,
        collapsibleState: state ? Collapsed : None,
        iconPath: new vscode.ThemeIcon(error !== undefined ? 'error' : file === own ? 'tag' : 'table'),
        command: {
          // Says where it lies, and lets the person choose it.
          command: !refused ? 'vscode.open' : file === own ? Command.UseLabelFile : Command.AddCatalog,
          title: refused ? 'Choose' : 'Open',
          arguments: [vscode.Uri.file(file)],
        },
        children: () =>
          Promise.resolve(
            (state?.columns ?? []).map(({ name, kind, values }): Node => ({
              label: name,
              description: kind,
              tooltip: values?.map(({ value, count }) => `${value}: ${count}`).join('\n'),
              collapsibleState: None,
              iconPath: new vscode.ThemeIcon('symbol-field'),
            })),
          ),
      };
    });
    if (own !== undefined) return nodes;
    return [
      {
        label: 'Choose a label file…',
        collapsibleState: None,
        iconPath: new vscode.ThemeIcon('add'),
        command: { command: Command.UseLabelFile, title: 'Use as Label File' },
      },
      ...nodes,
    ];
  }

  private async ofModels(folder: string): Promise<Node[]> {
    const models = await this.models.list(folder);
    if (models.length > 0) return models.map(modelNode);
    return [
      {
        label: 'Train a model on labels…',
        collapsibleState: None,
        iconPath: new vscode.ThemeIcon('add'),
        command: { command: Command.FineTune, title: 'Fine-Tune on Labels' },
      },
    ];
  }

  private async ofCollections(folder: string): Promise<Node[]> {
    try {
      const all = await this.saved.all(folder);
      if (all.length === 0) {
        return [{ label: 'Save a selection of galaxies to see it here', collapsibleState: None }];
      }
      return all.map(({ name, cutouts }): Node => ({
        label: name,
        description: `${cutouts.length.toLocaleString('en')} galaxies`,
        collapsibleState: None,
        contextValue: 'collection',
        iconPath: new vscode.ThemeIcon('library'),
        folder,
        name,
        command: { command: Command.ShowCollection, title: 'Show Collection', arguments: [{ folder, name }] },
      }));
    } catch (error) {
      const { message } = error as Error;
      return [{ label: message, tooltip: message, collapsibleState: None, iconPath: new vscode.ThemeIcon('error') }];
    }
  }
}
