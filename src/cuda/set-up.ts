import fs from 'node:fs/promises';
import path from 'node:path';
import { diskFaultOf } from '../files';
import { download, HubError } from '../hub';
import { wrongWith } from '../hub/checked-file';
import type { Network } from '../hub/request';
import { CudaError } from './errors';
import { downloadsOf, librariesOf, licencesOf, type Note, noteFile, readNote } from './folder';
import { CUDA_RELEASE, type CudaPackage, type CudaRelease, PACKAGE_SERVER, sizes, wheelName } from './packages';
import { cudaStatus } from './status';
import { extract } from './wheel';

export interface SetUpOptions extends Network {
  /** Address of the server that has the package index's files; the index's own where it is not said. */
  readonly server?: string;
  /** A folder that may hold wheels already; they are used where they are. */
  readonly from?: string;
  /** Bytes of all downloads that are there, and of all there are. */
  readonly onDownload?: (done: number, total: number) => void;
  /** A package has come and is being unpacked. */
  readonly onUnpack?: (name: string) => void;
  readonly release?: CudaRelease;
}

/**
 * Downloads the packages that are missing in a folder, going on where an earlier try was cut off, checks them and unpacks their
 * libraries. A package that has been installed stays, whatever becomes of the next.
 * Only after the person's yes: most of it is under NVIDIA's terms.
 * @throws CudaError, with the files to fetch and where to put them where no server can be reached; AbortError, and what has come is
 * kept
 */
export async function setUpCuda(folder: string, options: SetUpOptions): Promise<void> {
  const { release = CUDA_RELEASE, signal } = options;
  // The loader takes these for ends of a folder's name, or for variables.
  if (/[:;$]/.test(folder))
    throw new CudaError(folder, 'the name of the folder may hold no colon, semicolon or dollar');
  const missing = cudaStatus(folder, release).packages.filter(({ installed }) => !installed);
  const packages = missing.map((one) => one.package);
  try {
    await fs.mkdir(librariesOf(folder), { recursive: true });
    await fs.mkdir(licencesOf(folder), { recursive: true });
    await requireSpace(folder, packages);
    const total = sizes(packages).download;
    let before = 0;
    for (const one of packages) {
      signal?.throwIfAborted();
      const onBytes = (done: number) => options.onDownload?.(before + done, total);
      const { wheel, ours } = await fetchWheel(folder, one, packages, options, onBytes);
      before += one.bytes;
      options.onUnpack?.(one.name);
      await install(folder, one, wheel, release, signal);
      if (ours) await fs.rm(wheel, { force: true });
    }
    await dropOthers(folder, release);
  } catch (error) {
    throw asCudaError(error, folder);
  }
}

/** Takes everything away that was set up in a folder, and what was downloaded for it. */
export async function removeCuda(folder: string): Promise<void> {
  // The note first: what is there by halves must count as nothing.
  for (const one of [noteFile(folder), librariesOf(folder), licencesOf(folder), downloadsOf(folder)])
    await fs.rm(one, { recursive: true, force: true });
  await fs.rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    // Somebody keeps something else there.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error;
  });
}

/** The wheel of a package, checked; `ours`: it may be removed. */
async function fetchWheel(
  folder: string,
  one: CudaPackage,
  all: readonly CudaPackage[],
  { server = PACKAGE_SERVER, from, ...network }: SetUpOptions,
  onProgress: (done: number) => void,
): Promise<{ wheel: string; ours: boolean }> {
  const expected = { size: one.bytes, sha256: one.sha256 };
  if (from !== undefined) {
    const given = path.join(from, wheelName(one));
    const there = await fs.stat(given).catch(() => undefined); // it may be elsewhere
    if (there) {
      const wrong = await wrongWith(given, expected, network.signal);
      if (wrong !== undefined) throw new CudaError(given, `it is not the file that is needed: ${wrong}`);
      onProgress(one.bytes);
      return { wheel: given, ours: false };
    }
  }
  const wheel = path.join(downloadsOf(folder), wheelName(one));
  try {
    await download(`${server}/${one.address}`, wheel, { ...network, ...expected, onProgress });
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    const helps = error.kind === 'unreachable' || error.kind === 'refused';
    throw new CudaError(error.file, helps ? `${error.reason}. ${byHand(folder, all, server)}` : error.reason, { cause: error }); // prettier-ignore
  }
  return { wheel, ours: true };
}

