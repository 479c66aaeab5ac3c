/** Which tiles of a grid are selected, by their keys, and which one the keyboard is on. */
export class GridSelection {
  private places: ReadonlyMap<string, number> = new Map();
  private keys: readonly string[] = [];
  /** The tile that keys are about; undefined before the first. */
  current?: string;
  /** Where a range begins. */
  private anchor?: string;
  selected: ReadonlySet<string> = new Set();

  /** Takes the grid's tiles, in their order. What is there no more is not selected. */
  follow(keys: readonly string[]): void {
    this.keys = keys;
    this.places = new Map(keys.map((key, i) => [key, i]));
    const kept = [...this.selected].filter((key) => this.places.has(key));
    if (kept.length !== this.selected.size) this.selected = new Set(kept);
    if (this.current !== undefined && !this.places.has(this.current)) this.current = undefined;
  }

  /** The place of a tile; undefined where there is no such tile. */
  placeOf(key: string): number | undefined {
    return this.places.get(key);
  }

  /** The place of the current tile; -1 where there is none. */
  get at(): number {
    return this.current === undefined ? -1 : (this.places.get(this.current) ?? -1);
  }

  isSelected(key: string): boolean {
    return this.selected.has(key);
  }

  /** Selects one tile, or one more or less, or all from the one before. */
  select(key: string, how: 'one' | 'toggle' | 'range'): void {
    this.current = key;
    const from = this.anchor === undefined ? undefined : this.places.get(this.anchor);
    if (how === 'range' && from !== undefined) {
      const [first, last] = [from, this.places.get(key)!].sort((a, b) => a - b);
      this.selected = new Set(this.keys.slice(first, last + 1));
      return;
    }
    this.anchor = key;
    if (how !== 'toggle') {
      this.selected = new Set([key]);
      return;
    }
    const selected = new Set(this.selected);
    if (!selected.delete(key)) selected.add(key);
    this.selected = selected;
  }

  selectAll(): void {
    this.selected = new Set(this.keys);
  }

  selectNone(): void {
    this.selected = new Set();
  }

  /** For another list of tiles: nothing is selected, and the keyboard is on none. */
  reset(): void {
    this.selectNone();
    this.current = this.anchor = undefined;
  }
}
