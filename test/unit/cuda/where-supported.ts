import { cudaSupported } from '../../../src/cuda';
import { ensureBuilt } from '../../built';
import { temporaryFolder } from '../../galaxies';

/**
 * For a suite of what is built, on the systems on which CUDA can be set up; elsewhere it is skipped, and says so.
 * @returns the folder that each test gets for itself.
 */
export function whereCudaIsSupported(): () => string {
  let folder: string;
  let remove: () => void;
  before(function () {
    ensureBuilt();
    if (cudaSupported()) return;
    console.warn('      skipped: CUDA is set up on Linux on x64 alone');
    this.skip();
  });
  beforeEach(() => ({ folder, remove } = temporaryFolder()));
  afterEach(() => remove());
  return () => folder;
}
