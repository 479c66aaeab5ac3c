import type { CardValue } from './card';
import { FitsError } from './error';
import type { Header } from './header';

/** Kinds of HDU, by astropy's names: what an astronomer's scripts print. */
export type HduKind =
  | 'PrimaryHDU'
  | 'ImageHDU'
  | 'BinTableHDU'
  | 'TableHDU'
  | 'CompImageHDU'
  | 'GroupsHDU'
  | 'NonstandardExtHDU'
  | '_NonstandardHDU'
  | '_CorruptedHDU';

/** What the structural keywords of a header say of the data that follow it (FITS 4.0, section 4.4.1). */
export interface Layout {
  /** 8, 16, 32, 64 (integers; 8 unsigned), -32, -64 (IEEE floating point). */
  readonly bitpix: number;
  /** NAXIS1, NAXIS2, ...: fastest first. */
  readonly axes: readonly number[];
  /** Length of the data without padding, in bytes. */
  readonly dataSize: number;
}

/** A header-data unit in a file held in memory. Nothing of the data is touched until it is asked for. */
export class Hdu {
  /**
   * @param bytes the whole file
   * @param file its path or name, for error messages
   * @param index 0 for the primary HDU
   * @param dataOffset where the data start, in bytes from the start of the file
   * @param failure why the data cannot be read, if so; the header can
   */
  constructor(
    private readonly bytes: Uint8Array,
    readonly file: string,
    readonly index: number,
    readonly kind: HduKind,
    readonly header: Header,
    readonly dataOffset: number,
    readonly layout: Layout,
    readonly failure: FitsError | undefined,
    /** The layout of the picture: of a tile-compressed image that of the image, where `layout` is its table's. */
    readonly image: Layout = layout,
  ) {}

  /** EXTNAME; without it PRIMARY for the primary HDU, COMPRESSED_IMAGE for a compressed image, else ''. As astropy. */
  get name(): string {
    if (this.kind === '_NonstandardHDU' || this.kind === '_CorruptedHDU') return '';
    const name = this.kind === 'CompImageHDU' ? this.lastExtname() : this.header.get('EXTNAME');
    if (typeof name === 'string' || typeof name === 'number') return String(name);
    if (this.kind === 'CompImageHDU') return 'COMPRESSED_IMAGE';
    return this.kind === 'PrimaryHDU' || this.kind === 'GroupsHDU' ? 'PRIMARY' : '';
  }

  /** A compressed image may have two: its table's, and, further down, the image's own. */
  private lastExtname(): CardValue {
    return this.header.cards.findLast(({ keyword }) => keyword === 'EXTNAME')?.value;
  }

  get bitpix(): number {
    return this.image.bitpix;
  }

  /** Axis lengths in C order, slowest first; empty where the HDU has no data. */
  get shape(): number[] {
    return this.image.axes.toReversed();
  }

  /**
   * The bytes of the data, without padding: a view, not a copy.
   * @throws FitsError where the file ends before them
   */
  data(): Uint8Array {
    if (this.failure) throw this.failure;
    return this.bytes.subarray(this.dataOffset, this.dataOffset + this.layout.dataSize);
  }

  /** A FitsError about this HDU, for its readers to throw. */
  error(reason: string): FitsError {
    return new FitsError(this.file, this.index, reason);
  }
}
