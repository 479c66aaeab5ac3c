import type { FileClient, HduSummary, RowOrder } from '../../../src/viewing';

/** Rows are asked for in pieces of this many. */
const PIECE = 100;
const KEPT_PIECES = 40;

/** A row as it is shown: its number in the file, from 0, and the text of its cells. */
export interface ShownRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/** The rows of a table in one order, of some of its columns, as they come into view. */
export class RowCache {
  private readonly pieces = new Map<number, readonly ShownRow[] | 'asked'>();

  constructor(
    private readonly file: FileClient,
    private readonly hdu: HduSummary,
    private readonly columns: readonly number[],
    private readonly order: RowOrder | undefined,
    private readonly onRows: () => void,
    private readonly onError: (error: Error) => void,
  ) {}

  /** The row at a place of the order; undefined while it is on its way. */
  at(place: number): ShownRow | undefined {
    const piece = Math.floor(place / PIECE);
    const found = this.pieces.get(piece);
    if (found === undefined) void this.load(piece);
    if (found === undefined || found === 'asked') return undefined;
    this.pieces.delete(piece);
    this.pieces.set(piece, found);
    return found[place % PIECE];
  }

  private async load(piece: number): Promise<void> {
    this.pieces.set(piece, 'asked');
    try {
      const { columns, order } = this;
      const wanted = { hdu: this.hdu.index, columns, first: piece * PIECE, count: PIECE, order };
      const { numbers, cells } = await this.file.call('rows', wanted);
      this.pieces.set(
        piece,
        numbers.map((number, i) => ({ number, cells: cells[i] })),
      );
      for (const [oldest, rows] of this.pieces) {
        if (this.pieces.size <= KEPT_PIECES) break;
        if (rows !== 'asked') this.pieces.delete(oldest);
      }
      this.onRows();
    } catch (error) {
      this.onError(error as Error);
    }
  }
}