/** Instructions for installing the libraries by hand, for machines without network access. */
function byHand(folder: string, packages: readonly CudaPackage[], server: string): string {
  const addresses = packages.map(({ address }) => `${server}/${address}`).join(' , ');
  return `Fetch another way what is not there yet of ${addresses} , put it into ${downloadsOf(folder)} and set CUDA up again`;
}

async function install(
  folder: string,
  one: CudaPackage,
  wheel: string,
  { runtime }: CudaRelease,
  signal?: AbortSignal,
): Promise<void> {
  const libraries = Object.entries(one.libraries);
  await extract(
    wheel,
    [
      { member: one.licenceText, target: path.join(licencesOf(folder), `${one.name}.txt`) },
      ...libraries.map(([name, bytes]) => ({
        member: `${one.folder}/${name}`,
        target: path.join(librariesOf(folder), name),
        bytes,
      })),
    ],
    signal,
  );
  const before = readNote(folder);
  const installed = { sha256: one.sha256, libraries: libraries.map(([name]) => name) };
  await writeNote(folder, { version: 1, runtime, packages: { ...before?.packages, [one.name]: installed } });
}

/** Forgets packages that this release does not need, and removes libraries that none of it has. */
async function dropOthers(folder: string, { runtime, packages }: CudaRelease): Promise<void> {
  const noted = readNote(folder)?.packages ?? {};
  const kept = packages.flatMap(({ name }) => (noted[name] ? [[name, noted[name]] as const] : []));
  await writeNote(folder, { version: 1, runtime, packages: Object.fromEntries(kept) });
  const needed = new Set(packages.flatMap(({ libraries }) => Object.keys(libraries)));
  for (const name of await fs.readdir(librariesOf(folder))) {
    if (!needed.has(name) && /^libonnxruntime_|^lib(cu|nv)/.test(name)) await fs.rm(path.join(librariesOf(folder), name)); // prettier-ignore
  }
  // Not where a person has put more into it.
  await fs.rmdir(downloadsOf(folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error;
  });
}

async function writeNote(folder: string, note: Note): Promise<void> {
  const temporary = path.join(folder, '.installed.json.tmp');
  await fs.writeFile(temporary, `${JSON.stringify(note, null, 1)}\n`);
  await fs.rename(temporary, noteFile(folder));
}

/** @throws CudaError where the disk has no room for all of them, and for the largest download beside them */
async function requireSpace(folder: string, packages: readonly CudaPackage[]): Promise<void> {
  const needed = sizes(packages).disk + Math.max(0, ...packages.map(({ bytes }) => bytes));
  const { bavail, bsize } = await fs.statfs(folder);
  if (bavail * bsize >= needed) return;
  const [all, free] = [needed, bavail * bsize].map((bytes) => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`);
  throw new CudaError(folder, `the disk has no room for it: ${all} are needed, ${free} are free`);
}

function asCudaError(error: unknown, folder: string): unknown {
  const { code, path: file = folder, message } = error as NodeJS.ErrnoException;
  // An AbortError's code is a number where the platform made it.
  if (error instanceof CudaError || typeof code !== 'string' || code === 'ABORT_ERR') return error;
  const fault = diskFaultOf(error);
  if (fault === 'full') return new CudaError(file, 'the disk is full', { cause: error });
  if (fault === 'refused') return new CudaError(file, 'it cannot be written to', { cause: error });
  return new CudaError(file, message, { cause: error });
}
