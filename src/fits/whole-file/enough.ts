import { holdsAllHdus } from '../hdus';

/** Whether so many bytes, the first of a file, are all that is wanted of it. To be asked as often as one likes. */
export type IsEnough = (start: Uint8Array) => boolean;

/** Bytes from which on is looked. */
const FIRST_LOOK = 2 ** 20;

/**
 * Tells a decompressor when the HDUs that the headers promise are whole. A file of a few kilobytes can go on for gigabytes
 * behind them, and nobody reads what is there. It is looked for only after every doubling.
 */
export function untilHdusAreWhole(): IsEnough {
  let next = FIRST_LOOK;
  return (start) => {
    if (start.length < next) return false;
    next = 2 * start.length;
    return holdsAllHdus(start);
  };
}
