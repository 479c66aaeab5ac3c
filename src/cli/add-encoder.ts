import fs from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import type { OnnxAnswers, OnnxQuestion } from '../encoder/library/onnx-draft';
import type { SourceDraft } from '../encoder/library/source';
import { AddEncoder, type EngineClient, InspectEncoder } from '../engine';
import {
  DownloadProgress,
  endpointOf,
  type FetchedEncoder,
  fetchEncoder,
  type HubIdentity,
  HubError,
  hubIdentity,
  repositoryOf,
  tokenFor,
  zoobotEncoder,
} from '../hub';
import { BUNDLED_ENCODERS, encoderLibrary, engineClient, libraryOption, positive, print } from './engine';
import { networkFetch } from './network';
import { ProgressLine } from './progress-line';

interface AddEncoderOptions {
  readonly library?: string;
  readonly id?: string;
  readonly name?: string;
  readonly licence?: string;
  readonly source?: string;
  readonly description?: string;
  readonly input?: string;
  readonly channels?: '1' | '3';
  readonly size?: number;
  readonly output?: string;
  readonly threads?: number;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

export function addCommand(): Command {
  return new Command('add')
    .description('Adds an encoder to those that --encoder can name.')
    .argument(
      '<source>',
      "a Zoobot encoder (convnext_nano), a repository of the Hub (owner/name), a folder in timm's layout, an ONNX file, or a folder with card.json",
    )
    .addOption(libraryOption())
    .option('--id <id>', 'what it is named by: lower-case letters, digits, dots, dashes (default: of its name)')
    .option('--name <name>', 'what it is called')
    .option('--licence <licence>', 'under which it may be used')
    .option('--source <text>', 'where it is from, for its card')
    .option('--description <text>', 'for its card')
    .option('--input <name>', "of an ONNX file's graph: the input that takes the picture")
    .addOption(new Option('--channels <n>', 'bands of that input').choices(['1', '3']))
    .addOption(new Option('--size <n>', 'pixels along a side of the input').argParser(positive))
    .option('--output <name>', "of an ONNX file's graph: the output that is the embedding")
    .addOption(new Option('--threads <n>', 'threads for trying it (default: all cores)').argParser(positive))
    .option('--json', 'print {id, name, dimensions, folder}')
    .option('--verbose', 'log what the engine does to stderr')
    .action(run);
}

async function run(source: string, options: AddEncoderOptions): Promise<void> {
  const cancel = new AbortController();
  const interrupt = () => {
    process.stderr.write('morphoscope: stopping; nothing is added (Ctrl+C again to stop at once)\n');
    cancel.abort();
    process.once('SIGINT', () => process.exit(130));
  };
  process.once('SIGINT', interrupt);
  const engine = engineClient(options, BUNDLED_ENCODERS);
  try {
    if (fs.existsSync(source)) return await add(engine, path.resolve(source), options, {}, cancel.signal);
    await addFromHub(engine, source, options, cancel.signal);
  } catch (error) {
    throw cancel.signal.aborted ? new Error(`${source}: cancelled, and not added`) : error;
  } finally {
    process.off('SIGINT', interrupt);
    await engine.stop();
  }
}

async function addFromHub(
  engine: EngineClient,
  source: string,
  options: AddEncoderOptions,
  signal: AbortSignal,
): Promise<void> {
  const endpoint = endpointOf(process.env.HF_ENDPOINT);
  const repository = zoobotEncoder(source)?.repository ?? repositoryOf(source, endpoint);
  if (!repository) throw new Error(`${source}: no such file or folder, and no repository of the Hub (owner/name)`);
  const line = new ProgressLine(process.stderr);
  const progress = new DownloadProgress();
  let fetched: FetchedEncoder;
  const token = tokenFor(endpoint, process.env.HF_TOKEN);
  try {
    fetched = await fetchEncoder(repository, {
      endpoint,
      // A name with a dot is no encoder.
      downloads: path.join(encoderLibrary(options).added, '.downloads'),
      fetch: await networkFetch(),
      token,
      signal,
      onProgress: (done, total) => line.tell(done / total, progress.text(done, total)),
    });
  } catch (error) {
    if (token || !(error instanceof HubError) || error.kind !== 'forbidden') throw error;
    throw new Error(`${error.message}. Or say a token that may read it in HF_TOKEN`, { cause: error });
  } finally {
    line.clear();
  }
  await add(engine, fetched.folder, options, hubIdentity(repository, fetched), signal);
  // What a person has put there is theirs to keep.
  if (fetched.checked) await fs.promises.rm(fetched.folder, { recursive: true, force: true });
}

/** @param known what is known of it beside what the source says */
async function add(
  engine: EngineClient,
  source: string,
  options: AddEncoderOptions,
  known: Partial<HubIdentity>,
  signal: AbortSignal,
): Promise<void> {
  const { input, size, output, channels, description } = options;
  const { id = known.id, name = known.name, licence = known.licence, source: from = known.source } = options;
  const answers: OnnxAnswers = { input, size, output, channels: channels && (Number(channels) as 1 | 3) };
  const draft = await engine.request(InspectEncoder, { source, answers });
  const open = missing(draft, licence);
  if (open.length > 0) throw new Error(`${source}: to add it, say ${open.join(', ')}`);
  const line = new ProgressLine(process.stderr);
  const cancel = new CancellationTokenSource();
  signal.addEventListener('abort', () => cancel.cancel());
  let added;
  try {
    signal.throwIfAborted();
    added = await engine.request(
      AddEncoder,
      {
        source,
        answers,
        library: encoderLibrary(options).added,
        bundled: BUNDLED_ENCODERS,
        identity: { id, name, licence, source: from, description },
        threads: options.threads ?? 0,
      },
      { onProgress: ([done, total]) => line.show({ done, total, what: 'tensors' }), token: cancel.token },
    );
  } finally {
    line.clear();
  }
  if (!added) throw new Error(`${source}: cancelled, and not added`);
  if (options.json) await print(`${JSON.stringify(added)}\n`);
  else process.stderr.write(`morphoscope: added ${added.id}, ${added.dimensions} dimensions, in ${added.folder}\n`);
}

/** Entries that neither the source nor the options give, named as the options that would give them. */
function missing(draft: SourceDraft, licence: string | undefined): string[] {
  const asked = (draft.onnx?.questions ?? []).map(optionFor);
  return draft.licence === undefined && licence === undefined ? [...asked, '--licence LICENCE'] : asked;
}

function optionFor({ about, choices }: OnnxQuestion): string {
  const value = about === 'size' || about === 'channels' ? 'N' : 'NAME';
  return `--${about} ${value}${choices ? ` (${choices.join(' or ')})` : ' (pixels along a side, often 224)'}`;
}
