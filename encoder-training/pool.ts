import { frameLength, type Resolution } from './frame';
import { QUESTIONS } from './synthetic/questions';

/** Pictures of each galaxy: it is seen now in one, now in the other, and is to be represented alike. */
export const PICTURES = 2;

/** All frames of a run in memory that threads share: Galaxy Zoo 1, then Euclid, then synthetic ones. */
export interface PoolMemory {
  readonly counts: { readonly gz1: number; readonly euclid: number; readonly synthetic: number };
  readonly measures: number;
  readonly resolution: Resolution;
  readonly pixels: SharedArrayBuffer;
  readonly votes: SharedArrayBuffer;
  readonly asked: SharedArrayBuffer;
  readonly measured: SharedArrayBuffer;
}

export function poolMemory(counts: PoolMemory['counts'], measures: number, resolution: Resolution): PoolMemory {
  const total = counts.gz1 + counts.euclid + counts.synthetic;
  const floats = (n: number) => new SharedArrayBuffer(4 * n);
  return {
    counts,
    measures,
    resolution,
    pixels: new SharedArrayBuffer(total * PICTURES * frameLength(resolution)),
    votes: floats(counts.synthetic * QUESTIONS.length),
    asked: floats(counts.synthetic * QUESTIONS.length),
    measured: floats(total * measures),
  };
}

/** Typed views of the memory. Entries are numbered over the whole pool; synthetic ones also from 0. */
export class Pool {
  readonly firstEuclid: number;
  readonly firstSynthetic: number;
  readonly total: number;
  private readonly pixels: Uint8Array;
  private readonly votesOf: Float32Array;
  private readonly askedOf: Float32Array;
  private readonly measuredOf: Float32Array;

  constructor(readonly memory: PoolMemory) {
    const { gz1, euclid, synthetic } = memory.counts;
    this.firstEuclid = gz1;
    this.firstSynthetic = gz1 + euclid;
    this.total = gz1 + euclid + synthetic;
    this.pixels = new Uint8Array(memory.pixels);
    this.votesOf = new Float32Array(memory.votes);
    this.askedOf = new Float32Array(memory.asked);
    this.measuredOf = new Float32Array(memory.measured);
  }

  frame(entry: number, picture = 0): Uint8Array {
    const length = frameLength(this.memory.resolution);
    const at = (entry * PICTURES + picture) * length;
    return this.pixels.subarray(at, at + length);
  }

  measured(entry: number): Float32Array {
    const n = this.memory.measures;
    return this.measuredOf.subarray(entry * n, (entry + 1) * n);
  }

  votes(synthetic: number): Float32Array {
    return this.votesOf.subarray(synthetic * QUESTIONS.length, (synthetic + 1) * QUESTIONS.length);
  }

  asked(synthetic: number): Float32Array {
    return this.askedOf.subarray(synthetic * QUESTIONS.length, (synthetic + 1) * QUESTIONS.length);
  }
}

/**
 * Which synthetic galaxy stands in a place of the pool when `replaced` have been replaced, one place after the other: so
 * the pool of any step is known from the step alone.
 */
export function galaxyAt(place: number, places: number, replaced: number): number {
  const rounds = Math.floor((replaced + places - 1 - place) / places);
  return place + places * rounds;
}
