import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import type { CudaPackage, CudaRelease } from '../../../src/cuda';
import { randomNumbers } from '../../galaxies';

/** A wheel as the tests make it, and the package that describes it. */
export interface TestWheel {
  readonly package: CudaPackage;
  readonly bytes: Uint8Array;
}

const LICENCE = { name: 'A licence', page: 'https://example.org/licence' };
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/**
 * A wheel with libraries of these lengths, which do not compress, its licence, and what must never be unpacked.
 * @param seed of the libraries' bytes
 */
export function wheelOf(name: string, libraries: Record<string, number>, seed = 1): TestWheel {
  const random = randomNumbers(seed);
  const contents = Object.entries(libraries).map(([library, bytes]) => {
    const content = Uint8Array.from({ length: bytes }, () => Math.floor(256 * random()));
    return [`nvidia/lib/${library}`, content] as const;
  });
  const evil = { '../evil.so': strToU8('evil'), '/tmp/evil.so': strToU8('evil'), 'nvidia/lib/other.so': strToU8('no') };
  const info = { [`${name}.dist-info/License.txt`]: strToU8(`terms of ${name}`) };
  return wheelFrom(name, libraries, zipSync({ ...Object.fromEntries(contents), ...evil, ...info }));
}

/** The package of a wheel of whatever bytes. */
export function wheelFrom(name: string, libraries: Record<string, number>, bytes: Uint8Array): TestWheel {
  return {
    bytes,
    package: {
      name,
      version: '1.0',
      what: 'something',
      licence: LICENCE,
      address: `packages/${digest(bytes).slice(0, 8)}/${name}-1.0-py3-none-any.whl`,
      bytes: bytes.length,
      sha256: digest(bytes),
      licenceText: `${name}.dist-info/License.txt`,
      folder: 'nvidia/lib',
      libraries,
    },
  };
}

export function releaseOf(...wheels: readonly TestWheel[]): CudaRelease {
  const packages = wheels.map((wheel) => wheel.package);
  return { runtime: '1.30.0', cuda: '13.0', driver: '580.65.06', hardware: 'new enough', packages };
}
