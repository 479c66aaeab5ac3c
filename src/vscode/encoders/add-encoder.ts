import fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { type AddedEncoder, AddEncoder, InspectEncoder } from '../../engine';
import { DownloadProgress, downloadFolder, fetchEncoder, HubError, hubIdentity, type Repository, repositoryName } from '../../hub'; // prettier-ignore
import type { EngineHost } from '../engine/engine-host';
import { hubEndpoint, threads } from '../settings';
import { askGraph, askIdentity } from './ask-card';
import { chooseSource, type EncoderSource } from './choose-source';
import type { Encoders } from './encoders';
import type { HubTokens } from './hub-token';
import { mayOpenModel } from './trusted';

export interface AddContext {
  readonly encoders: Encoders;
  readonly engine: EngineHost;
  readonly tokens: HubTokens;
  readonly log: vscode.LogOutputChannel;
}

/** What is known of a source beside what its files say. */
type Known = Parameters<typeof askIdentity>[1];

/** Add Encoder: asks where from, downloads what is elsewhere, and has the engine make an encoder of it. */
export async function addEncoder(context: AddContext): Promise<void> {
  try {
    const source = await chooseSource(hubEndpoint());
    if (!source) return;
    const added = 'file' in source ? await addFile(context, source.file, {}) : await addRepository(context, source);
    if (!added) return;
    context.encoders.changed();
    context.log.info(`added the encoder ${added.id} in ${added.folder}`);
    void offer(context, added);
  } catch (error) {
    context.log.error(error as Error);
    const said = error instanceof HubError ? error.reason : (error as Error).message;
    void vscode.window.showErrorMessage(`The encoder cannot be added: ${said}`);
  }
}

async function offer({ encoders }: AddContext, { id, name, dimensions }: AddedEncoder): Promise<void> {
  const use = 'Use It';
  const text = `${name} is added, with ${dimensions.toLocaleString('en')} dimensions.`;
  if ((await vscode.window.showInformationMessage(text, use)) === use) await encoders.use(id);
}

async function addRepository(
  context: AddContext,
  { repository }: Extract<EncoderSource, { repository: Repository }>,
): Promise<AddedEncoder | undefined> {
  const { downloads } = context.encoders;
  const endpoint = hubEndpoint();
  const token = await context.tokens.of(endpoint);
  let forbidden: HubError | undefined;
  const name = repositoryName(repository);
  const fetched = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `Downloading ${name}`, cancellable: true },
    async (progress, cancellation) => {
      const cancel = new AbortController();
      cancellation.onCancellationRequested(() => cancel.abort());
      const download = new DownloadProgress();
      let reported = 0;
      const onProgress = (done: number, total: number) => {
        const percent = total === 0 ? 0 : (100 * done) / total;
        // Each report is drawn, and a download brings thousands of pieces.
        if (percent - reported < 0.5 && done < total) return;
        progress.report({ message: download.text(done, total), increment: Math.max(0, percent - reported) });
        reported = percent;
      };
      const options = { endpoint, downloads, signal: cancel.signal, onProgress, ...(token ? { token } : {}) };
      try {
        // The extension host's own: it goes through the proxy of VS Code's settings.
        return await fetchEncoder(repository, { ...options, fetch: globalThis.fetch });
      } catch (error) {
        if (cancel.signal.aborted) return undefined;
        if (!(error instanceof HubError)) throw error;
        if (error.kind === 'forbidden') forbidden = error;
        else if (error.kind === 'unreachable') void sayOffline(context, error, repository);
        else throw error;
        return undefined;
      }
    },
  );
  if (forbidden) {
    context.log.error(forbidden.message);
    return (await context.tokens.ask(endpoint, forbidden)) ? addRepository(context, { repository }) : undefined;
  }
  if (!fetched) return undefined;
  const added = await addFile(context, fetched.folder, hubIdentity(repository, fetched));
  // What a person has put there is theirs to keep; what was downloaded is kept until it has become an encoder.
  if (added && fetched.checked) await fs.rm(fetched.folder, { recursive: true, force: true });
  return added;
}

/**
 * Searches with a fine-tuned model: it becomes an encoder of the library, unless it is one, and the one of this workspace.
 * @param folder of the model
 */
export async function useModel(context: AddContext, folder: string): Promise<void> {
  const { encoders, engine } = context;
  if (!(await mayOpenModel(folder))) return;
  const { id } = await engine.request(InspectEncoder, { source: folder });
  if (id === undefined) throw new Error(`${folder} holds no model`);
  if (!(await encoders.list()).some((known) => known.id === id)) {
    if (!(await addFile(context, folder, {}))) return;
    encoders.changed();
  }
  await encoders.useHere(id);
}

/** What cannot be downloaded can be brought: offers the folder that it goes into. */
async function sayOffline({ encoders, log }: AddContext, error: HubError, repository: Repository): Promise<void> {
  log.error(error.message);
  const open = 'Open Folder';
  if ((await vscode.window.showErrorMessage(error.message, open)) !== open) return;
  const folder = downloadFolder(encoders.downloads, repository);
  await fs.mkdir(folder, { recursive: true });
  await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(folder));
}

async function addFile(
  { encoders, engine }: AddContext,
  file: string,
  known: Known,
): Promise<AddedEncoder | undefined> {
  if (!(await mayOpenModel(file))) return undefined;
  const draft = await engine.request(InspectEncoder, { source: file });
  const answers = await askGraph(draft.onnx?.questions ?? []);
  if (!answers) return undefined;
  const taken = (await encoders.list()).map(({ id }) => id);
  const identity = await askIdentity(draft, known, taken);
  if (!identity) return undefined;
  const { added: library, bundled } = encoders;
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Adding ${identity.name ?? path.basename(file)}`,
      cancellable: true,
    },
    (progress, token) => {
      let reported = 0;
      const onProgress = (done: number, total: number) => {
        const percent = (100 * done) / total;
        progress.report({ message: `${done} of ${total} tensors`, increment: percent - reported });
        reported = percent;
      };
      const params = { source: file, answers, library, bundled, identity, threads: threads() };
      return engine.request(AddEncoder, params, { onProgress: ([done, total]) => onProgress(done, total), token });
    },
  );
}
