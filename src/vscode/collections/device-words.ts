import type { DeviceSetting } from '../../encoder/devices/device';
import type { CollectionState } from '../../engine';

/**
 * What the encoder runs on and why, for the status bar's tooltip. What went wrong with devices that nobody has asked for is in the
 * log alone; where one was asked for, its failure is said.
 */
export function deviceWords(
  { device, deviceWhy }: Pick<CollectionState, 'device' | 'deviceWhy'>,
  setting: DeviceSetting,
): string {
  const ofTrials = /\bcannot be used: |\bslower than the CPU\b/.test(deviceWhy);
  const why =
    setting === 'auto' && device === 'cpu' && ofTrials
      ? 'no other device was found to be faster (the log says which were tried)'
      : deviceWhy;
  return `encoder runs on ${device}: ${why}`;
}
