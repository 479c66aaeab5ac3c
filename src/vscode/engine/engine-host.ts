import path from 'node:path';
import * as vscode from 'vscode';
import {
  type Answer,
  type Asking,
  type CollectionState,
  EngineClient,
  EngineDiedError,
  type EngineRequest,
} from '../../engine';
import { Owner } from '../disposable';
import { cudaFolderOf } from '../cuda/folder';
import type { Encoders } from '../encoders/encoders';
import { Command } from '../ids';
import { device, threads } from '../settings';

/** More deaths than this in `DEATH_WINDOW_MS` mean that starting it again will not help. */
const DEATHS_MAX = 3;
const DEATH_WINDOW_MS = 60_000;

/**
 * The engine process as the editor has it: started on first use, started again when it dies, stopped with the window.
 */
export class EngineHost extends Owner {
  private readonly client: EngineClient;
  private readonly stateChanges = this.register(new vscode.EventEmitter<{ folder: string; state: CollectionState }>());
  private readonly deaths: number[] = [];
  private readonly ends = this.register(new vscode.EventEmitter<void>());
  readonly onCollectionState = this.stateChanges.event;
  /** The process ended on its own; the next request starts another. */
  readonly onDidDie = this.ends.event;

  constructor(
    context: vscode.ExtensionContext,
    encoders: Encoders,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.client = new EngineClient({
      engineFile: context.asAbsolutePath(path.join('dist', 'engine.js')),
      encoderFolder: async () => (await encoders.chosen()).folder,
      encoderPath: [encoders.bundled, encoders.added],
      threads: threads(),
      device: device(),
      deviceMemory: path.join(context.globalStorageUri.fsPath, 'devices.json'),
      cudaFolder: cudaFolderOf(context),
      log: (level, message) => log[level](message),
      onCollectionChanged: (folder, state) => this.stateChanges.fire({ folder, state }),
      onNotice: (message) => void this.tell(vscode.window.showWarningMessage(message, 'Show Log')),
      onDied: (reason) => this.died(reason),
    });
  }

  /**
   * Does `work` with the engine; once more with a new one where the process died in the middle, unless it keeps dying.
   * @throws EngineError, EngineDiedError
   */
  async use<T>(work: (client: EngineClient) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work(this.client);
      } catch (error) {
        if (!(error instanceof EngineDiedError) || this.hopeless || this.isDisposed) throw error;
        this.log.info('asking the new engine again');
      }
    }
  }

  /** Asks the engine, as `use` does. @throws EngineError, EngineDiedError */
  request<P extends object, R, G>(asked: EngineRequest<P, R, G>, params: P, asking?: Asking<G>): Promise<Answer<R>> {
    return this.use((client) => client.request(asked, params, asking));
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this.client.pid;
  }

  /** Ends the process, giving it time to write what it holds. */
  async stop(): Promise<void> {
    this.dispose();
    await this.client.stop();
  }

  private get hopeless(): boolean {
    return this.deaths.filter((time) => Date.now() - time < DEATH_WINDOW_MS).length >= DEATHS_MAX;
  }

  private died(reason: string): void {
    this.log.error(`the engine process ended unexpectedly (${reason})`);
    this.deaths.push(Date.now());
    if (this.isDisposed) return;
    this.ends.fire();
    if (this.hopeless) {
      void this.tell(
        vscode.window.showErrorMessage(
          'The Morphoscope engine keeps stopping. What was written of the index is kept; the log says more.',
          'Show Log',
        ),
      );
    } else if (this.deaths.length === 1) {
      void this.tell(
        vscode.window.showWarningMessage(
          'The Morphoscope engine stopped and was started again. What it had written of the index is kept; files that it had read and ' +
            'not written yet are read again, so the count of galaxies may fall for a moment.',
          'Show Log',
        ),
      );
    }
  }

  private async tell(choice: Thenable<string | undefined>): Promise<void> {
    if (await choice) await vscode.commands.executeCommand(Command.ShowLog);
  }
}
