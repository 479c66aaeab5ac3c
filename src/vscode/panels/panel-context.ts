import type * as vscode from 'vscode';
import type { Collections } from '../collections/collections';
import type { LabelFiles } from '../labels/label-files';
import type { SavedCollections } from '../saved/saved-collections';

/** How pictures look, in all panels. */
export const APPEARANCE_KEY = 'similar.appearance';

/** What a panel needs of the extension. */
export interface PanelContext {
  readonly extension: vscode.ExtensionContext;
  readonly collections: Collections;
  readonly labels: LabelFiles;
  readonly saved: SavedCollections;
  readonly log: vscode.LogOutputChannel;
}
