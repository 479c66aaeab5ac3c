/** Terms that a package is under. */
export interface Licence {
  readonly name: string;
  /** Where they can be read before anything is downloaded. */
  readonly page: string;
}

/** A wheel (a zip archive) that is needed, and what of it. */
export interface CudaPackage {
  readonly name: string;
  readonly version: string;
  /** What the library does for an encoder. */
  readonly what: string;
  readonly licence: Licence;
  /** Path of the wheel below the server's address. The package index names files by their digests, so it never changes. */
  readonly address: string;
  /** Size of the wheel. */
  readonly bytes: number;
  readonly sha256: string;
  /** The licence within it. */
  readonly licenceText: string;
  /** Folder within it that holds the libraries. */
  readonly folder: string;
  /** Their names, and the bytes of each. */
  readonly libraries: Readonly<Record<string, number>>;
}

/** All that CUDA needs beside the driver. */
export interface CudaRelease {
  /** Version of onnxruntime-node that it is made for: a provider and its runtime must be of one version. */
  readonly runtime: string;
  /** Version of the CUDA toolkit that the provider is compiled with. */
  readonly cuda: string;
  /** The oldest driver that runs it. */
  readonly driver: string;
  /** The oldest graphics processors, as a person knows them. */
  readonly hardware: string;
  readonly packages: readonly CudaPackage[];
}

/** Where the files of the Python package index are. */
export const PACKAGE_SERVER = 'https://files.pythonhosted.org';

const MIT: Licence = { name: 'MIT licence', page: 'https://github.com/microsoft/onnxruntime/blob/main/LICENSE' };
const CUDA: Licence = {
  name: 'NVIDIA Software License Agreement, CUDA supplement (proprietary)',
  page: 'https://docs.nvidia.com/cuda/eula/',
};
const CUDNN: Licence = {
  name: 'NVIDIA Software License Agreement, cuDNN supplement (proprietary)',
  page: 'https://docs.nvidia.com/deeplearning/cudnn/latest/reference/eula.html',
};

/**
 * The provider of the very version that package.json names (a test holds them together), and the libraries that it and cuDNN open:
 * by DT_NEEDED (`readelf -d`), and by name while they run. cuFFT, which its wheel names too, is for Fourier transforms alone.
 * Sizes and digests are those of the files themselves. The oldest driver is that of CUDA 13.0's release notes, table 2, and
 * so is the end of support for processors before Turing.
 */
