import type { ByteSource } from './byte-source';
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

/** How the structural keywords of a header describe the data that follow it (FITS 4.0, section 4.4.1). */
export interface Layout {
  /** 8, 16, 32, 64 (integers; 8 unsigned), -32, -64 (IEEE floating point). */
  readonly bitpix: number;
  /** NAXIS1, NAXIS2, ...: fastest first. */
  readonly axes: readonly number[];
  /** Length of the data without padding, in bytes. */
  readonly dataSize: number;
}

/** A header-data unit of a file. Nothing of the data is read until it is asked for, and then no more than that. */
export class Hdu {
  /**
   * @param source the whole file
   * @param file its path or name, for error messages
   * @param index 0 for the primary HDU
   * @param dataOffset where the data start, in bytes from the start of the file
   * @param failure why the data cannot be read, if so; the header can
   */
  constructor(
    private readonly source: ByteSource,
    readonly file: string,
    readonly index: number,
    readonly kind: HduKind,
    readonly header: Header,
    readonly dataOffset: number,
    readonly layout: Layout,
    readonly failure: FitsError | undefined,
    /**
     * The layout of the picture: of a tile-compressed image that of the image, where `layout` is its table's; of random
     * groups that of their arrays, an axis of groups behind their own.
     */
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
   * The bytes of the data, without padding; where the file is in memory a view, not a copy.
   * @throws FitsError where the file ends before them
   */
  data(): Uint8Array {
    return this.part(0, this.layout.dataSize);
  }

  /**
   * The bytes of the data from `start` to `end` (exclusive), counted from the first: no others are read.
   * @throws FitsError where the file ends before the data do, or where the part lies outside them
   */
  part(start: number, end: number): Uint8Array {
    if (this.failure) throw this.failure;
    if (!(start >= 0 && start <= end && end <= this.layout.dataSize)) {
      throw this.error(`bytes ${start} to ${end} are asked of ${this.layout.dataSize}`);
    }
    return this.source.read(this.dataOffset + start, this.dataOffset + end);
  }

  /** A FitsError about this HDU, for its readers to throw. */
  error(reason: string): FitsError {
    return new FitsError(this.file, this.index, reason);
  }
}
