import fs from 'node:fs/promises';
import path from 'node:path';
import { fileAddress, type Repository, repositoryName } from './address';
import { download } from './download';
import { HubError } from './errors';
import { describeRepository, type RepositoryInfo } from './repository';
import type { Network } from './request';
import { LARGEST_INDEX, SHARD_INDEX, shardsOf } from './shards';

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
const WEIGHTS = ['model.safetensors', SHARD_INDEX, 'pytorch_model.bin'];
/** Bytes; larger files are neither a configuration nor a page of text. */
const SMALL = 1 << 20;

export function downloadFolder(downloads: string, { owner, name }: Repository): string {
  return path.join(downloads, `${owner}--${name}`);
}

/**
 * Downloads an encoder in timm's layout from its repository: config.json and its weights, in one file or in several. Where the Hub cannot be reached,
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
  const fetchFile = async (name: string, onProgress?: (done: number) => void) => {
    const address = fileAddress(endpoint, repository, name, info.revision);
    try {
      await download(address, path.join(folder, name), { ...options, ...info.files.get(name), onProgress });
    } catch (error) {
      if (!(error instanceof HubError) || error.kind === 'wrong' || error.kind === 'disk') throw error;
      throw byHand(error, endpoint, repository, folder, [name]);
    }
  };
  const names = filesOf(endpoint, repository, info);
  if (names.includes(SHARD_INDEX)) {
    // How much there is to download it alone says.
    await fetchFile(SHARD_INDEX);
    names.push(...(await knownShards(path.join(folder, SHARD_INDEX), info)));
  }
  const sizes = names.map((name) => info.files.get(name)?.size ?? 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let before = 0;
  for (const [i, name] of names.entries()) {
    signal?.throwIfAborted();
    await fetchFile(name, (done) => options.onProgress?.(before + done, total));
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
    const reason = `it is not in timm's layout: it has ${config ? `none of ${WEIGHTS.join(', ')}` : `no ${CONFIG}`}`;
    throw new HubError(pageOf(endpoint, repository), reason, 'wrong');
  }
  for (const [name, most] of [
    [CONFIG, SMALL],
    [SHARD_INDEX, LARGEST_INDEX],
  ] as const) {
    if ((files.get(name)?.size ?? 0) > most)
      throw new HubError(pageOf(endpoint, repository), `its ${name} is too large`, 'wrong');
  }
  return [CONFIG, weights];
}

/** @throws HubError where the index is wrong, or names files that the repository does not have */
async function knownShards(index: string, { files }: RepositoryInfo): Promise<string[]> {
  const shards = await shardsOf(index);
  const missing = shards.find((name) => !files.has(name));
  if (missing === undefined) return shards;
  throw new HubError(index, `the index of weights names ${missing}, which the repository does not have`, 'wrong');
}

/** @throws HubError where an index of weights lies there that is wrong */
async function placedByHand(folder: string): Promise<boolean> {
  const names = new Set(await fs.readdir(folder).catch(() => [])); // there is no such folder
  const weights = WEIGHTS.find((name) => names.has(name));
  if (!names.has(CONFIG) || weights === undefined) return false;
  return weights !== SHARD_INDEX || (await shardsOf(path.join(folder, weights))).every((name) => names.has(name));
}

/** The same failure, with what a person can do without this machine's network. */
function byHand(
  error: HubError,
  endpoint: string,
  repository: Repository,
  folder: string,
  files: readonly string[] = [CONFIG, 'pytorch_model.bin'],
): HubError {
  const addresses = files.map((name) => fileAddress(endpoint, repository, name)).join(' and ');
  const instead =
    files.length > 1 ? ` (or ${WEIGHTS[0]}, or ${SHARD_INDEX} with what it names, where the repository has these)` : '';
  const help = `Fetch ${addresses}${instead} another way, put it into ${folder} and add it again`;
  return new HubError(error.file, `${error.reason}. ${help}`, error.kind, { cause: error });
}