export const CUDA_RELEASE: CudaRelease = {
  runtime: '1.30.0',
  cuda: '13.0',
  driver: '580.65.06',
  hardware: 'Turing (GeForce RTX 20 and GTX 16, Quadro RTX, T4) or newer',
  packages: [
    {
      name: 'onnxruntime-gpu',
      version: '1.30.0',
      what: "ONNX Runtime's provider for CUDA 13",
      licence: MIT,
      address:
        'packages/9e/80/d96143329dbe925d434b016c890a5caa785fac8e14a1570e5d6818b63545/onnxruntime_gpu-1.30.0-cp312-cp312-manylinux_2_28_x86_64.whl',
      bytes: 246_685_715,
      sha256: '6acc0f4b3d5ac5f2984432faa59dd8fcce6775f8b43a7140afa0f322c7a703b1',
      licenceText: 'onnxruntime/LICENSE',
      folder: 'onnxruntime/capi',
      libraries: {
        'libonnxruntime_providers_cuda.so': 272_049_904,
        'libonnxruntime_providers_shared.so': 14_632,
      },
    },
    {
      name: 'nvidia-cuda-runtime',
      version: '13.0.96',
      what: 'CUDA runtime',
      licence: CUDA,
      address:
        'packages/2e/24/d1558f3b68b1d26e706813b1d10aa1d785e4698c425af8db8edc3dced472/nvidia_cuda_runtime-13.0.96-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
      bytes: 2_243_632,
      sha256: '7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548',
      licenceText: 'nvidia_cuda_runtime-13.0.96.dist-info/licenses/License.txt',
      folder: 'nvidia/cu13/lib',
      libraries: {
        'libcudart.so.13': 704_288,
      },
    },
    {
      name: 'nvidia-cublas',
      version: '13.1.0.3',
      what: 'products of matrices',
      licence: CUDA,
      address:
        'packages/e7/44/423ac00af4dd95a5aeb27207e2c0d9b7118702149bf4704c3ddb55bb7429/nvidia_cublas-13.1.0.3-py3-none-manylinux_2_27_x86_64.whl',
      bytes: 423_133_236,
      sha256: 'ee8722c1f0145ab246bccb9e452153b5e0515fd094c3678df50b2a0888b8b171',
      licenceText: 'nvidia_cublas-13.1.0.3.dist-info/licenses/License.txt',
      folder: 'nvidia/cu13/lib',
      libraries: {
        'libcublas.so.13': 54_177_976,
        'libcublasLt.so.13': 541_595_600,
      },
    },
    {
      name: 'nvidia-curand',
      version: '10.4.0.35',
      what: 'random numbers',
      licence: CUDA,
      address:
        'packages/a5/9f/be0a41ca4a4917abf5cb9ae0daff1a6060cc5de950aec0396de9f3b52bc5/nvidia_curand-10.4.0.35-py3-none-manylinux_2_27_x86_64.whl',
      bytes: 59_544_258,
      sha256: '1aee33a5da6e1db083fe2b90082def8915f30f3248d5896bcec36a579d941bfc',
      licenceText: 'nvidia_curand-10.4.0.35.dist-info/licenses/License.txt',
      folder: 'nvidia/cu13/lib',
      libraries: {
        'libcurand.so.10': 132_698_328,
      },
    },
    {
      name: 'nvidia-cuda-nvrtc',
      version: '13.0.88',
      what: 'compiler of kernels',
      licence: CUDA,
      address:
        'packages/c3/68/483a78f5e8f31b08fb1bb671559968c0ca3a065ac7acabfc7cee55214fd6/nvidia_cuda_nvrtc-13.0.88-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
      bytes: 90_215_200,
      sha256: 'ad9b6d2ead2435f11cbb6868809d2adeeee302e9bb94bcf0539c7a40d80e8575',
      licenceText: 'nvidia_cuda_nvrtc-13.0.88.dist-info/licenses/License.txt',
      folder: 'nvidia/cu13/lib',
      libraries: {
        'libnvrtc-builtins.so.13.0': 4_380_616,
        'libnvrtc.so.13': 109_338_064,
      },
    },
    {
      name: 'nvidia-cudnn-cu13',
      version: '9.28.1.4',
      what: 'convolutions',
      licence: CUDNN,
      address:
        'packages/ef/6f/94535c450d44a68ef0b43d7a5e54c0e5ecda2ca3db7daec5d54c8d94e0d8/nvidia_cudnn_cu13-9.28.1.4-py3-none-manylinux_2_27_x86_64.whl',
      bytes: 516_817_937,
      sha256: 'a54f205b1db1f2895d99f398754db1369816f0569dd459731f925635cf7b65ec',
      licenceText: 'nvidia_cudnn_cu13-9.28.1.4.dist-info/licenses/License.txt',
      folder: 'nvidia/cudnn/lib',
      libraries: {
        'libcudnn.so.9': 137_432,
        'libcudnn_adv.so.9': 92_392_360,
        'libcudnn_cnn.so.9': 4_204_144,
        'libcudnn_engines_precompiled.so.9': 260_072_128,
        'libcudnn_engines_runtime_compiled.so.9': 41_978_752,
        'libcudnn_engines_tensor_ir.so.9': 249_581_552,
        'libcudnn_ext.so.9': 10_492_592,
        'libcudnn_graph.so.9': 149_118_552,
        'libcudnn_heuristic.so.9': 96_473_968,
        'libcudnn_ops.so.9': 35_661_648,
      },
    },
  ],
};

/** Name of the wheel's file. */
export const wheelName = ({ address }: CudaPackage) => address.slice(address.lastIndexOf('/') + 1);

/** Bytes of its libraries on the disk. */
export const installedBytes = ({ libraries }: CudaPackage) =>
  Object.values(libraries).reduce((sum, bytes) => sum + bytes, 0);

/** Bytes to download for several packages, and bytes that they take on the disk then. */
export function sizes(packages: readonly CudaPackage[]): { readonly download: number; readonly disk: number } {
  const sum = (of: (one: CudaPackage) => number) => packages.reduce((total, one) => total + of(one), 0);
  return { download: sum(({ bytes }) => bytes), disk: sum(installedBytes) };
}

/** The server's address without a slash at its end. @throws Error where it is not the address of a web server */
export function packageServerOf(text: string | undefined): string {
  const given = text?.trim();
  if (!given) return PACKAGE_SERVER;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw new Error(`${given}: the server of Python packages must be an http or https address, without a query`);
  }
  return given.replace(/\/+$/, '');
}
