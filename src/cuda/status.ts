import fs from 'node:fs';
import path from 'node:path';
import { type Driver, nvidiaDriver, olderThan } from './driver';
import { downloadsOf, librariesOf, readNote } from './folder';
import { CUDA_RELEASE, type CudaPackage, type CudaRelease, wheelName } from './packages';

export interface PackageStatus {
  readonly package: CudaPackage;
  /** Bytes of its wheel that are there already, where it is not installed. */
  readonly downloaded: number;
  readonly installed: boolean;
}

export interface CudaStatus {
  readonly folder: string;
  readonly packages: readonly PackageStatus[];
  /** Nothing is missing in the folder; the driver is not in it. */
  readonly complete: boolean;
  /** Undefined where there is none. */
  readonly driver?: Driver;
  /** The driver's problem, worded for the user. */
  readonly driverProblem?: string;
}

/** Whether there is a provider for CUDA on this system at all. */
export const cudaSupported = (platform: NodeJS.Platform = process.platform, arch: string = process.arch) =>
  platform === 'linux' && arch === 'x64';

export const UNSUPPORTED =
  'ONNX Runtime has CUDA for programs like this on Linux on x64 only; on Windows there is DirectML, on macOS Core ML';

/** Reports which libraries of CUDA a folder has, and which are missing. */
export function cudaStatus(
  folder: string,
  release: CudaRelease = CUDA_RELEASE,
  driver: Driver | undefined = nvidiaDriver(),
): CudaStatus {
  const note = readNote(folder);
  const packages = release.packages.map((one): PackageStatus => {
    const installed = note?.packages[one.name]?.sha256 === one.sha256 && librariesThere(folder, one);
    return { package: one, installed, downloaded: installed ? 0 : downloadedBytes(folder, one) };
  });
  const complete = note?.runtime === release.runtime && packages.every(({ installed }) => installed);
  return { folder, packages, complete, driver, driverProblem: driverProblem(driver, release) };
}

function driverProblem(driver: Driver | undefined, { driver: needed, cuda }: CudaRelease): string | undefined {
  if (!driver) return "NVIDIA's driver is not installed";
  const { version } = driver;
  if (version === undefined || !olderThan(version, needed)) return undefined;
  return `NVIDIA's driver is version ${version}, and CUDA ${cuda} needs ${needed} or newer`;
}

function librariesThere(folder: string, { libraries }: CudaPackage): boolean {
  return Object.entries(libraries).every(([name, bytes]) => sizeOf(path.join(librariesOf(folder), name)) === bytes);
}

function downloadedBytes(folder: string, one: CudaPackage): number {
  const wheel = path.join(downloadsOf(folder), wheelName(one));
  return Math.min(one.bytes, sizeOf(wheel) ?? sizeOf(`${wheel}.part`) ?? 0);
}

const sizeOf = (file: string) => fs.statSync(file, { throwIfNoEntry: false })?.size;
