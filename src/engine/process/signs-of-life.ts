/**
 * What a worker thread tells of the call in its hand, in memory that it shares with whoever watches it: a thread that is in
 * the middle of a loop answers no messages, and one that has died sends none.
 */
const [CALL, PIECE, BEATS] = [0, 1, 2];

/** A moment of a worker's life. */
export interface Sign {
  /** The number of the call that it works on, or has worked on last; the first is 1. */
  readonly call: number;
  /** Which piece of that call. */
  readonly piece: number;
  /** Grows with all that is done. */
  readonly beats: number;
}

export type SharedSigns = Int32Array<SharedArrayBuffer>;

export function sharedSigns(): SharedSigns {
  return new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
}

export function readSign(signs: SharedSigns): Sign {
  return { call: Atomics.load(signs, CALL), piece: Atomics.load(signs, PIECE), beats: Atomics.load(signs, BEATS) };
}

/** The worker's end of it. */
export class SignsOfLife {
  constructor(private readonly signs: SharedSigns) {}

  /** A call begins. */
  beginCall(): void {
    Atomics.store(this.signs, PIECE, 0);
    Atomics.add(this.signs, CALL, 1);
  }

  /** A piece of the call begins: a file of several. */
  beginPiece(piece: number): void {
    Atomics.store(this.signs, PIECE, piece);
    this.beat();
  }

  /** Something has been done that takes a few seconds at the most. */
  beat(): void {
    Atomics.add(this.signs, BEATS, 1);
  }
}
