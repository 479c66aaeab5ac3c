/** Allowed values of the setting `morphoscope.device`. */
export const DEVICE_SETTINGS = ['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const;
export type DeviceSetting = (typeof DEVICE_SETTINGS)[number];

/** Where an encoder can run, named as ONNX Runtime names its execution providers. */
export type Device = Exclude<DeviceSetting, 'auto'>;
export type Accelerator = Exclude<Device, 'cpu'>;

/** The most specific first: what a maker wrote for one kind of hardware tends to be faster there than what runs on all. */
export const ACCELERATORS: readonly Accelerator[] = ['cuda', 'coreml', 'dml', 'webgpu'];

export const PRECISIONS = ['float32', 'float16'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** Where sessions of an encoder run, and how many views of cutouts they take at once. */
export interface Placement {
  readonly device: Device;
  readonly batch: number;
  /** Precision of the computation; float32 by default. */
  readonly precision?: Precision;
}

/** Measured flat from 32 to 256 on CPUs, and small batches cancel sooner. */
export const CPU_BATCH = 64;
export const ON_CPU: Placement = { device: 'cpu', batch: CPU_BATCH };
