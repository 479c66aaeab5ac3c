import { floatTensor, type Tensor } from '../../onnx';
import { WeightsError, type WeightsFile } from '../../weights';

/** A dimension that must be this long, or, where null, may have any length. */
export type Wanted = readonly (number | null)[];

/** The tensors of a network, each of which is used once, or left out on purpose. */
export class TensorLedger {
  private readonly used = new Set<string>();

  private constructor(
    readonly file: string,
    private readonly tensors: ReadonlyMap<string, { shape: readonly number[]; values: Float32Array }>,
  ) {}

  /**
   * Reads every tensor that is not `unused` as float32.
   * @param unused tensors that are no part of the encoder, such as a classifier's
   * @throws WeightsError as `WeightsFile.read`; what `signal` says when it is aborted
   */
  static async read(
    weights: WeightsFile,
    unused: (name: string) => boolean,
    options: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal } = {},
  ): Promise<TensorLedger> {
    const wanted = [...weights.tensors].filter(([name]) => !unused(name));
    const tensors = new Map<string, { shape: readonly number[]; values: Float32Array }>();
    for (const [index, [name, { shape }]] of wanted.entries()) {
      options.signal?.throwIfAborted();
      options.onProgress?.(index, wanted.length);
      tensors.set(name, { shape, values: await weights.read(name) });
    }
    options.onProgress?.(wanted.length, wanted.length);
    return new TensorLedger(weights.file, tensors);
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  /** Whether any tensor's name begins so. */
  hasUnder(prefix: string): boolean {
    for (const name of this.tensors.keys()) if (name.startsWith(prefix)) return true;
    return false;
  }

  /** How many of `prefix.0.`, `prefix.1.`, ... there are, without a gap. */
  countUnder(prefix: string): number {
    let count = 0;
    while (this.hasUnder(`${prefix}.${count}.`)) count++;
    return count;
  }

  /** @throws WeightsError when there is no such tensor. */
  shape(name: string): readonly number[] {
    return this.find(name).shape;
  }

  /** A tensor of the shape that is wanted, under its own name. @throws WeightsError that names it and both shapes. */
  take(name: string, wanted: Wanted): Tensor {
    const { shape, values } = this.find(name);
    if (shape.length !== wanted.length || shape.some((dim, axis) => dim !== (wanted[axis] ?? dim))) {
      const [is, should] = [describe(shape), describe(wanted)];
      throw new WeightsError(this.file, `the tensor "${name}" has the shape ${is}, not ${should}`);
    }
    this.used.add(name);
    return floatTensor(name, values, shape);
  }

  /** @throws WeightsError when tensors were never taken, naming some. */
  finish(): void {
    const left = [...this.tensors.keys()].filter((name) => !this.used.has(name));
    if (left.length === 0) return;
    const more = left.length > 5 ? ` and ${left.length - 5} more` : '';
    const names = left.slice(0, 5).map((name) => `"${name}"`);
    throw new WeightsError(this.file, `the architecture has no place for ${names.join(', ')}${more}`);
  }

  private find(name: string) {
    const found = this.tensors.get(name);
    if (!found) throw new WeightsError(this.file, `the tensor "${name}" is missing`);
    return found;
  }
}

const describe = (shape: Wanted) => `[${shape.map((dim) => dim ?? 'any').join(', ')}]`;
