export { openWeights, WEIGHTS_NAMES } from './open-weights';
export { openSafetensors } from './safetensors';
export { openTorchFile } from './torch-file';
export { WeightsError } from './weights-error';
export type { StoredTensor, WeightsFile } from './weights-file';
