import type { FileClient, HduSummary } from '../../../src/viewing';

/** Rows that are looked at in one call: some tenths of a second, between which others have their turn. */
const ROWS_A_CALL = 20_000;

/** How many rows hold a text, counted part by part, so that a long table can be left at any moment. */
export class MatchCount {
  found = 0;
  private ended = false;
  private stopped = false;

  /** @param onCount something more has been counted, or all */
  constructor(
    private readonly rows: number,
    private readonly onCount: () => void,
  ) {}

  get words(): string {
    const number = (n: number) => n.toLocaleString('en');
    return `${number(this.found)}${this.ended ? '' : ' so far,'} of ${number(this.rows)} ${this.rows === 1 ? 'row' : 'rows'}`;
  }

  /** @throws Error where the rows cannot be read */
  async run(file: FileClient, hdu: HduSummary, columns: readonly number[], text: string): Promise<void> {
    for (let first = 0; first < this.rows && !this.stopped; first += ROWS_A_CALL) {
      this.found += await file.call('matching', { hdu: hdu.index, columns, text, first, count: ROWS_A_CALL });
      this.onCount();
    }
    this.ended = !this.stopped;
    this.onCount();
  }

  stop(): void {
    this.stopped = true;
  }
}
