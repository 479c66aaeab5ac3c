import * as vscode from 'vscode';
import { Owner } from '../disposable';
import { FITS_VIEWER, FITS_VIEWER_ANY } from '../ids';
import { SkyLock } from './sky-lock';
import type { ViewerContext } from './viewer-context';
import { ViewerEditor } from './viewer-editor';

/**
 * The read-only editor for FITS files. A small file is read whole, through the editor's own file system, wherever it
 * lies; a large one on the extension host's disk by the engine, by the parts that are shown.
 */
export class FitsViewer extends Owner implements vscode.CustomReadonlyEditorProvider {
  private readonly lock = new SkyLock();

  constructor(private readonly context: ViewerContext) {
    super();
    for (const viewType of [FITS_VIEWER, FITS_VIEWER_ANY]) {
      this.register(
        vscode.window.registerCustomEditorProvider(viewType, this, {
          webviewOptions: { retainContextWhenHidden: true },
          supportsMultipleEditorsPerDocument: true,
        }),
      );
    }
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    new ViewerEditor(uri, panel, this.context, this.lock);
  }
}
