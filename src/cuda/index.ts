export { olderThan } from './driver';
export { withCuda } from './environment';
export { CudaError } from './errors';
export { describeStatus, driverLine, explain } from './explain';
export { cudaFolder, downloadsOf, librariesOf, namedFolder } from './folder';
export { CUDA_RELEASE, type CudaPackage, type CudaRelease, PACKAGE_SERVER, packageServerOf } from './packages';
export { removeCuda, setUpCuda, type SetUpOptions } from './set-up';
export { cudaStatus, type CudaStatus, cudaSupported, UNSUPPORTED } from './status';
