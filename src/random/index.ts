/** Random numbers that are the same for the same seed on every platform. */
export class Random {
  /** Machine integers: an array made anew for every number costs more than the number. */
  private readonly state = new Int32Array(4);
  private spare: number | undefined;

  constructor(...seeds: number[]) {
    // splitmix32 spreads small, similar seeds over the whole state.
    let seed = seeds.reduce((hash, value) => Math.imul(hash ^ value, 0x9e3779b1) + 0x7f4a7c15, 0x243f6a88) | 0;
    const spread = () => {
      seed = (seed + 0x9e3779b9) | 0;
      let z = Math.imul(seed ^ (seed >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return z ^ (z >>> 15);
    };
    for (let i = 0; i < 4; i++) this.state[i] = spread();
  }

  /** All that the next numbers depend on, to go on later where this generator is now. */
  save(): number[] {
    return [...this.state, ...(this.spare === undefined ? [] : [this.spare])];
  }

  /** Goes on where a generator was when `saved` was its `save()`. */
  restore(saved: readonly number[]): void {
    this.state.set(saved.slice(0, 4));
    this.spare = saved[4];
  }

  /** Uniform in [from, to), by sfc32. */
  uniform(from = 0, to = 1): number {
    const { state } = this;
    const a = state[0];
    const b = state[1];
    const c = state[2];
    const counter = state[3];
    const sum = (((a + b) | 0) + counter) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = (c + (c << 3)) | 0;
    state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
    state[3] = (counter + 1) | 0;
    return from + ((sum >>> 0) / 2 ** 32) * (to - from);
  }

  /** Uniform in the logarithm: as many in [1, 2) as in [2, 4). */
  logUniform(from: number, to: number): number {
    return from * (to / from) ** this.uniform();
  }

  integer(from: number, to: number): number {
    return Math.floor(this.uniform(from, to + 1));
  }

  /** Puts an array in random order, in place (Fisher and Yates). */
  shuffle<T extends Uint32Array | unknown[]>(values: T): T {
    for (let last = values.length - 1; last > 0; last--) {
      const other = this.integer(0, last);
      [values[last], values[other]] = [values[other], values[last]];
    }
    return values;
  }

  angle(): number {
    return this.uniform(0, 2 * Math.PI);
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Normal with mean 0 and deviation 1, by Box and Muller, which gives two at a time. */
  gaussian(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = this.angle();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}
