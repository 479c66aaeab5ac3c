import { CancellationTokenSource, type MessageConnection } from 'vscode-jsonrpc/browser';
import { type NeighbourQuality, ReadPage, ReadPurity, type TagPage } from '../../src/contracts/tags';

/** While galaxies are being indexed the page is read again this often, at most. */
const AGAIN_MS = 2000;

/** Reads the page, then what takes longer; and again when labels or galaxies have changed. */
export class PageLoader {
  page?: TagPage;
  purity?: NeighbourQuality;
  /** Purities are being measured. */
  measuring = false;
  /** Why there is no page, or no purities. */
  error?: string;
  private cancel?: CancellationTokenSource;
  private timer?: number;
  private lastRead = 0;

  constructor(
    private readonly host: MessageConnection,
    private readonly onChange: () => void,
  ) {}

  /** Reads all again in a moment; many changes within it are one. */
  later(column: () => string | undefined): void {
    if (this.timer !== undefined) return;
    const wait = Math.max(0, this.lastRead + AGAIN_MS - performance.now());
    this.timer = window.setTimeout(() => {
      this.timer = undefined;
      void this.read(column());
    }, wait);
  }

  /** Reads a column's page; what an earlier call still waits for is dropped. */
  async read(column: string | undefined): Promise<void> {
    this.cancel?.cancel();
    const cancel = (this.cancel = new CancellationTokenSource());
    const current = () => this.cancel === cancel;
    this.lastRead = performance.now();
    try {
      const page = await this.host.sendRequest(ReadPage, { column }, cancel.token);
      if (!current()) return;
      // Purities of another column would be those of other tags.
      if (page.column?.name !== this.page?.column?.name) this.purity = undefined;
      this.page = page;
      this.error = undefined;
      this.measuring = page.labels.reduce((sum, { galaxies }) => sum + galaxies, 0) > 1;
      if (!this.measuring) this.purity = undefined;
      this.onChange();
      if (!this.measuring || !page.column) return;
      const purity = await this.host.sendRequest(ReadPurity, { column: page.column.name }, cancel.token);
      if (current()) this.purity = purity;
    } catch (error) {
      // What was cancelled has been asked again.
      if (current()) this.error = (error as Error).message;
    }
    if (!current()) return;
    this.measuring = false;
    this.onChange();
  }
}
