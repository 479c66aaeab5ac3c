import type { Device } from './device';

/** A device that an encoder cannot run on, with the reason. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';

  constructor(
    readonly device: Device,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${device}: ${reason}`, options);
  }
}
