import { elements, encodeWhole, type Model } from '../../../onnx';
import { createSession, type Session, Tensor } from '../../../runtime';
import type { Batch } from '../../batches';
import type { Control } from '../control';
import type { CutNetwork } from '../learners/cut';

/** Images that go through a network at once where nothing is learned. */
const AT_ONCE = 32;

/** Numbers of each galaxy for inputs of a network, by name: galaxies x what one has. */
export interface Feeds {
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly values: ReadonlyMap<string, Float32Array>;
}

/** The inputs of some galaxies. */
export function feedsOf({ shapes, values }: Feeds, rows: ArrayLike<number>): Batch {
  const batch: Record<string, Float32Array> = {};
  for (const [name, all] of values) {
    const length = elements(shapes.get(name)!.slice(1));
    const own = new Float32Array(rows.length * length);
    for (let i = 0; i < rows.length; i++) own.set(all.subarray(rows[i] * length, (rows[i] + 1) * length), i * length);
    batch[name] = own;
  }
  return batch;
}

export function openNetwork(model: Model, threads: number): Promise<Session> {
  return createSession(encodeWhole(model), {
    intraOpNumThreads: threads,
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
}

/** What is kept of an output, N x …: as it is, unless it would fill the memory. */
export type Reduce = (
  values: Float32Array,
  dims: readonly number[],
  name: string,
) => { readonly values: Float32Array; readonly dims: readonly number[] };

/** Outputs of a network for all galaxies, by name, each once through it. */
export async function runNetwork(
  model: Model,
  feeds: Feeds,
  threads: number,
  control: Control,
  reduce: Reduce = (values, dims) => ({ values, dims }),
): Promise<Feeds> {
  const session = await openNetwork(model, threads);
  try {
    const [first] = feeds.values;
    const rows = first[1].length / elements(feeds.shapes.get(first[0])!.slice(1));
    const shapes = new Map<string, readonly number[]>();
    const values = new Map<string, Float32Array>();
    for (let from = 0; from < rows; from += AT_ONCE) {
      control.check();
      const count = Math.min(AT_ONCE, rows - from);
      const batch = feedsOf(feeds, Array.from({ length: count }, (_, i) => from + i)); // prettier-ignore
      const tensors = Object.entries(batch)
        .filter(([name]) => session.inputNames.includes(name))
        .map(([name, all]) => [name, new Tensor('float32', all, [count, ...feeds.shapes.get(name)!.slice(1)])]);
      const answer = await session.run(Object.fromEntries(tensors) as Record<string, Tensor>);
      for (const [name, tensor] of Object.entries(answer)) {
        const { dims, values: kept } = reduce(tensor.data as Float32Array, tensor.dims, name);
        const length = elements(dims.slice(1));
        if (!values.has(name)) {
          shapes.set(name, [-1, ...dims.slice(1)]);
          values.set(name, new Float32Array(rows * length));
        }
        values.get(name)!.set(kept, from * length);
      }
    }
    return { shapes, values };
  } finally {
    await session.release();
  }
}

/** What the trained part of a cut network reads, of all galaxies: the frozen part has run once. */
export async function frozenFeeds(cut: CutNetwork, images: Feeds, threads: number, control: Control): Promise<Feeds> {
  const own = cut.tensors.filter((name) => images.values.has(name));
  const run =
    cut.frozen.graph.outputs.length > 0
      ? await runNetwork(cut.frozen, images, threads, control)
      : { shapes: new Map<string, readonly number[]>(), values: new Map<string, Float32Array>() };
  return {
    shapes: new Map([...run.shapes, ...own.map((name) => [name, images.shapes.get(name)!] as const)]),
    values: new Map([...run.values, ...own.map((name) => [name, images.values.get(name)!] as const)]),
  };
}
