import * as vscode from 'vscode';
import { cudaStatus, type CudaStatus, cudaSupported, describeStatus, explain, removeCuda, setUpCuda, UNSUPPORTED } from '../../cuda'; // prettier-ignore
import { DownloadProgress } from '../../hub';
import { Owner } from '../disposable';
import { Command } from '../ids';
import { packageServer } from '../settings';

const RELOAD = 'Reload Window';

export interface CudaContext {
  /** Where its libraries are set up. */
  readonly folder: string;
  readonly log: vscode.LogOutputChannel;
}

/** Set Up CUDA: says what it takes, and on a yes downloads it. */
export class CudaFeature extends Owner {
  /** One at a time: two would write into the same files. */
  private busy = false;

  constructor(private readonly context: CudaContext) {
    super();
    this.register(vscode.commands.registerCommand(Command.SetUpCuda, () => this.command()));
  }

  private async command(): Promise<void> {
    if (!cudaSupported()) return void vscode.window.showInformationMessage(`${UNSUPPORTED}.`);
    if (this.busy) return void vscode.window.showInformationMessage('CUDA is being set up already.');
    this.busy = true;
    try {
      const { folder } = this.context;
      const status = cudaStatus(folder);
      await (status.complete ? this.offerRemoval(status) : this.offerSetUp(status));
    } catch (error) {
      this.context.log.error(error as Error);
      void vscode.window.showErrorMessage(`CUDA is not set up: ${(error as Error).message}`);
    } finally {
      this.busy = false;
    }
  }

  private async offerSetUp(status: CudaStatus): Promise<void> {
    const server = packageServer();
    const { question, text } = explain(status, server);
    const accept = 'Accept Licences and Download';
    const answer = await vscode.window.showWarningMessage(question, { modal: true, detail: text }, accept);
    if (answer !== accept) return;
    if (!(await this.download(server))) return;
    const { driverProblem } = cudaStatus(status.folder);
    const then = driverProblem ?? 'The encoder tries it when the window is reloaded';
    await this.offerReload(`CUDA is set up. ${then}.`);
  }

  private async offerRemoval(status: CudaStatus): Promise<void> {
    const remove = 'Remove';
    const detail = describeStatus(status);
    const answer = await vscode.window.showInformationMessage('CUDA is set up.', { modal: true, detail }, remove);
    if (answer !== remove) return;
    await removeCuda(status.folder);
    await this.offerReload('The libraries of CUDA are removed.');
  }

  /** The engine has its libraries from its start on. */
  private async offerReload(text: string): Promise<void> {
    const answer = await vscode.window.showInformationMessage(text, RELOAD);
    if (answer === RELOAD) await vscode.commands.executeCommand('workbench.action.reloadWindow');
  }

  /** @returns false where it was cancelled */
  private async download(server: string): Promise<boolean> {
    const { folder, log } = this.context;
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: 'Setting up CUDA', cancellable: true },
      async (progress, token) => {
        const cancel = new AbortController();
        token.onCancellationRequested(() => cancel.abort());
        const download = new DownloadProgress();
        let reported = 0;
        const onDownload = (done: number, total: number) => {
          const percent = (100 * done) / total;
          // Each report is drawn, and a download brings thousands of pieces.
          if (percent - reported < 0.2 && done < total) return;
          progress.report({ message: download.text(done, total), increment: Math.max(0, percent - reported) });
          reported = percent;
        };
        const onUnpack = (name: string) => progress.report({ message: `unpacking ${name}` });
        try {
          // The extension host's own fetch: it goes through the proxy of VS Code's settings.
          const network = { fetch: globalThis.fetch, signal: cancel.signal };
          await setUpCuda(folder, { ...network, server, onDownload, onUnpack });
          log.info(`CUDA is set up in ${folder}`);
          return true;
        } catch (error) {
          if (cancel.signal.aborted) return false;
          throw error;
        }
      },
    );
  }
}
