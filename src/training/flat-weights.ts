import { elements } from '../onnx';

/** A weight, or a running statistic. */
export interface Part {
  readonly name: string;
  readonly dims: readonly number[];
  readonly initial: Float32Array;
}

/** All trained weights as one vector, and where each of them lies in it. */
export class FlatWeights {
  readonly size: number;
  readonly starts: ReadonlyMap<string, number>;

  constructor(readonly parts: readonly Part[]) {
    const starts = new Map<string, number>();
    let end = 0;
    for (const { name, dims } of parts) {
      starts.set(name, end);
      end += elements(dims);
    }
    this.starts = starts;
    this.size = end;
  }

  initial(): Float32Array {
    const flat = new Float32Array(this.size);
    for (const { name, initial } of this.parts) flat.set(initial, this.starts.get(name));
    return flat;
  }

  /** A weight's part of a vector: a view. */
  part(flat: Float32Array, { name, dims }: Part): Float32Array {
    const start = this.starts.get(name)!;
    return flat.subarray(start, start + elements(dims));
  }
}
