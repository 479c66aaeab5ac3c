import path from 'node:path';
import * as vscode from 'vscode';
import { BUNDLED_ENCODER } from '../../encoder/bundled';
import { EncoderLibrary, type KnownEncoder } from '../../encoder/library/encoder-library';
import { Owner } from '../disposable';
import { encoderSetting, rememberEncoder, setEncoder } from '../settings';

/** The encoders of this machine, and which one this window uses. */
export class Encoders extends Owner {
  private readonly library: EncoderLibrary;
  private readonly changes = this.register(new vscode.EventEmitter<void>());
  private readonly choices = this.register(new vscode.EventEmitter<void>());
  /** There are others than before, or one has another card. */
  readonly onDidChange = this.changes.event;
  /** Another is used. */
  readonly onDidChoose = this.choices.event;
  /** Folder of the bundled encoders. */
  readonly bundled: string;
  /** Folder of what has been downloaded and not been made an encoder of yet. */
  readonly downloads: string;

  constructor(
    context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    const storage = context.globalStorageUri.fsPath;
    this.bundled = context.asAbsolutePath(path.join('media', 'encoders'));
    this.downloads = path.join(storage, 'downloads');
    this.library = new EncoderLibrary(path.join(storage, 'encoders'), this.bundled);
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('morphoscope.encoder')) this.choices.fire();
      }),
    );
    this.register(
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (uri.scheme === 'file' && uri.fsPath.startsWith(this.added + path.sep)) void this.cardSaved(uri);
      }),
    );
  }

  /** Folder of the added encoders. */
  get added(): string {
    return this.library.added;
  }

  list(): Promise<KnownEncoder[]> {
    return this.library.list();
  }

  /** The encoder that is used: the setting's, the chosen one, or the bundled one where neither can be used. */
  async chosen(): Promise<KnownEncoder> {
    const all = await this.library.list();
    const usable = (id: string | undefined) => all.find((encoder) => encoder.id === id && encoder.card);
    const set = encoderSetting();
    if (set !== undefined && !usable(set)) this.log.warn(`the setting morphoscope.encoder names no encoder: ${set}`);
    return usable(set) ?? usable(await this.defaultId()) ?? usable(BUNDLED_ENCODER)!;
  }

  /** Uses an encoder from now on, in this window and wherever no setting names another. @throws EncoderError */
  async use(id: string): Promise<void> {
    await this.library.setDefault(id);
    const set = encoderSetting();
    if (set !== undefined && set !== id) await rememberEncoder(id);
    this.changed();
  }

  /** Uses an encoder in this workspace alone. */
  async useHere(id: string): Promise<void> {
    await setEncoder(id);
    this.changed();
  }

  /** @throws EncoderError */
  async remove(id: string): Promise<void> {
    await this.library.remove(id);
    this.changed();
  }

  /** One has come, gone or been chosen. */
  changed(): void {
    this.changes.fire();
    this.choices.fire();
  }

  private async defaultId(): Promise<string | undefined> {
    try {
      return await this.library.defaultId();
    } catch (error) {
      this.log.warn((error as Error).message);
      return undefined;
    }
  }

  /** A person has edited a card: what is wrong with it is told at once. */
  private async cardSaved(uri: vscode.Uri): Promise<void> {
    const folder = path.dirname(uri.fsPath);
    const edited = (await this.library.list()).find((encoder) => encoder.folder === folder);
    if (edited?.problem !== undefined) void vscode.window.showWarningMessage(edited.problem);
    this.changed();
  }
}
