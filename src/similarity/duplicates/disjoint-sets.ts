/** Things 0 to count - 1 in sets that are united two by two (Tarjan 1975), in practically constant time each. */
export class DisjointSets {
  private readonly parent: Int32Array;
  private readonly sizes: Int32Array;

  constructor(count: number) {
    this.parent = Int32Array.from({ length: count }, (_, i) => i);
    this.sizes = new Int32Array(count).fill(1);
  }

  /** The member by which the set of `i` is known at present. */
  find(i: number): number {
    const { parent } = this;
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  }

  /** @returns false where both are in one set already. */
  unite(a: number, b: number): boolean {
    let [large, small] = [this.find(a), this.find(b)];
    if (large === small) return false;
    if (this.sizes[large] < this.sizes[small]) [large, small] = [small, large];
    this.parent[small] = large;
    this.sizes[large] += this.sizes[small];
    return true;
  }

  /** Members of the set of `i`. */
  sizeOf(i: number): number {
    return this.sizes[this.find(i)];
  }
}
