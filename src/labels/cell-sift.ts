import type { CellReader } from './cell-reader';
import type { IdentifierIndex } from './identifier-index';
import type { NameSieve } from './name-sieve';

/** Finds out whether any cell of a column may name a cutout, or identify one. */
export class CellSift implements CellReader {
  name = false;
  identify = false;

  constructor(
    private readonly sieve: NameSieve,
    private readonly index: IdentifierIndex,
  ) {}

  get isDone(): boolean {
    return this.name && this.identify;
  }

  text(codes: Uint16Array, from: number, to: number, source: string): void {
    if (!this.name) this.name = this.sieve.mayNameCodes(codes, from, to, source);
    if (!this.identify) this.identify = this.index.hasCodes(codes, from, to, source);
  }

  number(value: number): void {
    if (!Number.isFinite(value)) return this.several(String(value));
    if (!this.name) this.name = this.sieve.mayNameNumber(value);
    if (!this.identify) this.identify = this.index.hasNumber(value);
  }

  several(text: string): void {
    if (text === '') return;
    if (!this.name) this.name = this.sieve.mayName(text);
    if (!this.identify) this.identify = this.index.has(text);
  }
}
