import fs from 'node:fs/promises';
import path from 'node:path';
import { fileAddress, type Repository, repositoryName } from './address';
import { download } from './download';
import { HubError } from './errors';
import { describeRepository, type RepositoryInfo } from './repository';
import type { Network } from './request';

export interface FetchOptions extends Network {
  readonly endpoint: string;
  /** Folder of all downloads; the repository has one of its own in it. */
  readonly downloads: string;
  /** Bytes of all files that are there, and of all there are. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Files of an encoder on this machine. */
export interface FetchedEncoder {
  readonly folder: string;
  readonly licence?: string;
  /** Where it is from, with its revision where that is known. */
  readonly source: string;
  /** False of files that a person has put there: nothing is known that they could be compared with. */
  readonly checked: boolean;
}

const CONFIG = 'config.json';
/** As timm writes them; safetensors can hold nothing but tensors, and are taken before the other. */
const WEIGHTS = ['model.safetensors', 'pytorch_model.bin'];
/** What larger files cannot be: a configuration or a page of text. */
const SMALL = 1 << 20;

export function downloadFolder(downloads: string, { owner, name }: Repository): string {
  return path.join(downloads, `${owner}--${name}`);
}

/**
 * Downloads an encoder in timm's layout from its repository: config.json and its weights. Where the Hub cannot be reached,
 * files that lie in the folder of its downloads are taken as they are.
 * @throws HubError that says which file to fetch and where to put it, where that would help; AbortError
 */
export async function fetchEncoder(repository: Repository, options: FetchOptions): Promise<FetchedEncoder> {
  const { endpoint, downloads, signal } = options;
  const folder = downloadFolder(downloads, repository);
  let info: RepositoryInfo;
  try {
    info = await describeRepository(endpoint, repository, options);
  } catch (error) {
    if (!(error instanceof HubError) || error.kind === 'wrong') throw error;
    if (await placedByHand(folder)) return { folder, source: pageOf(endpoint, repository), checked: false };
    throw byHand(error, endpoint, repository, folder);
  }
  const names = filesOf(endpoint, repository, info);
  const sizes = names.map((name) => info.files.get(name)?.size ?? 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let before = 0;
  for (const [i, name] of names.entries()) {
    signal?.throwIfAborted();
    const address = fileAddress(endpoint, repository, name, info.revision);
    try {
      await download(address, path.join(folder, name), {
        ...options,
        ...info.files.get(name),
        onProgress: (done) => options.onProgress?.(before + done, total),
      });
    } catch (error) {
      if (!(error instanceof HubError) || error.kind === 'wrong' || error.kind === 'disk') throw error;
      throw byHand(error, endpoint, repository, folder, [name]);
    }
    before += sizes[i];
  }
  const source = `${pageOf(endpoint, repository)} at ${info.revision.slice(0, 12)}`;
  return { folder, source, checked: true, ...(info.licence === undefined ? {} : { licence: info.licence }) };
}

const pageOf = (endpoint: string, repository: Repository) => `${endpoint}/${repositoryName(repository)}`;

function filesOf(endpoint: string, repository: Repository, { files }: RepositoryInfo): string[] {
  const weights = WEIGHTS.find((name) => files.has(name));
  const config = files.get(CONFIG);
  if (!config || weights === undefined) {
    const reason = `it is not in timm's layout: it has no ${config ? WEIGHTS.join(' or ') : CONFIG}`;
    throw new HubError(pageOf(endpoint, repository), reason, 'wrong');
  }
  if ((config.size ?? 0) > SMALL)
    throw new HubError(pageOf(endpoint, repository), `its ${CONFIG} is too large`, 'wrong');
  return [CONFIG, weights];
}

async function placedByHand(folder: string): Promise<boolean> {
  const names = new Set(await fs.readdir(folder).catch(() => [])); // there is no such folder
  return names.has(CONFIG) && WEIGHTS.some((name) => names.has(name));
}

/** The same failure, with what a person can do without this machine's network. */
function byHand(
  error: HubError,
  endpoint: string,
  repository: Repository,
  folder: string,
  files: readonly string[] = [CONFIG, WEIGHTS[1]],
): HubError {
  const addresses = files.map((name) => fileAddress(endpoint, repository, name)).join(' and ');
  const instead = files.length > 1 ? ` (or ${WEIGHTS[0]} where the repository has it)` : '';
  const help = `Fetch ${addresses}${instead} another way, put it into ${folder} and add it again`;
  return new HubError(error.file, `${error.reason}. ${help}`, error.kind, { cause: error });
}
