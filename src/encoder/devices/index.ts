export { DeviceError } from './device-error';
export {
  ACCELERATORS,
  type Accelerator,
  type Device,
  DEVICE_SETTINGS,
  type DeviceSetting,
  ON_CPU,
  type Placement,
  type Precision,
  PRECISIONS,
} from './device';
export { knownAccelerators } from './providers';
export { type Agreement, DeviceTrial, noise, type Throughput } from './trial';
