import { call, findGlobal, storageOf } from './pickle-globals';
import { PickleDict, PickleList, PickleTuple, type PickleValue } from './pickle-values';

const MARK = Symbol('mark');
type Slot = PickleValue | typeof MARK;

/**
 * Reads a pickle of protocol 2 to 5 that holds a state dict: dicts, lists, tuples, numbers, text, and tensors. It is no Python:
 * opcodes and names are a closed list, anything else is refused by its name, and nothing of a file is ever run.
 * The opcodes are those of Python's Lib/pickletools.py.
 * @returns the pickle that begins at `from`, and the place behind its end.
 * @throws RangeError that says what is refused, or where the pickle ends.
 */
export function unpickle(bytes: Uint8Array, from = 0): { value: PickleValue; end: number } {
  const unpickler = new Unpickler(bytes, from);
  return { value: unpickler.run(), end: unpickler.at };
}

class Unpickler {
  private readonly view: DataView;
  private readonly stack: Slot[] = [];
  private readonly memo = new Map<number, PickleValue>();

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): PickleValue {
    for (;;) {
      const opcode = String.fromCharCode(this.take(1)[0]);
      if (opcode === '.') return this.pop();
      const step = Object.hasOwn(STEPS, opcode) ? STEPS[opcode] : undefined;
      if (!step) {
        const code = opcode.charCodeAt(0).toString(16).padStart(2, '0');
        throw new RangeError(`its pickle has the opcode 0x${code}, which no state dict needs: refused`);
      }
      step(this);
    }
  }

  take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw new RangeError('its pickle is cut short');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  number(read: 'getUint8' | 'getUint16' | 'getInt32' | 'getUint32', length: number): number {
    const from = this.at;
    this.take(length);
    return this.view[read](from, true);
  }

  float(): number {
    const from = this.at;
    this.take(8);
    return this.view.getFloat64(from);
  }

  length64(): number {
    const from = this.at;
    this.take(8);
    return Number(this.view.getBigUint64(from, true));
  }

  text(length: number): string {
    return new TextDecoder().decode(this.take(length));
  }

  line(): string {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw new RangeError('its pickle is cut short');
    const line = this.text(end - this.at);
    this.at = end + 1;
    return line;
  }

  push(value: Slot): void {
    this.stack.push(value);
  }

  pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined || value === MARK) throw new RangeError('its pickle takes a value that is not there');
    return value;
  }

  top(): PickleValue {
    const value = this.pop();
    this.push(value);
    return value;
  }

  toMark(): PickleValue[] {
    const at = this.stack.lastIndexOf(MARK);
    if (at < 0) throw new RangeError('its pickle takes values that are not there');
    const values = this.stack.splice(at) as PickleValue[];
    return values.slice(1);
  }

  put(index: number): void {
    this.memo.set(index, this.top());
  }

  memoize(): void {
    this.put(this.memo.size);
  }

  get(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw new RangeError('its pickle asks for a value that it never kept');
    this.push(value);
  }

  tuple(count: number): void {
    const items = Array.from({ length: count }, () => this.pop()).reverse();
    this.push(new PickleTuple(items));
  }

  setItems(pairs: readonly PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof PickleDict) || pairs.length % 2) throw new RangeError('its pickle sets an item of no dict');
    for (let i = 0; i < pairs.length; i += 2) dict.entries.set(pairs[i], pairs[i + 1]);
  }

  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!(list instanceof PickleList)) throw new RangeError('its pickle appends to no list');
    for (const item of items) list.items.push(item);
  }
}

/** Little-endian two's complement of any length. */
function longOf(bytes: Uint8Array): number {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
  return Number(BigInt.asIntN(bytes.length * 8, value));
}

const STEPS: Readonly<Record<string, (p: Unpickler) => void>> = {
  '\x80': (p) => void p.take(1), // PROTO
  '\x95': (p) => void p.take(8), // FRAME
  '(': (p) => p.push(MARK),
  N: (p) => p.push(null),
  '\x88': (p) => p.push(true),
  '\x89': (p) => p.push(false),
  K: (p) => p.push(p.number('getUint8', 1)),
  M: (p) => p.push(p.number('getUint16', 2)),
  J: (p) => p.push(p.number('getInt32', 4)),
  '\x8a': (p) => p.push(longOf(p.take(p.number('getUint8', 1)))),
  G: (p) => p.push(p.float()),
  X: (p) => p.push(p.text(p.number('getUint32', 4))),
  '\x8c': (p) => p.push(p.text(p.number('getUint8', 1))),
  '\x8d': (p) => p.push(p.text(p.length64())),
  C: (p) => p.push(p.take(p.number('getUint8', 1))),
  B: (p) => p.push(p.take(p.number('getUint32', 4))),
  '}': (p) => p.push(new PickleDict()),
  ']': (p) => p.push(new PickleList()),
  ')': (p) => p.push(new PickleTuple([])),
  '\x85': (p) => p.tuple(1),
  '\x86': (p) => p.tuple(2),
  '\x87': (p) => p.tuple(3),
  t: (p) => p.push(new PickleTuple(p.toMark())),
  a: (p) => {
    const item = p.pop();
    p.append([item]);
  },
  e: (p) => {
    const items = p.toMark();
    p.append(items);
  },
  s: (p) => {
    const value = p.pop();
    p.setItems([p.pop(), value]);
  },
  u: (p) => {
    const pairs = p.toMark();
    p.setItems(pairs);
  },
  q: (p) => p.put(p.number('getUint8', 1)),
  r: (p) => p.put(p.number('getUint32', 4)),
  '\x94': (p) => p.memoize(),
  h: (p) => p.get(p.number('getUint8', 1)),
  j: (p) => p.get(p.number('getUint32', 4)),
  c: (p) => {
    const module = p.line();
    p.push(findGlobal(`${module}.${p.line()}`));
  },
  '\x93': (p) => {
    const [name, module] = [p.pop(), p.pop()];
    if (typeof name !== 'string' || typeof module !== 'string') throw new RangeError('its pickle asks for no name');
    p.push(findGlobal(`${module}.${name}`));
  },
  R: (p) => {
    const args = p.pop();
    p.push(call(p.pop(), args));
  },
  Q: (p) => p.push(storageOf(p.pop())),
  // BUILD sets attributes: a state dict has `_metadata`, versions of modules, which say nothing of weights.
  b: (p) => {
    p.pop();
    if (!(p.top() instanceof PickleDict)) throw new RangeError('its pickle sets attributes of no dict');
  },
  '0': (p) => void p.pop(),
};
