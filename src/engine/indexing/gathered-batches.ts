interface Waiting {
  readonly inputs: Float32Array;
  readonly resolve: (representations: Float32Array) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Feeds a device with what has come while it was busy, all at once: what one decoder brings is too little for a graphics
 * processor.
 */
export class GatheredBatches {
  private waiting: Waiting[] = [];
  private busy = false;

  constructor(
    private readonly run: (inputs: Float32Array) => Promise<Float32Array>,
    /** Numbers of a cutout. */
    private readonly inputLength: number,
    /** Cutouts at once, unless one call brings more. */
    private readonly most: number,
  ) {}

  /** N x channels x size x size to N x dimensions; `inputs` is left as it was. */
  embed(inputs: Float32Array): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ inputs, resolve, reject });
      if (!this.busy) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.busy = true;
    for (let taken = this.take(); taken.length > 0; taken = this.take()) {
      try {
        const all = await this.run(joined(taken.map(({ inputs }) => inputs)));
        const length = all.length / (taken.reduce((sum, { inputs }) => sum + inputs.length, 0) / this.inputLength);
        let at = 0;
        for (const { inputs, resolve } of taken) {
          const end = at + (inputs.length / this.inputLength) * length;
          resolve(all.slice(at, end));
          at = end;
        }
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
    }
    this.busy = false;
  }

  private take(): Waiting[] {
    let [count, cutouts] = [0, 0];
    for (const { inputs } of this.waiting) {
      cutouts += inputs.length / this.inputLength;
      if (count > 0 && cutouts > this.most) break;
      count++;
    }
    return this.waiting.splice(0, count);
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0];
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
