import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { CUDA_RELEASE, cudaFolder, cudaStatus, describeStatus, explain, olderThan, PACKAGE_SERVER, packageServerOf } from '../../../src/cuda'; // prettier-ignore
import { nvidiaDriver } from '../../../src/cuda/driver';
import { installedBytes, sizes, wheelName } from '../../../src/cuda/packages';
import { ROOT } from '../../built';
import { temporaryFolder } from '../../galaxies';

const { packages } = CUDA_RELEASE;

describe('what CUDA needs', () => {
  it('is for the ONNX Runtime that is used', () => {
    const { dependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }; // prettier-ignore
    assert.equal(CUDA_RELEASE.runtime, dependencies['onnxruntime-node']);
    const provider = packages.find(({ name }) => name === 'onnxruntime-gpu')!;
    assert.equal(provider.version, CUDA_RELEASE.runtime);
  });

  it('names each file by its digests, and each library once', () => {
    for (const one of packages) {
      assert.match(one.address, /^packages\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{60}\/[a-z0-9_]+-[\d.]+-[\w.-]+\.whl$/);
      assert.ok(wheelName(one).startsWith(`${one.name.replaceAll('-', '_')}-${one.version}-`), wheelName(one));
      assert.match(wheelName(one), /x86_64\.whl$/);
      assert.match(one.sha256, /^[0-9a-f]{64}$/);
      assert.match(one.licence.page, /^https:\/\//);
      assert.ok(one.bytes > 1e6 && installedBytes(one) > 0);
    }
    const libraries = packages.flatMap((one) => Object.keys(one.libraries));
    assert.equal(new Set(libraries).size, libraries.length);
    assert.ok(libraries.every((name) => /^lib[\w-]+\.so[.\d]*$/.test(name)));
    assert.ok(packages.every(({ name, licence }) => name.startsWith('nvidia-') === /NVIDIA/.test(licence.name)));
  });

  it('is as large as it says, and as the documentation says', () => {
    const { download, disk } = sizes(packages);
    assert.equal(
      download,
      packages.map(({ bytes }) => bytes).reduce((a, b) => a + b),
    );
    const documented = fs.readFileSync(path.join(ROOT, 'docs/devices.md'), 'utf8');
    const mb = (bytes: number) => Math.round(bytes / 1e6).toLocaleString('en');
    for (const { name, version, bytes, ...one } of packages) {
      const row = documented.split('\n').find((line) => line.includes(`\`${name}\``));
      const cells = row?.split('|').map((cell) => cell.trim()) ?? [];
      assert.deepEqual(cells.slice(2, 3).concat(cells.slice(-3, -1)), [version, mb(bytes), mb(installedBytes({ name, version, bytes, ...one }))], name); // prettier-ignore
    }
    assert.ok(documented.includes(`${mb(download)} MB to download and ${mb(disk)} MB on the disk`));
  });

  it('is explained before anything is done: files, sizes, licences, where from and where to, the driver', () => {
    const status = cudaStatus('/home/me/cuda', CUDA_RELEASE, undefined);
    const { question, text } = explain({ ...status, driver: undefined, driverProblem: "NVIDIA's driver is not installed" }, PACKAGE_SERVER); // prettier-ignore
    assert.match(question, /^Download 1,339 MB and install 2,055 MB for CUDA\?$/);
    for (const one of packages) {
      for (const said of [one.name, one.version, wheelName(one), one.licence.name, one.licence.page, ...Object.keys(one.libraries)])
        assert.ok(text.includes(said), said);
    } // prettier-ignore
    assert.match(text, /nvidia-cublas 13\.1\.0\.3 \(products of matrices\): 423 MB to download, 596 MB on the disk/);
    assert.match(text, /From https:\/\/files\.pythonhosted\.org:/);
    assert.match(text, /go into \/home\/me\/cuda\./);
    assert.match(text, /driver is not installed: install it first/);
    assert.match(describeStatus(status), /not set up in \/home\/me\/cuda: 1,339 MB are to be downloaded/);
  });

  it('comes from the package index, or a mirror of it', () => {
    for (const none of [undefined, '', '  ']) assert.equal(packageServerOf(none), PACKAGE_SERVER);
    assert.equal(packageServerOf('https://mirror.example.org/files/'), 'https://mirror.example.org/files');
    for (const wrong of ['mirror', 'ftp://a', 'https://a?b=c']) assert.throws(() => packageServerOf(wrong), /http or https/); // prettier-ignore
  });

  it('goes into a folder of the person’s, or the one that is named', () => {
    assert.equal(cudaFolder({}, 'linux', '/home/me'), '/home/me/.local/share/morphoscope/cuda');
    assert.equal(cudaFolder({ XDG_DATA_HOME: '/data' }, 'linux', '/home/me'), '/data/morphoscope/cuda');
    assert.equal(cudaFolder({ MORPHOSCOPE_CUDA: '/shared/cuda' }, 'linux', '/home/me'), '/shared/cuda');
  });
});

describe("NVIDIA's driver", () => {
  let root: string;
  let remove: () => void;
  beforeEach(() => ({ folder: root, remove } = temporaryFolder()));
  afterEach(() => remove());
  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  };

  for (const [line, version] of [
    ['NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024', '535.183.01'],
    [
      'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build  (dvs-builder@U22)',
      '580.95.05',
    ],
  ]) {
    it(`is known by what its kernel module says: ${version}`, () => {
      write('proc/driver/nvidia/version', `${line}\nGCC version:  gcc version 12.3.0\n`);
      assert.deepEqual(nvidiaDriver(root, {}), { version });
    });
  }

  it('is known by its library where the kernel does not tell, and may be missing', () => {
    assert.equal(nvidiaDriver(root, {}), undefined);
    write('usr/lib/wsl/lib/libcuda.so.1', '');
    assert.deepEqual(nvidiaDriver(root, {}), {});
  });

  it('may be too old', () => {
    assert.equal(olderThan('535.183.01', CUDA_RELEASE.driver), true);
    assert.equal(olderThan('580.65.05', CUDA_RELEASE.driver), true);
    for (const version of ['580.65.06', '580.95', '590.1']) assert.equal(olderThan(version, CUDA_RELEASE.driver), false, version); // prettier-ignore
    const { driverProblem } = cudaStatus(root, CUDA_RELEASE, { version: '535.183.01' });
    assert.equal(driverProblem, "NVIDIA's driver is version 535.183.01, and CUDA 13.0 needs 580.65.06 or newer");
    assert.equal(cudaStatus(root, CUDA_RELEASE, {}).driverProblem, undefined);
  });
});
