/** How one weight is moved: a factor of the learning rate, and whether it decays. */
export interface Group {
  readonly start: number;
  readonly end: number;
  readonly rate: number;
  readonly decays: boolean;
}

export interface AdamWOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Decoupled: each step takes rate x decay of a weight away. */
  readonly decay?: number;
}

/** AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101) over all weights as one vector; the arithmetic of PyTorch's. */
export class AdamW {
  readonly mean: Float32Array;
  readonly square: Float32Array;
  steps = 0;
  private readonly beta1: number;
  private readonly beta2: number;
  private readonly epsilon: number;
  private readonly decay: number;

  constructor(
    size: number,
    private readonly groups: readonly Group[],
    { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decay = 0.05 }: AdamWOptions = {},
  ) {
    this.mean = new Float32Array(size);
    this.square = new Float32Array(size);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.decay = decay;
  }

  /** Moves `weights` in place, gradients taken times `scale`. */
  step(weights: Float32Array, gradients: Float32Array, learningRate: number, scale = 1): void {
    this.steps++;
    const { mean, square, beta1, beta2, epsilon } = this;
    const correction1 = 1 / (1 - beta1 ** this.steps);
    const correction2 = 1 / (1 - beta2 ** this.steps);
    for (const { start, end, rate, decays } of this.groups) {
      const speed = learningRate * rate;
      if (speed === 0) continue;
      const kept = decays ? 1 - speed * this.decay : 1;
      const stride = speed * correction1;
      for (let i = start; i < end; i++) {
        const gradient = gradients[i] * scale;
        const m = beta1 * mean[i] + (1 - beta1) * gradient;
        const v = beta2 * square[i] + (1 - beta2) * gradient * gradient;
        mean[i] = m;
        square[i] = v;
        weights[i] = weights[i] * kept - (stride * m) / (Math.sqrt(v * correction2) + epsilon);
      }
    }
  }
}

/** The Euclidean length of a vector: two sums, so that an addition need not wait for the one before it. */
export function norm(values: Float32Array): number {
  let [even, odd] = [0, 0];
  for (let i = 0; i + 1 < values.length; i += 2) {
    even += values[i] * values[i];
    odd += values[i + 1] * values[i + 1];
  }
  const last = values.length % 2 === 1 ? values[values.length - 1] : 0;
  return Math.sqrt(even + odd + last * last);
}
