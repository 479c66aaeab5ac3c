import { type CudaPackage, type CudaRelease, CUDA_RELEASE, installedBytes, sizes, wheelName } from './packages';
import type { CudaStatus } from './status';

/** What setting up CUDA would download and install, shown before the user agrees. */
export interface Explanation {
  /** "Download 1,339 MB and install 2,055 MB?" */
  readonly question: string;
  /** Everything, in lines. */
  readonly text: string;
}

const mb = (bytes: number) => (bytes < 1e5 ? '< 0.1 MB' : `${bytes < 1e8 ? (bytes / 1e6).toFixed(1) : Math.round(bytes / 1e6).toLocaleString('en')} MB`); // prettier-ignore

/**
 * Says which libraries are needed, from which packages of which server, how large they are, under which terms, where they go, and
 * whether the driver is there.
 * @param server that they come from, or the folder that holds them already
 */
export function explain(status: CudaStatus, server: string, release: CudaRelease = CUDA_RELEASE): Explanation {
  const missing = status.packages.filter(({ installed }) => !installed);
  const { download, disk } = sizes(missing.map((one) => one.package));
  const there = missing.reduce((sum, { downloaded }) => sum + downloaded, 0);
  const licences = [...new Set(missing.map((one) => one.package.licence))];
  const lines = [
    `Encoders run on an NVIDIA graphics processor by ONNX Runtime's provider for CUDA ${release.cuda}, which needs ${release.hardware} and NVIDIA's driver ${release.driver} or newer. The provider and NVIDIA's libraries are not part of Morphoscope.`,
    driverLine(status),
    '',
    `From ${server}${there > 0 ? ` (${mb(there)} are here already)` : ''}:`,
    ...missing.flatMap((one) => packageLines(one.package)),
    '',
    `Licences: ${licences.map(({ name, page }) => `${name}, ${page}`).join('; ')}. Downloading NVIDIA's libraries means that you accept its terms.`,
    '',
    `They go into ${status.folder}. Each download is checked by its size and its SHA-256.`,
  ];
  return {
    question: `Download ${mb(download - there)} and install ${mb(disk)} for CUDA?`,
    text: lines.join('\n'),
  };
}

/** "NVIDIA's driver is here, version 580.95." */
export function driverLine({ driver, driverProblem }: CudaStatus): string {
  if (driverProblem !== undefined) return `${driverProblem}: install it first, with your system's packages.`;
  return driver?.version === undefined
    ? "NVIDIA's driver is here."
    : `NVIDIA's driver is here, version ${driver.version}.`;
}

function packageLines(one: CudaPackage): string[] {
  const { name, version, what, bytes, libraries } = one;
  return [
    `- ${name} ${version} (${what}): ${mb(bytes)} to download, ${mb(installedBytes(one))} on the disk; ${wheelName(one)}`,
    `  of which ${Object.keys(libraries).join(', ')}`,
  ];
}

/** Describes in lines of text what is installed, what is missing, and the driver. */
export function describeStatus(status: CudaStatus, release: CudaRelease = CUDA_RELEASE): string {
  const { folder, packages, complete } = status;
  const { download } = sizes(packages.filter(({ installed }) => !installed).map((one) => one.package));
  return [
    complete
      ? `CUDA ${release.cuda} for ONNX Runtime ${release.runtime} is set up in ${folder}`
      : `CUDA is not set up in ${folder}: ${mb(download)} are to be downloaded`,
    ...packages.map(({ package: { name, version, bytes }, installed, downloaded }) => {
      const part = downloaded > 0 ? `, ${mb(downloaded)} of ${mb(bytes)} are here` : '';
      return `- ${name} ${version}: ${installed ? 'installed' : `missing${part}`}`;
    }),
    driverLine(status),
  ].join('\n');
}
