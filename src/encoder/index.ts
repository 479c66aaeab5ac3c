export { readEncoder, type Encoder, type ModelCard } from './card';
export {
  type Accelerator,
  type Agreement,
  type Device,
  DEVICE_SETTINGS,
  type DeviceSetting,
  DeviceError,
  DeviceTrial,
  knownAccelerators,
  noise,
  ON_CPU,
  type Placement,
  type Precision,
  PRECISIONS,
  type Throughput,
} from './devices';
export { EncoderError } from './errors';
export { preprocess } from './preprocessing';
export { EncoderSession } from './session';
export { type EncoderIdentity, type ImportOptions, importTimmEncoder } from './timm/import-encoder';
