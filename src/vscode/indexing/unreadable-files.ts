import path from 'node:path';
import * as vscode from 'vscode';
import type { Failure } from '../../engine';
import type { Collections } from '../collections/collections';
import { Owner } from '../disposable';

const SCHEME = 'morphoscope-unreadable';
/** VS Code's Problems view slows down with many thousands of entries; the list has them all. */
const PROBLEMS_MAX = 1000;

/** Files that could not be read, with the reasons: in the Problems view, and as a list that a person can open. */
export class UnreadableFiles extends Owner implements vscode.TextDocumentContentProvider {
  private readonly problems = this.register(vscode.languages.createDiagnosticCollection('Morphoscope'));
  private readonly changes = this.register(new vscode.EventEmitter<vscode.Uri>());
  private readonly byFolder = new Map<string, readonly Failure[]>();
  private readonly uri = vscode.Uri.from({ scheme: SCHEME, path: '/Unreadable files' });
  readonly onDidChange = this.changes.event;

  constructor(collections: Collections) {
    super();
    this.register(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
    this.register(
      collections.onDidFindFailures(({ folder, failures }) => {
        this.byFolder.set(folder, failures);
        this.showProblems();
        this.changes.fire(this.uri);
      }),
    );
  }

  provideTextDocumentContent(): string {
    const all = [...this.byFolder].filter(([, failures]) => failures.length > 0);
    if (all.length === 0) return 'Every file that was indexed could be read.\n';
    return all
      .map(([folder, failures]) =>
        [
          `${folder}: ${failures.length} could not be read`,
          '',
          ...failures.map(({ path: file, hdu, reason }) => `${file}${hdu === undefined ? '' : `[${hdu}]`}\t${reason}`),
          '',
        ].join('\n'),
      )
      .join('\n');
  }

  async show(): Promise<void> {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(this.uri), { preview: false });
  }

  private showProblems(): void {
    this.problems.clear();
    let shown = 0;
    for (const [folder, failures] of this.byFolder) {
      const byFile = new Map<string, vscode.Diagnostic[]>();
      for (const { path: file, hdu, reason } of failures) {
        if (++shown > PROBLEMS_MAX) break;
        const problem = new vscode.Diagnostic(
          new vscode.Range(0, 0, 0, 0),
          hdu === undefined ? reason : `HDU ${hdu}: ${reason}`,
          vscode.DiagnosticSeverity.Warning,
        );
        problem.source = 'Morphoscope';
        byFile.set(file, [...(byFile.get(file) ?? []), problem]);
      }
      for (const [file, problems] of byFile) this.problems.set(vscode.Uri.file(path.join(folder, file)), problems);
    }
  }
}
