import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Command, Option } from 'commander';
import {
  cudaFolder,
  cudaStatus,
  type CudaStatus,
  cudaSupported,
  describeStatus,
  explain,
  packageServerOf,
  removeCuda,
  setUpCuda,
  UNSUPPORTED,
} from '../cuda';
import { DownloadProgress } from '../hub';
import { print } from './engine';
import { networkFetch } from './network';
import { ProgressLine } from './progress-line';

interface CudaOptions {
  readonly folder?: string;
}

interface SetUpOptions extends CudaOptions {
  readonly yes?: boolean;
  readonly from?: string;
  readonly server?: string;
}

const folderOption = () =>
  new Option('--folder <dir>', 'where its libraries are kept (default: $MORPHOSCOPE_CUDA, or yours)');

/** `cuda setup|status|remove`: the libraries with which encoders run on NVIDIA's graphics processors. */
export function cudaCommand(): Command {
  return new Command('cuda')
    .description('Sets up the libraries with which encoders run on an NVIDIA graphics processor (Linux on x64).')
    .addCommand(
      new Command('setup')
        .description('Says what is needed, where it comes from and how large it is; downloads it on a yes only.')
        .addOption(folderOption())
        .option('--yes', 'the yes: download, and accept the licences that are named')
        .option('--from <dir>', 'a folder with wheels that were downloaded before')
        .option('--server <url>', 'a server that mirrors https://files.pythonhosted.org ($MORPHOSCOPE_PACKAGE_SERVER)')
        .action(setUp),
    )
    .addCommand(
      new Command('status')
        .description('Says what is set up, what is missing, and whether the driver is there.')
        .addOption(folderOption())
        .option(
          '--json',
          'print {folder, complete, driver, problem, packages: [{name, version, installed, downloaded}]}',
        )
        .action(status),
    )
    .addCommand(
      new Command('remove').description('Takes the libraries away.').addOption(folderOption()).action(remove),
    );
}

const folderOf = ({ folder }: CudaOptions) => (folder === undefined ? cudaFolder() : path.resolve(folder));

async function setUp({ yes, from, server: given, ...options }: SetUpOptions): Promise<void> {
  if (!cudaSupported()) throw new Error(UNSUPPORTED);
  const folder = folderOf(options);
  const server = packageServerOf(given ?? process.env.MORPHOSCOPE_PACKAGE_SERVER);
  const before = cudaStatus(folder);
  if (before.complete) return print(`${describeStatus(before)}\n`);
  const { question, text } = explain(before, server);
  await print(`${text}\n`);
  if (!yes && !(await agreed(question))) throw new Error('nothing was downloaded; --yes says yes to all of the above');
  await fetchAll(folder, server, from === undefined ? undefined : path.resolve(from));
  await print(`${describeStatus(cudaStatus(folder))}\n`);
}

/** Only what a person types is a yes. */
async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^\s*y(es)?\s*$/i.test(await asked.question(`${question} Type yes to accept the licences and go on: `));
  } finally {
    asked.close();
  }
}

async function fetchAll(folder: string, server: string, from: string | undefined): Promise<void> {
  const cancel = new AbortController();
  const interrupt = () => {
    process.stderr.write('morphoscope: stopping; what has come is kept (Ctrl+C again to stop at once)\n');
    cancel.abort();
    process.once('SIGINT', () => process.exit(130));
  };
  process.once('SIGINT', interrupt);
  const line = new ProgressLine(process.stderr);
  const progress = new DownloadProgress();
  try {
    await setUpCuda(folder, {
      server,
      from,
      fetch: await networkFetch(),
      signal: cancel.signal,
      onDownload: (done, total) => line.tell(done / total, progress.text(done, total)),
      onUnpack: (name) => line.tell(undefined, `unpacking ${name}`),
    });
  } catch (error) {
    throw cancel.signal.aborted ? new Error('cancelled; the next set-up goes on from here') : error;
  } finally {
    process.off('SIGINT', interrupt);
    line.clear();
  }
}

async function status({ json, ...options }: CudaOptions & { readonly json?: boolean }): Promise<void> {
  const found = cudaStatus(folderOf(options));
  if (json) return print(`${JSON.stringify(asJson(found))}\n`);
  await print(`${cudaSupported() ? describeStatus(found) : UNSUPPORTED}\n`);
}

function asJson({ folder, complete, driver, driverProblem, packages }: CudaStatus): object {
  return {
    folder,
    complete,
    driver: driver ? (driver.version ?? 'unknown') : null,
    problem: cudaSupported() ? (driverProblem ?? null) : UNSUPPORTED,
    packages: packages.map(({ package: { name, version }, installed, downloaded }) => ({
      name,
      version,
      installed,
      downloaded,
    })),
  };
}

const remove = (options: CudaOptions): Promise<void> => removeCuda(folderOf(options));
