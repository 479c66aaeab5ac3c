/**
 * The only values that the pickle of a state dict may consist of. The reader makes no class and no function, and calls
 * nothing.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickleList
  | PickleTuple
  | PickleDict
  | Global
  | Storage
  | PickledTensor;

export class PickleList {
  readonly items: PickleValue[] = [];
}

export class PickleTuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** dict and OrderedDict; keys that are no strings are kept, since some optimisers' states have them. */
export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>();
}

/** A name of the closed list, as yet not called. */
export class Global {
  constructor(readonly name: string) {}
}

/** A storage: the key of its file in the archive, its element type by PyTorch's class, and its length in elements. */
export class Storage {
  constructor(
    readonly type: string,
    readonly key: string,
    readonly length: number,
  ) {}
}

/** A view of a storage: the element at [i, j, ...] is that at `offset` + i stride[0] + j stride[1] + ... */
export class PickledTensor {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}
