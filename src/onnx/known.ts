import type { Shape } from './shape';

/** Static knowledge of a tensor, before the graph is run. */
export interface Known {
  readonly shape: Shape;
  readonly type: number;
  /** Values, where shapes may depend on them. */
  readonly values?: readonly KnownValue[];
}

/** An integer, or a multiple of the batch size as Shape gives it. */
export type KnownValue = number | { readonly timesBatch: number };
